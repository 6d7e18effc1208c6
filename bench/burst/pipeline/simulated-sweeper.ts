import type { OrderRecord } from './order-record';
import type { Chance } from '../engine/chance';
import type { SimulationClock } from '../engine/clock';
import { longestDelay } from '../engine/delay';
import type { SweeperPolicy } from '../settings/code-policy';

export interface SimulatedSweeperOptions {
  readonly clock: SimulationClock;
  readonly chance: Chance;
  readonly policy: SweeperPolicy;
  /** The sweeper has nothing to do while its services are out. */
  readonly isOut: () => boolean;
  /** Starts the execution of an order. Returns false if Step Functions refuses it. */
  readonly start: (order: OrderRecord) => boolean;
  /** Whether there are orders that have not come to an end. */
  readonly hasOpenOrders: () => boolean;
}

/** Starts orders again that stand still: at its pace, with a limit per run and a growing pause per order. */
export class SimulatedSweeper {
  public restarts = 0;
  private standing = new Set<OrderRecord>();

  constructor(private readonly options: SimulatedSweeperOptions) {
    this.plan();
  }

  /** Takes an order whose execution has ended without an end of the order. */
  public add(order: OrderRecord): void {
    const { clock, chance, policy: { pause } } = this.options;
    // An execution that failed and left nothing in the log is found by itself, and has no pause.
    if (order.parked === undefined) {
      order.restartAt = clock.now;
    } else {
      const longest = longestDelay({ interval: pause.first, rate: 2, maxDelay: pause.longest }, order.parkings++);
      order.restartAt = clock.now + longest * (1 - chance.next() / 2);
    }
    this.standing.add(order);
  }

  private plan(): void {
    const { clock, policy, hasOpenOrders } = this.options;
    clock.after(policy.period, () => {
      this.sweep();
      if (hasOpenOrders()) this.plan();
    });
  }

  /** Starts the orders that are due, one after the other. What Step Functions refuses is left to the next sweep. */
  private sweep(): void {
    const { clock, policy, isOut, start } = this.options;
    if (isOut()) return;
    const due = [...this.standing].filter(({ restartAt }) => restartAt <= clock.now).slice(0, policy.limit);
    due.forEach((order, index) => clock.after(index / policy.perSecond, () => {
      if (!start(order)) return;
      this.standing.delete(order);
      this.restarts++;
    }));
  }
}
