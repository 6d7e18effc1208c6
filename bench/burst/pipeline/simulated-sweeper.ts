import type { OrderRecord } from './order-record';
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
  private standing = new Set<OrderRecord>();

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
    this.standing.add(order);
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

  /** Sends the orders that are due, also those whose message of an earlier sweep is still on the queue. */
  private sweep(): void {
    const { clock, policy, query, isOut, queueLength, send } = this.options;
    if (isOut()) return;
    const room = Math.max(0, policy.limit - queueLength());
    const due = [...this.standing].filter(({ dueAt }) => dueAt <= clock.now).slice(0, room);
    due.forEach((order, index) => clock.after(index * query / policy.atOnce, () => send(order)));
  }
}
