import * as v from 'valibot';
import { MAX_AMOUNT, totalOf } from './amount';
import { type Order, orderSchema } from './order';
import { type Problem, pathTo, problemAt, received, wrongType } from './problem';
import { ProblemCode } from './problem-codes';

/**
 * The result of reading a value as an order.
 * - `unreadable`: not an order (types, fields, id). It cannot be recorded as one.
 * - `unacceptable`: an order with values that break a rule. `whole` says that each field is fine and only their
 *   combination is not.
 */
export type Reading =
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] }
  | {
    readonly kind: 'unacceptable';
    readonly order: Order;
    readonly problems: readonly Problem[];
    readonly whole: boolean;
  }
  | { readonly kind: 'acceptable'; readonly order: Order; readonly total: number };

/** The maximum number of problems in a report: more than anybody repairs at once, and few enough for a response. */
const PROBLEMS_REPORTED = 1_000;

/** Reads anything as an order and reports every problem at once. Never throws. */
export function parseOrder(input: unknown): Reading {
  const missed = missedProblems(orderSchema, input, '$');
  const result = v.safeParse(orderSchema, input);
  if (result.success && missed.length === 0) return withTotal(result.output);

  const issues = result.issues ?? [];
  const arrays = new Set(missed.filter(({ code }) => code === ProblemCode.WRONG_TYPE).map(({ path }) => path));
  const reported = issues.filter(({ expected, path }) =>
    expected !== 'never' && !pathsTo(path).some(one => arrays.has(one)));
  const problems = [...reported.map(toProblem), ...missed].slice(0, PROBLEMS_REPORTED);
  const isReadable = missed.length === 0 && issues.every(isBrokenRule);
  if (!isReadable) return { kind: 'unreadable', problems };
  // valibot reports a broken rule only once the types are right, so the input has the shape of an order.
  return { kind: 'unacceptable', order: input as Order, problems, whole: false };
}

function withTotal(order: Order): Reading {
  const total = totalOf(order.lines);
  if (total <= BigInt(MAX_AMOUNT)) return { kind: 'acceptable', order, total: Number(total) };
  const problems = [problemAt('$.lines', ProblemCode.TOTAL_TOO_LARGE, `a total of ${total}`)];
  return { kind: 'unacceptable', order, problems, whole: true };
}

type Issue = v.InferIssue<typeof orderSchema>;

/** Whether an order with this problem can still be recorded as one. */
const isBrokenRule = ({ kind, message, input }: Issue) =>
  kind === 'validation'
  && message !== ProblemCode.ORDER_ID_INVALID
  && (typeof input !== 'number' || isRecordable(input));

/** Whether a number is neither too large for JSON to carry exactly, nor too close to zero for a DynamoDB attribute. */
const isRecordable = (value: number) =>
  value === 0 || (Math.abs(value) <= MAX_AMOUNT && Math.abs(value) >= 1e-100);

interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly wrapped?: Shape;
}

/** Keys that valibot's `record` drops without reporting an issue. */
const LEFT_OUT = ['__proto__', 'constructor', 'prototype'];

/**
 * Finds the problems that valibot does not report: an array in place of an object, every unknown field of an object
 * after the first, and a key that it drops.
 */
function missedProblems({ type, entries, item, wrapped }: Shape, input: unknown, path: string): readonly Problem[] {
  if (wrapped) return missedProblems(wrapped, input, path);
  if (item) {
    if (!Array.isArray(input)) return [];
    return input.flatMap((value, index) => missedProblems(item, value, pathTo(path, index)));
  }
  if (typeof input !== 'object' || input === null || (!entries && type !== 'record')) return [];
  if (Array.isArray(input)) return [wrongType(path, input, 'Object')];
  return Object.entries(input).flatMap(([key, value]) => {
    const isField = entries ? Object.hasOwn(entries, key) : !LEFT_OUT.includes(key);
    if (!isField) return [problemAt(pathTo(path, key), ProblemCode.UNKNOWN_FIELD, 'not known')];
    return entries ? missedProblems(entries[key]!, value, pathTo(path, key)) : [];
  });
}

function toProblem({ kind, path: items, message, input, expected }: Issue): Problem {
  const path = pathsTo(items).at(-1)!;
  if (kind === 'validation') return problemAt(path, message as ProblemCode, received(input));
  if (input === undefined) return problemAt(path, ProblemCode.MISSING, 'missing');
  return wrongType(path, input, expected ?? 'another type');
}

/** The paths to an issue, from the root down. */
function pathsTo(items: Issue['path']): string[] {
  const paths = ['$'];
  for (const { key } of items ?? []) paths.push(pathTo(paths.at(-1)!, key));
  return paths;
}
