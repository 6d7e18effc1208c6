import { UnfinishedOrdersIndex, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import type { System } from '../../lib/system';
import { FIRST_PAUSE_MS, STANDS_STILL_MS } from '../../orders/standing/standstill';
import type { UnfinishedOrders } from '../order-view/unfinished-orders';
import type { Executions, FailedExecution } from '../workflow/executions';

/** An order that may stand still. */
export interface Candidate {
  readonly orderId: string;
  /** The name of an execution of the order that failed. */
  readonly failed?: string;
}

/** A place where a sweep looks for orders that stand still. */
export interface SweptPlace {
  readonly name: string;
  readonly candidates: AsyncIterable<Candidate>;
}

export interface PlacesOptions extends Pick<System, 'random'> {
  readonly unfinishedOrders: UnfinishedOrders;
  readonly executions: Executions;
}

/** The standings that a sweep looks through, and the age from which on an order there may be due. */
const STANDING_STILL: readonly (readonly [Standing, number])[] = [
  ['transient', FIRST_PAUSE_MS / 2],
  ['payment', FIRST_PAUSE_MS / 2],
  ['underway', STANDS_STILL_MS],
  ['waiting', 0], // sorted by the time until which they wait
];

/**
 * How far back a sweep looks for failed executions. It outlasts the longest pause of six hours and, after it, three
 * heartbeats at the slowest pace of twelve hours.
 */
const LOOK_BACK_MS = 48 * 60 * 60_000;

/**
 * The places where orders may stand still. A sweep may have too little time for all orders of a place. So each place
 * begins somewhere else each time, and no order is always behind the end of a sweep.
 */
export function placesOf({ unfinishedOrders, executions, random }: PlacesOptions, time: Date): readonly SweptPlace[] {
  const before = (age: number) => new Date(time.getTime() - age);
  const standings = STANDING_STILL.map(([standing, age]): SweptPlace => ({
    name: standing,
    candidates: unfinishedOrders.stillSince(standing, before(age), below(UnfinishedOrdersIndex.SHARDS, random)),
  }));
  const failed = executions.failedSince(before(LOOK_BACK_MS));
  return [...standings, { name: 'failed executions', candidates: fromAnywhere(failed, random) }];
}

/**
 * Failed executions, from a random one on. Step Functions lists the last ones first, and most of them have parked their
 * orders. There are at most 30,000 (`StepFunctionsExecutions`), with a name and an id each, so they fit in memory.
 */
async function* fromAnywhere(executions: AsyncIterable<FailedExecution>, random: System['random']) {
  const found: Candidate[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const { name, orderId } of executions) found.push({ orderId, failed: name });
  } catch (error) {
    failure = { error };
  }
  const start = below(found.length, random);
  yield* found.slice(start);
  yield* found.slice(0, start);
  if (failure) throw failure.error;
}

/** A random whole number below a limit. */
const below = (limit: number, random: System['random']): number => Math.floor(random() * limit);
