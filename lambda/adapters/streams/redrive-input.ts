/** What an operator sends to a reader of the stream, and how it is checked. */
import { isCanary } from '../../domain/order/canary';
import { isOrderId } from '../../domain/order/texts';

/** Which orders to redrive: these, those with an event since a time, or all. */
export type Selection =
  | { readonly orderIds: readonly string[] }
  | { readonly since?: string };

export interface RedriveRequest {
  readonly selection: Selection;
  readonly dryRun: boolean;
}

/** One invocation redrives the orders one after the other, in its 30 seconds. */
const MAX_IDS = 100;

const SELECTIONS = 'a list of order ids, {"since": "2026-11-24T10:00:00Z"}, or {"all": true}';

/** Reads the input of an operator. Throws an error that says what is wrong, the value received and what is allowed. */
export function redriveRequestIn(input: object, now: Date): RedriveRequest {
  const { redrive, dryRun = false, ...others } = input as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrong('the input', `has the key ${JSON.stringify(other)}`, '"redrive" and "dryRun"');
  if (typeof dryRun !== 'boolean') throw wrong('dryRun', `is ${JSON.stringify(dryRun)}`, 'true or false');
  return { selection: selectionOf(redrive, now), dryRun };
}

function selectionOf(redrive: unknown, now: Date): Selection {
  if (Array.isArray(redrive)) return { orderIds: checkedIds(redrive) };
  if (typeof redrive === 'object' && redrive !== null) {
    const entries = Object.entries(redrive);
    const [key, value] = entries[0] ?? [];
    if (entries.length === 1 && key === 'all' && value === true) return {};
    if (entries.length === 1 && key === 'since') return { since: checkedTime(value, now) };
  }
  throw wrong('redrive', `is ${JSON.stringify(redrive)}`, SELECTIONS);
}

function checkedIds(ids: readonly unknown[]): readonly string[] {
  if (ids.length === 0 || ids.length > MAX_IDS) {
    throw wrong('redrive', `has ${ids.length} order ids`, `1 to ${MAX_IDS}; "since" and "all" take any number`);
  }
  const index = ids.findIndex(id => typeof id !== 'string' || !(isOrderId(id) || isCanary(id)));
  const received = JSON.stringify(ids[index])?.slice(0, 200);
  if (index >= 0) throw wrong(`redrive[${index}]`, `is ${received}`, 'the id of an order');
  return [...new Set(ids as string[])];
}

function checkedTime(value: unknown, now: Date): string {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && !Number.isNaN(Date.parse(value));
  if (!isTime) throw wrong('redrive.since', `is ${JSON.stringify(value)}`, 'a time in UTC, as 2026-11-24T10:00:00Z');
  const time = new Date(value);
  if (time > now) throw wrong('redrive.since', `is ${value}, which is in the future`, `up to ${now.toISOString()}`);
  return time.toISOString();
}

const wrong = (what: string, received: string, allowed: string) =>
  new Error(`${what} ${received}; allowed: ${allowed}`);
