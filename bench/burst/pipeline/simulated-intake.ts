import type { OrderRecord } from './order-record';
import { DYNAMO_ERRORS, type Services } from './services';
import { TIMED_OUT, type FunctionWork, type WorkContext, runWork } from './work';
import type { Assumptions } from '../aws/assumptions';
import type { SimulatedExecutions } from '../aws/executions';
import type { Environment, LambdaAccount } from '../aws/lambda-account';
import type { ReceivedMessage } from '../aws/queue';
import type { BatchOutcome } from '../aws/queue-mapping';
import type { Chance } from '../engine/chance';
import { longestDelay } from '../engine/delay';
import type { CodePolicy } from '../settings/code-policy';

export interface IntakeOptions extends WorkContext {
  readonly account: LambdaAccount;
  readonly fn: string;
  readonly timeout: number;
  readonly services: Services;
  readonly executions: SimulatedExecutions<OrderRecord>;
  readonly policy: CodePolicy;
  readonly times: Assumptions;
  readonly chance: Chance;
  readonly onStart: (order: OrderRecord) => void;
}

type PlacedMessage = ReceivedMessage<OrderRecord>;

/** `OrderPlaced` with the lines of an order: more than 1 KB. */
const PLACED_UNITS = 2;
/** The names of the error by which the intake says that it starts nothing for now. */
const BUSY = 'Busy';
const START_THROTTLED = 'ThrottlingException';

/** The intake: records each order of a batch and starts its execution, all orders of the batch side by side. */
export class SimulatedIntake {
  /** What each instance knows of the running executions. */
  private readonly counts = new WeakMap<Environment, RunningCount>();

  constructor(private readonly options: IntakeOptions) {}

  public process(batch: readonly PlacedMessage[], finish: (outcome: BatchOutcome<OrderRecord>) => void): void {
    const { account, fn, clock, times, timeout } = this.options;
    const accepted = account.begin(fn);
    if (!accepted) return finish('throttled');
    const start = clock.now + (accepted.isCold ? times.coldStart : 0);
    const errors = new Map<PlacedMessage, string | undefined>();
    let end = start;
    for (const delivery of batch) {
      const work = this.take(delivery.message, accepted.environment);
      runWork(this.options, work, accepted, start, start + timeout, (error, time) => {
        errors.set(delivery, error);
        end = Math.max(end, time);
        if (errors.size < batch.length) return;
        clock.at(end, () => {
          account.end(accepted);
          finish(this.outcomeOf(errors));
        });
      });
    }
  }

  /** A function that times out reports nothing, so its whole batch comes back. */
  private outcomeOf(errors: ReadonlyMap<PlacedMessage, string | undefined>): BatchOutcome<OrderRecord> {
    const { policy: { loadWait }, chance } = this.options;
    const waitOf = ({ receives }: PlacedMessage): number | undefined => {
      if (!loadWait) return undefined;
      const longest = { interval: loadWait.first, rate: 2, maxDelay: loadWait.longest };
      return 1 + chance.next() * longestDelay(longest, receives - 1);
    };
    const deliveries = [...errors];
    if (deliveries.some(([, error]) => error === TIMED_OUT)) return deliveries.map(([delivery]) => ({ delivery }));
    return deliveries.filter(([, error]) => error !== undefined)
      .map(([delivery]) => ({ delivery, returnAfter: waitOf(delivery) }));
  }

  private* take(order: OrderRecord, environment: Environment): FunctionWork {
    const { services, executions, times, chance, onStart } = this.options;
    if (order.execution === 'none' && !this.hasRoom(environment)) return BUSY;
    if (order.log.has('placed')) {
      const error = yield* services.load();
      if (error) return error;
    } else {
      const error = yield* services.append(order.id, PLACED_UNITS);
      if (error) return error;
      order.log.add('placed');
    }
    if (order.execution !== 'none') return undefined; // an earlier delivery started it, and its answer was lost
    const result = yield {
      client: 'stepFunctions',
      latency: chance.around(times.startExecution),
      attempt: now => {
        if (services.isOut('stepfunctions', now)) return 'failed';
        if (!executions.start(order)) return 'throttled';
        onStart(order);
        return undefined;
      },
    };
    if (result === undefined) return undefined;
    return result === 'throttled' ? START_THROTTLED : DYNAMO_ERRORS.failed;
  }

  /** Makes room for an execution, as RunningExecutions does: each instance counts now and then, and adds up between. */
  private hasRoom(environment: Environment): boolean {
    const { policy: { runningBound }, clock, executions } = this.options;
    if (!runningBound) return true;
    let count = this.counts.get(environment);
    if (!count || clock.now >= count.countAgainAt) {
      const counted = Math.min(runningBound.executions, executions.running);
      count = { counted, started: 0, countAgainAt: clock.now + runningBound.countEvery };
      this.counts.set(environment, count);
    }
    if (count.counted + count.started * runningBound.instances >= runningBound.executions) return false;
    count.started++;
    return true;
  }
}

interface RunningCount {
  readonly counted: number;
  readonly countAgainAt: number;
  /** How many the instance has started since. */
  started: number;
}
