/** What an operator sends to a reader of the stream, and how it is checked. */
import { allowOnly, flagIn, isFields } from '../../lib/input/fields';
import { A_UTC_TIME, utcTimeIn } from '../../lib/input/utc-time';
import { shown, wrongInput, wrongValue } from '../../lib/input/wrong-input';
import { orderIdsIn } from '../input/order-ids';

/** Which orders to redrive: these, those with an event since a time, or all. */
export type Selection =
  | { readonly orderIds: readonly string[] }
  | { readonly since?: string };

export interface RedriveRequest {
  readonly selection: Selection;
  readonly dryRun: boolean;
}

/** One invocation redrives the orders, ten at a time, in its 30 seconds. */
const MAX_IDS = 100;

const SELECTIONS = 'a list of order ids, {"since": "2026-11-24T10:00:00Z"}, or {"all": true}';

/** Reads the input of an operator. Throws WrongInput: what is wrong, what was received and what is allowed. */
export function redriveRequestIn(input: unknown, now: Date): RedriveRequest {
  if (!isFields(input)) throw wrongValue('the payload', input, `{"redrive": …}: ${SELECTIONS}`);
  allowOnly('the payload', input, ['redrive', 'dryRun']);
  const { redrive, dryRun } = input;
  return { dryRun: flagIn('dryRun', dryRun), selection: selectionOf(redrive, now) };
}

function selectionOf(redrive: unknown, now: Date): Selection {
  if (Array.isArray(redrive)) {
    return { orderIds: orderIdsIn('redrive', redrive, MAX_IDS, '"since" and "all" take any number') };
  }
  const [[key, value] = [], ...others] = isFields(redrive) ? Object.entries(redrive) : [];
  if (others.length === 0 && key === 'all' && value === true) return {};
  if (others.length === 0 && key === 'since') return { since: sinceIn(value, now) };
  throw wrongValue('redrive', redrive, SELECTIONS);
}

function sinceIn(value: unknown, now: Date): string {
  const time = utcTimeIn(value);
  if (!time) throw wrongValue('redrive.since', value, A_UTC_TIME);
  if (time <= now) return time.toISOString();
  throw wrongInput('redrive.since', `is ${shown(value)}, which is in the future`, `up to ${now.toISOString()}`);
}
