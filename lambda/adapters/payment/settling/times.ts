import type { SettleNeeds } from './settle-needs';
import type { RecordedAnswer } from '../../../domain/decide';
import type { FollowUp, Payment } from '../../../domain/state/money/payments';
import type { KnownAnswer } from '../provider';

/** The shortest and the longest time between two look-ups of a pending request, in milliseconds. */
const SHORTEST_LOOK_PAUSE_MS = 10 * 60_000;
const LONGEST_LOOK_PAUSE_MS = 6 * 60 * 60_000;

/**
 * When the provider is asked whether it has answered a pending request, and until when its answer is waited for. The
 * older the request, the longer the pause before the next look-up, so a day of waiting takes ten. A provider
 * that cannot be asked brings its answer itself, so it is looked up only when the time is over.
 */
export function waitFor(
  { requestedAt }: Payment | FollowUp, end: string | undefined, { now, terms }: Pick<SettleNeeds, 'now' | 'terms'>,
): { readonly lookAt: string; readonly answerBefore: string } {
  const time = now().getTime();
  const answerBefore = end ?? new Date(time + terms.pendingFor).toISOString();
  if (!terms.looksUp) return { lookAt: answerBefore, answerBefore };
  const age = Math.max(0, time - Date.parse(requestedAt));
  const pause = Math.min(LONGEST_LOOK_PAUSE_MS, Math.max(SHORTEST_LOOK_PAUSE_MS, age));
  return { lookAt: new Date(Math.min(time + pause, Date.parse(answerBefore))).toISOString(), answerBefore };
}

/**
 * What the log keeps of a success: with the times of an authorization, even if the provider tells no end. They count
 * from the request, not from when the answer came, which may be days later.
 */
export function successOf(
  { reference, captureBefore }: Extract<KnownAnswer, { status: 'succeeded' }>,
  { requestedAt }: Payment,
  { terms }: Pick<SettleNeeds, 'terms'>,
): RecordedAnswer {
  const end = new Date(Date.parse(requestedAt) + terms.authorizationLife).toISOString();
  return { status: 'succeeded', reference, authorizedAt: requestedAt, captureBefore: captureBefore ?? end };
}
