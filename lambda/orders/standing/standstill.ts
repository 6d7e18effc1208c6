import { parkingsInARow } from './parkings';
import { parkReasonOf } from '../../../src/contract/heartbeat/parking';
import { isSettled, waitsOnUntil } from '../../domain/state/settled';
import { digestOf } from '../../lib/digest';
import type { LoadedOrder } from '../orders';

/**
 * How an order stands, according to its log.
 * - `unknown`: it was never placed.
 * - `ended`: it has come to its end, and nothing is left to do for it.
 * - `waiting`: somebody else has to answer, or has time for it until then.
 * - `moving`: something happened to it a short time ago.
 * - `defect`: it is parked, and a person has to repair something before it can go on.
 * - `pausing`: it is parked and runs again by itself, but not before a time.
 * - `due`: it should run now.
 */
export type Standstill =
  | { readonly kind: 'unknown' | 'ended' | 'moving' | 'defect' | 'due' }
  | { readonly kind: 'pausing' | 'waiting'; readonly until: Date };

const MINUTE = 60_000;

/**
 * The time without an event after which an order that is not parked stands still. It is longer than the workflow
 * retries a step because of one kind of error, which a test compares. An order that waits longer for a good reason,
 * such as errors of several kinds, or a queue after a peak, comes to no harm: its execution is not started twice.
 */
export const STANDS_STILL_MS = 120 * MINUTE;

/** The pause after the first parking. A deployment or a rollback is usually over by then. */
export const FIRST_PAUSE_MS = 10 * MINUTE;
/**
 * The longest pause. An order that fails in each run then costs four executions a day, about $0.0006, and four events
 * of some 300 bytes. This bounds the rate of its runs. Nothing bounds their number: no order is given up.
 */
export const LONGEST_PAUSE_MS = 6 * 60 * MINUTE;

/** How an order stands at a time. Pure. */
export function standstillOf({ state, history }: LoadedOrder, now: Date): Standstill {
  const last = history.events.at(-1);
  if (!last) return { kind: 'unknown' };
  if (isSettled(state)) return { kind: 'ended' };
  const since = Date.parse(last.time);
  if (last.event.type === 'RetryRequested') return { kind: 'due' }; // somebody wants it to run now
  const end = waitsOnUntil(state, since);
  if (end !== undefined) return end > now.getTime() ? { kind: 'waiting', until: new Date(end) } : { kind: 'due' };
  const { parked } = state;
  if (!parked) return { kind: now.getTime() - since < STANDS_STILL_MS ? 'moving' : 'due' };
  if (parkReasonOf(parked.error) === 'defect') return { kind: 'defect' };
  const until = new Date(since + pauseAfter(parkingsInARow(history), history.stream));
  return until > now ? { kind: 'pausing', until } : { kind: 'due' };
}

/**
 * The pause after the nth parking in a row: twice as long each time, up to the longest. The order's own jitter takes up
 * to half of it away, so that orders which were parked together do not run together again. The jitter is a hash, not a
 * random value, so that a look every few minutes does not amount to many draws.
 */
function pauseAfter(parkings: number, stream: string): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, parkings - 1));
  const jitter = parseInt(digestOf(`${stream} ${parkings}`).slice(0, 8), 16) / 0x1_0000_0000;
  return longest * (1 - jitter / 2);
}
