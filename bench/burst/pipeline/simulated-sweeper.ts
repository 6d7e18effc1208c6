import { type OrderRecord, parkedFor } from './order-record';
import { groupBy } from '../../../lambda/lib/group-by';
import type { Chance } from '../engine/chance';
import type { SimulationClock } from '../engine/clock';
import { longestDelay } from '../engine/delay';
import type { SweeperPolicy } from '../settings/code-policy';

export interface SimulatedSweeperOptions {
  readonly clock: SimulationClock;
  readonly chance: Chance;
  readonly policy: SweeperPolicy;
  /** What it takes to look an order up, in seconds. */
  readonly query: number;
  /** The sweeper has nothing to do while its services are out. */
  readonly isOut: () => boolean;
  /** The messages on the order queue. */
  readonly queueLength: () => number;
  /** Puts a message on the order queue that an order may have to run. */
  readonly send: (order: OrderRecord) => void;
  /** Whether there are orders that have not come to an end. */
  readonly hasUnfinishedOrders: () => boolean;
}

/** Sends what stands still and is due to the intake: at its pace, and with a growing pause per order. */
export class SimulatedSweeper {
  /** The orders, and since when each stands. */
  private readonly standing = new Map<OrderRecord, number>();

  constructor(private readonly options: SimulatedSweeperOptions) {
    this.plan();
  }

  /** Takes an order whose execution has ended without an end of the order. */
  public add(order: OrderRecord): void {
    const { clock, chance, policy: { pause } } = this.options;
    // An execution that failed and left nothing in the log is found by itself, and has no pause.
    if (order.parked === undefined) {
      order.dueAt = clock.now;
    } else {
      const longest = longestDelay({ interval: pause.first, rate: 2, maxDelay: pause.longest }, order.parkings++);
      order.dueAt = clock.now + longest * (1 - chance.next() / 2);
    }
    this.standing.set(order, clock.now);
  }

  /** Forgets an order that runs again. */
  public remove(order: OrderRecord): void {
    this.standing.delete(order);
  }

  private plan(): void {
    const { clock, policy, hasUnfinishedOrders } = this.options;
    clock.after(policy.period, () => {
      this.sweep();
      if (hasUnfinishedOrders()) this.plan();
    });
  }

  /**
   * Looks the orders up, each place in turn, until its time is up or the queue has no room. It sends those that are
   * due, also if their message of an earlier sweep is still on the queue.
   */
  private sweep(): void {
    const { clock, policy: { limit, atOnce, longest }, query, isOut, queueLength, send } = this.options;
    if (isOut()) return;
    const room = limit - queueLength();
    let sent = 0;
    for (const [index, order] of this.lookedAt().entries()) {
      const elapsed = index * query / atOnce;
      if (sent >= room || elapsed > longest) return;
      if (order.dueAt > clock.now) continue;
      sent++;
      clock.after(elapsed, () => send(order));
    }
  }

  /** The orders that a sweep looks at: one of each place in turn, and those of each from a random one on. */
  private lookedAt(): OrderRecord[] {
    const { clock, chance, policy: { minAge } } = this.options;
    const old = [...this.standing].filter(([{ parked }, since]) => parked === undefined || since + minAge <= clock.now);
    const placeIn = (order: OrderRecord) => (order.parked === undefined ? 'failed execution' : parkedFor(order));
    const byPlace = groupBy(old.map(([order]) => order), placeIn);
    const places = [...byPlace.values()].map(place => {
      const start = Math.floor(chance.next() * place.length);
      return [...place.slice(start), ...place.slice(0, start)];
    });
    const longestPlace = Math.max(0, ...places.map(place => place.length));
    return Array.from({ length: longestPlace }, (_, n) => places.flatMap(place => place.slice(n, n + 1))).flat();
  }
}
