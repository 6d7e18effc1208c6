import * as v from 'valibot';
import { MAX_AMOUNT, totalOf } from './money';
import { type Order, orderSchema } from './order';
import { ALLOWED, Code } from './problem-codes';

/** One thing that is wrong with an order: where, which rule, and what was received and is allowed. */
export interface Problem {
  /** JSON path, `$.lines[0].quantity`. */
  readonly path: string;
  readonly code: Code;
  readonly message: string;
}

/**
 * What came in, read as an order.
 * - `unreadable`: not an order at all (types, fields, id); it cannot be recorded as one.
 * - `unacceptable`: an order, with values that break a rule; `whole` says that each field is fine and only their combination is not.
 */
export type Reading =
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] }
  | { readonly kind: 'unacceptable'; readonly order: Order; readonly problems: readonly Problem[]; readonly whole: boolean }
  | { readonly kind: 'acceptable'; readonly order: Order; readonly total: number };

/** Reads anything as an order and reports every problem at once. Never throws. */
export function readOrder(input: unknown): Reading {
  const result = v.safeParse(orderSchema, input);
  if (result.success) {
    const total = totalOf(result.output.lines);
    if (total <= BigInt(MAX_AMOUNT)) return { kind: 'acceptable', order: result.output, total: Number(total) };
    return { kind: 'unacceptable', order: result.output, whole: true, problems: [problem('$.lines', Code.TOTAL_TOO_LARGE, `a total of ${total}`)] };
  }
  const problems = result.issues.map(toProblem);
  const readable = result.issues.every(issue => issue.kind === 'validation' && issue.message !== Code.ORDER_ID_INVALID);
  // An issue of a rule leaves the input typed, so the shape has been checked.
  return readable ? { kind: 'unacceptable', order: input as Order, problems, whole: false } : { kind: 'unreadable', problems };
}

/** A text that is not JSON, as a problem of the whole. */
export function malformedJson(reason: string): Problem {
  return problem('$', Code.MALFORMED_JSON, `not JSON (${reason})`);
}

function toProblem(issue: v.InferIssue<typeof orderSchema>): Problem {
  const path = (issue.path ?? []).reduce((text, item) => text + step(item.key), '$');
  if (issue.kind === 'validation') return problem(path, issue.message as Code, received(issue.input));
  if (issue.expected === 'never') return problem(path, Code.UNKNOWN_FIELD, 'not known');
  if (issue.input === undefined) return problem(path, Code.MISSING, 'missing');
  return { path, code: Code.WRONG_TYPE, message: `${path} is ${received(issue.input)}; allowed: ${issue.expected}` };
}

function problem(path: string, code: Code, value: string): Problem {
  return { path, code, message: `${path} is ${value}; allowed: ${ALLOWED[code]}` };
}

const step = (key: unknown): string =>
  typeof key === 'number' ? `[${key}]` : /^[A-Za-z_]\w*$/.test(String(key)) ? `.${key}` : `[${JSON.stringify(key)}]`;

/** The value received, as JSON and short enough for a message. */
function received(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
