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

/** Problems reported at most: far more than anybody mends at once, few enough for an answer. */
const PROBLEMS_REPORTED = 1_000;

/** Reads anything as an order and reports every problem at once. Never throws. */
export function readOrder(input: unknown): Reading {
  const missed = missedProblems(orderSchema, input, '$');
  const result = v.safeParse(orderSchema, input);
  if (result.success && missed.length === 0) {
    const total = totalOf(result.output.lines);
    if (total <= BigInt(MAX_AMOUNT)) return { kind: 'acceptable', order: result.output, total: Number(total) };
    return { kind: 'unacceptable', order: result.output, whole: true, problems: [problem('$.lines', Code.TOTAL_TOO_LARGE, `a total of ${total}`)] };
  }
  const issues = result.issues ?? [];
  const arrays = new Set(missed.filter(({ code }) => code === Code.WRONG_TYPE).map(({ path }) => path));
  const seen = issues.filter(issue => issue.expected !== 'never' && !pathsOf(issue).some(path => arrays.has(path)));
  const problems = [...seen.map(toProblem), ...missed].slice(0, PROBLEMS_REPORTED);
  const readable = missed.length === 0 && issues.every(isRule);
  // An issue of a rule leaves the input typed, so the shape has been checked.
  return readable ? { kind: 'unacceptable', order: input as Order, problems, whole: false } : { kind: 'unreadable', problems };
}

type Issue = v.InferIssue<typeof orderSchema>;

/** Whether an order with this problem can still be recorded as one. */
const isRule = ({ kind, message, input }: Issue) =>
  kind === 'validation' && message !== Code.ORDER_ID_INVALID && (typeof input !== 'number' || isRecordable(input));

/** Neither beyond what JSON carries exactly, nor too near to zero for an attribute of a table. */
const isRecordable = (value: number) => value === 0 || (Math.abs(value) <= MAX_AMOUNT && Math.abs(value) >= 1e-100);

interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly wrapped?: Shape;
}

/** Keys that valibot's `record` leaves out without a word. */
const LEFT_OUT = ['__proto__', 'constructor', 'prototype'];

/** What valibot does not report: an array in place of an object, an unknown field behind the first of its object, a key that it leaves out. */
function missedProblems({ type, entries, item, wrapped }: Shape, input: unknown, path: string): readonly Problem[] {
  if (wrapped) return missedProblems(wrapped, input, path);
  if (item) return Array.isArray(input) ? input.flatMap((value, index) => missedProblems(item, value, path + step(index))) : [];
  if (typeof input !== 'object' || input === null || (!entries && type !== 'record')) return [];
  if (Array.isArray(input)) return [wrongType(path, input, 'Object')];
  return Object.entries(input).flatMap(([key, value]) => {
    const known = entries ? Object.hasOwn(entries, key) : !LEFT_OUT.includes(key);
    if (!known) return [problem(path + step(key), Code.UNKNOWN_FIELD, 'not known')];
    return entries ? missedProblems(entries[key]!, value, path + step(key)) : [];
  });
}

/** A text that is not JSON, as a problem of the whole. */
export function malformedJson(reason: string): Problem {
  return problem('$', Code.MALFORMED_JSON, `not JSON (${reason})`);
}

function toProblem(issue: Issue): Problem {
  const path = pathsOf(issue).at(-1)!;
  if (issue.kind === 'validation') return problem(path, issue.message as Code, received(issue.input));
  if (issue.input === undefined) return problem(path, Code.MISSING, 'missing');
  return wrongType(path, issue.input, issue.expected ?? 'another type');
}

/** Paths to an issue, from the root down. */
function pathsOf(issue: Issue): string[] {
  const paths = ['$'];
  for (const item of issue.path ?? []) paths.push(paths.at(-1)! + step(item.key));
  return paths;
}

const wrongType = (path: string, input: unknown, allowed: string): Problem =>
  ({ path, code: Code.WRONG_TYPE, message: `${path} is ${received(input)}; allowed: ${allowed}` });

function problem(path: string, code: Code, value: string): Problem {
  return { path, code, message: `${path} is ${value}; allowed: ${ALLOWED[code]}` };
}

const step = (key: unknown): string =>
  typeof key === 'number' ? `[${key}]` : /^[A-Za-z_]\w{0,59}$/.test(String(key)) ? `.${key}` : `[${short(JSON.stringify(key))}]`;

/** The value received, as JSON and short enough for a message. */
function received(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return short(typeof value === 'string' ? JSON.stringify(value) : String(value));
}

const short = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 57)}...`);
