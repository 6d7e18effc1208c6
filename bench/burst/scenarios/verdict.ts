import type { RunResult } from '../pipeline/result';

/** An outage for some customers may hold up the others for so many seconds: a sweep's messages come before them. */
const LONGEST_DELAY = 5 * 60;

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
