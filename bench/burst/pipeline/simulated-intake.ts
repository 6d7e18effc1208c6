import { type QueuedOrder, type OrderRecord, parkedFor } from './order-record';
import { DYNAMO_ERRORS, type Services } from './services';
import { TIMED_OUT, type FunctionWork, type WorkContext, runWork } from './work';
import { LIST_SIZE } from '../../../lambda/adapters/workflow/execution-pages';
import { RunningRoom } from '../../../lambda/adapters/workflow/running-room';
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

type QueueDelivery = ReceivedMessage<QueuedOrder>;

/** `OrderPlaced` with the lines of an order: more than 1 KB. */
const PLACED_UNITS = 2;
/** The names of the error by which the intake says that it starts nothing for now. */
const BUSY = 'Busy';
const START_THROTTLED = 'ThrottlingException';

/** The intake: records each order of a batch and starts its execution, all orders of the batch side by side. */
export class SimulatedIntake {
  /** What each instance knows of the running executions. */
  private readonly counts = new WeakMap<Environment, KnownRoom>();

  constructor(private readonly options: IntakeOptions) {}

  public process(batch: readonly QueueDelivery[], finish: (outcome: BatchOutcome<QueuedOrder>) => void): void {
    const { account, fn, clock, times, timeout } = this.options;
    const accepted = account.begin(fn);
    if (!accepted) return finish('throttled');
    const start = clock.now + (accepted.isCold ? times.coldStart : 0);
    const errors = new Map<QueueDelivery, string | undefined>();
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
  private outcomeOf(errors: ReadonlyMap<QueueDelivery, string | undefined>): BatchOutcome<QueuedOrder> {
    const { policy: { loadWait }, chance } = this.options;
    const waitOf = ({ receives }: QueueDelivery): number | undefined => {
      if (!loadWait) return undefined;
      const longest = { interval: loadWait.first, rate: 2, maxDelay: loadWait.longest };
      return 1 + chance.next() * longestDelay(longest, receives - 1);
    };
    const deliveries = [...errors];
    if (deliveries.some(([, error]) => error === TIMED_OUT)) return deliveries.map(([delivery]) => ({ delivery }));
    return deliveries.filter(([, error]) => error !== undefined)
      .map(([delivery]) => ({
        delivery,
        returnAfter: waitOf(delivery),
        isCopied: loadWait && delivery.receives >= loadWait.copyAfter,
      }));
  }

  private take({ order, isRun }: QueuedOrder, environment: Environment): FunctionWork {
    return isRun ? this.lookAt(order, environment) : this.place(order, environment);
  }

  /** An order as its client sent it. */
  private* place(order: OrderRecord, environment: Environment): FunctionWork {
    const { services } = this.options;
    if (!this.hasRoom(environment)) return BUSY;
    if (order.log.has('placed')) {
      const error = yield* services.load();
      if (error) return error;
    } else {
      const error = yield* services.append(order.id, PLACED_UNITS);
      if (error) return error;
      order.log.add('placed');
    }
    return yield* this.start(order);
  }

  /** That an order on record may have to run. */
  private* lookAt(order: OrderRecord, environment: Environment): FunctionWork {
    const { services } = this.options;
    const error = yield* services.load();
    if (error) return error;
    const isParked = order.parked !== undefined;
    if (isParked && !this.isDue(order)) return undefined;
    if (!this.hasRoom(environment, isParked)) return BUSY;
    return yield* this.start(order);
  }

  private isDue(order: OrderRecord): boolean {
    return parkedFor(order) !== 'business' && order.dueAt <= this.options.clock.now;
  }

  /** Starts the execution of an order, which may run already or have ended. */
  private* start(order: OrderRecord): FunctionWork {
    const { services, executions, times, chance, onStart } = this.options;
    if (order.execution === 'ended' || (order.parked !== undefined && !this.isDue(order))) return undefined;
    const result = yield {
      client: 'stepFunctions',
      latency: chance.around(times.startExecution),
      attempt: now => {
        if (services.isOut('stepfunctions', now)) return 'failed';
        if (order.execution === 'running') return executions.startAgain() ? undefined : 'throttled';
        if (!executions.start(order, order.parked !== undefined)) return 'throttled';
        onStart(order);
        return undefined;
      },
    };
    if (result === undefined) return undefined;
    return result === 'throttled' ? START_THROTTLED : DYNAMO_ERRORS.failed;
  }

  /** Makes room for an execution, as RunningExecutions does, by the same estimate. */
  private hasRoom(environment: Environment, isRerun = false): boolean {
    const { policy: { runningBound }, clock, executions } = this.options;
    if (!runningBound) return true;
    const { executions: limit, instances, secondsPerCall, rerunShare } = runningBound;
    const known = this.counts.get(environment)
      ?? { room: new RunningRoom({ limit, instances, rerunShare }), countAgainAt: 0 };
    this.counts.set(environment, known);
    if (clock.now >= known.countAgainAt) {
      const all = Math.min(limit, executions.running);
      // The order in which a count meets reruns and first runs is not modelled: it has the share of all.
      const reruns = Math.round(executions.reruns * all / Math.max(1, executions.running));
      known.room.learn({ all, reruns }, clock.now * 1_000);
      known.countAgainAt = clock.now + Math.max(1, Math.ceil(all / LIST_SIZE)) * instances * secondsPerCall;
    }
    return known.room.take(clock.now * 1_000, isRerun) === undefined;
  }
}

/** What an instance knows of the running executions. */
interface KnownRoom {
  readonly room: RunningRoom;
  countAgainAt: number;
}
