import type {
  Begun, ExecutionState, Executions, FailedExecution,
} from '../../../../lambda/adapters/workflow/executions';
import type { Orders } from '../../../../lambda/orders/orders';
import { parkingId } from '../../../../lambda/orders/standing/parkings';

interface MemoryExecution extends ExecutionState {
  readonly name: string;
  readonly orderId: string;
  readonly endedAt?: Date;
}

/** The executions of a state machine in memory. A test says how each of them ends. */
export class MemoryExecutions implements Executions {
  private readonly byName = new Map<string, MemoryExecution>();
  /** The names under which a start was asked for. */
  asked: string[] = [];
  failsToBegin: (orderId: string) => boolean = () => false;

  clear(): void {
    this.byName.clear();
    this.asked = [];
    this.failsToBegin = () => false;
  }

  /** The names of all executions, in the order of their starts. */
  get names(): string[] {
    return [...this.byName.keys()];
  }

  async begin(name: string, orderId: string): Promise<Begun> {
    this.asked.push(name);
    if (this.failsToBegin(orderId)) throw new Error('throttled');
    const before = this.byName.get(name);
    if (before) return before.status === 'RUNNING' ? 'running' : 'closed';
    this.byName.set(name, { name, orderId, status: 'RUNNING' });
    return 'started';
  }

  async describe(name: string): Promise<ExecutionState | undefined> {
    return this.byName.get(name);
  }

  async* failedSince(time: Date): AsyncGenerator<FailedExecution> {
    for (const { status, name, orderId, endedAt } of this.byName.values()) {
      if (['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status) && endedAt! >= time) yield { name, orderId };
    }
  }

  /** Ends the execution that an order runs in. */
  end(orderId: string, status: string, endedAt = new Date(), error?: string): string {
    const running = [...this.byName.values()].find(one => one.orderId === orderId && one.status === 'RUNNING');
    if (!running) throw new Error(`no execution of ${orderId} is running; there are ${this.names.join(', ')}`);
    this.byName.set(running.name, { ...running, status, endedAt, error });
    return running.name;
  }

  /** Ends the execution that an order runs in as the state machine does after a technical failure. */
  async park(orders: Orders, orderId: string, error = 'States.Timeout', endedAt?: Date): Promise<void> {
    const name = this.end(orderId, 'FAILED', endedAt, error);
    const command = { type: 'ParkOrder', step: 'ReserveStock', error, cause: '' } as const;
    await orders.execute(orderId, command, { id: parkingId(name) });
  }
}
