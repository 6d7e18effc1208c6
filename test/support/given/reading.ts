import { anOrder } from './orders';
import { type Reading, parseOrder } from '../../../lambda/domain/order/validation';

/**
 * The default order as loose JSON, changed: a path such as `lines.0.quantity` is set to a value, or removed where the
 * value is undefined.
 */
export function json(changes: Readonly<Record<string, unknown>> = {}): unknown {
  const order: unknown = JSON.parse(JSON.stringify(anOrder()));
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], order) as Record<string, unknown>;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return order;
}

/** What reading comes to: its kind, and each problem as `code path`. */
export function problemsOf(input: unknown): { kind: Reading['kind']; problems: string[] } {
  const reading = parseOrder(input);
  const problems = reading.kind === 'acceptable' ? [] : reading.problems;
  return { kind: reading.kind, problems: problems.map(({ code, path }) => `${code} ${path}`) };
}

/** Expects one change of the default order to make an order that breaks a rule. */
export const expectUnacceptable = (changes: Readonly<Record<string, unknown>>, ...problems: readonly string[]) =>
  expect(problemsOf(json(changes))).toEqual({ kind: 'unacceptable', problems });

/** Expects one change of the default order to make something that is no order. */
export const expectUnreadable = (changes: Readonly<Record<string, unknown>>, ...problems: readonly string[]) =>
  expect(problemsOf(json(changes))).toEqual({ kind: 'unreadable', problems });

export const expectAcceptable = (changes: Readonly<Record<string, unknown>>) =>
  expect(problemsOf(json(changes))).toEqual({ kind: 'acceptable', problems: [] });
