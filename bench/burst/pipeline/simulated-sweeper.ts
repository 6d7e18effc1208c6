import { type OrderRecord, parkedFor, placeOf } from './order-record';
import type { Chance } from '../engine/chance';
import type { SimulationClock } from '../engine/clock';
import { longestDelay } from '../engine/delay';
import type { SweeperPolicy } from '../settings/code-policy';

export interface SweeperOptions {
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

  constructor(private readonly options: SweeperOptions) {
    this.plan();
  }

  /** Takes an order whose execution has ended without an end of the order. */
  public add(order: OrderRecord): void {
    const { clock, chance, policy: { patience, pause } } = this.options;
    const isAgain = order.runs > 1;
    const longest = longestDelay({ interval: pause.first, rate: 2, maxDelay: pause.longest }, order.runs - 2);
    order.restartAt = clock.now + Math.max(patience, isAgain ? longest * (0.5 + chance.next() / 2) : 0);
    this.standing.add(order);
  }

  private plan(): void {
    const { clock, policy, hasOpenOrders } = this.options;
    clock.after(policy.period, () => {
      this.sweep();
      if (hasOpenOrders()) this.plan();
    });
  }

  private sweep(): void {
    const { clock, policy, isOut, start } = this.options;
    if (isOut()) return;
    let started = 0;
    for (const order of this.standing) {
      if (started >= policy.limit) return;
      if (order.restartAt > clock.now) continue;
      const isBusiness = placeOf(order) === 'parked' && parkedFor(order) === 'business';
      if (!isBusiness && !start(order)) return;
      this.standing.delete(order);
      started += Number(!isBusiness);
      this.restarts += Number(!isBusiness);
    }
  }
}
