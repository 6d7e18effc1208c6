import { MOST_SENT } from '../../../lambda/adapters/heartbeat/sweeper';
import { REGION_QUOTAS } from '../aws/quotas';
import type { RunResult } from '../pipeline/result';

/** What an order takes at most, in seconds, while nothing is in its way: the tables of README.md show 2.5. */
const UNDISTURBED = 30;
/**
 * How many seconds an order that no outage concerns may take. The messages of a sweep may come before it, and the
 * intake takes those no slower than Step Functions takes starts in most regions: 10,000 in 67 seconds.
 */
const LONGEST_DELAY = MOST_SENT / REGION_QUOTAS.other.startExecution.perSecond + UNDISTURBED;

/**
 * What is wrong with a result: an order that somebody has to look for, or an event that a reader has given up. Empty if
 * the pipeline holds. Orders that meet a bug in the code have to be parked, and nothing else.
 */
export function shortcomingsOf(result: RunResult): string[] {
  const { places, parked, planted, paidAndWaiting, givenUp, longestOtherAge = 0 } = result;
  const counts: readonly (readonly [number, string])[] = [
    [places.dead, 'in the dead-letter queue'],
    [parked.transient, 'parked for a fault that passed'],
    [parked.payment, 'parked for their payment'],
    [places.stranded, 'lost: neither running nor parked'],
    [places.running + places.queued, 'not done after two days'],
    [Math.max(0, parked.business - planted), 'parked as if they met a bug'],
    [paidAndWaiting, 'paid and waiting'],
    [givenUp.relay, 'events not relayed'],
    [givenUp.projector, 'events not projected'],
  ];
  const found = counts.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString('en')} ${what}`);
  const isHeldUp = longestOtherAge > LONGEST_DELAY;
  return isHeldUp ? [...found, `orders that no outage concerns took up to ${Math.round(longestOtherAge)} s`] : found;
}
