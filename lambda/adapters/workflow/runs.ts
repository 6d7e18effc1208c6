import { runName } from './execution-name';
import type { ExecutionState, Executions } from './executions';
import { TechnicalError } from '../../../src/contract/errors';
import { wasDeclined } from '../../domain/state/money/payments';
import type { OrderState } from '../../domain/state/order-state';
import { isSettled } from '../../domain/state/settled';
import { isFinal } from '../../domain/state/status';
import { log } from '../../lib/log';
import type { LoadedOrder, Orders } from '../../orders/orders';
import { parkingId, runNumberOf } from '../../orders/standing/parkings';

/**
 * What came of starting the workflow of an order.
 * - `started`: under the name `execution`.
 * - `running`: its execution runs, so nothing was started.
 * - `ended`: the order has come to its end, and nothing is left to do.
 */
export type RunAnswer =
  | { readonly answer: 'started' | 'running'; readonly execution: string }
  | { readonly answer: 'ended' };

export interface RunOptions {
  /** Also runs an order whose payment was declined: the workflow then asks the provider once more. */
  readonly lookAgain?: boolean;
}

/** Rounds in which the log changes between its reading and the start. Each shows that somebody else is faster. */
const TRIES = 5;

/**
 * Starts the runs of the workflow. The log decides under which name: each run that leaves work for its order parks it,
 * or records what it waits for, so the number of the next run is the number of these and one. The name of an execution
 * is used once, so two starters that read the same log start one execution.
 *
 * The number of runs has no limit, but their rate has: the heartbeat starts a parked order only after a pause, which
 * grows to six hours (`orders/standing/standstill.ts`). All others start one because a person or a client asked them.
 */
export class Runs {
  constructor(private readonly orders: Orders, private readonly executions: Executions) {}

  /**
   * Starts the workflow of an order unless nothing is left to do for it. An order that has ended still runs while some
   * of its stock has to be sold, and if it owes a refund because a capture came to light late.
   */
  async start(orderId: string, known: LoadedOrder, options: RunOptions = {}): Promise<RunAnswer> {
    let order = known;
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      if (!hasWork(order.state, options)) return { answer: 'ended' };
      const run = runNumberOf(order.history);
      const execution = runName(orderId, run);
      const begun = await this.executions.begin(execution, orderId);
      if (begun !== 'closed') return { answer: begun, execution };
      const answer = await this.replace(orderId, run, options);
      if (answer) return answer;
      order = await this.orders.loadOrder(orderId);
    }
    throw new Error(`the runs of order ${orderId} changed ${TRIES} times while one was started`);
  }

  /** What `start` would answer. Changes nothing. */
  async preview(orderId: string, { state, history }: LoadedOrder, options: RunOptions = {}): Promise<RunAnswer> {
    if (!hasWork(state, options)) return { answer: 'ended' };
    const run = runNumberOf(history);
    for (let nth = 1; ; nth++) {
      const execution = runName(orderId, run, nth);
      const found = await this.executions.describe(execution);
      if (!found || found.status === 'RUNNING') return { answer: found ? 'running' : 'started', execution };
      if (isLoss(found, state)) return { answer: 'started', execution: runName(orderId, run + 1) };
    }
  }

  /**
   * Starts what takes the place of the execution of a run, which has ended. Nothing, if the run is over: then the next
   * run follows. An execution that was lost is recorded, which ends its run. One that was not has done all that was to
   * do, and work came to light afterwards: the run has another execution.
   */
  private async replace(orderId: string, run: number, options: RunOptions): Promise<RunAnswer | undefined> {
    for (let nth = 2; ; nth++) {
      // What the last execution did may not be in what was read before.
      const { state, history } = await this.orders.loadOrder(orderId);
      if (!hasWork(state, options) || runNumberOf(history) > run) return undefined;
      const last = runName(orderId, run, nth - 1);
      const ended = await this.executions.describe(last);
      if (ended?.status === 'RUNNING') return { answer: 'running', execution: last };
      if (isLoss(ended, state)) return this.recordLoss(orderId, last, ended);
      const execution = runName(orderId, run, nth);
      const begun = await this.executions.begin(execution, orderId);
      if (begun !== 'closed') return { answer: begun, execution };
    }
  }

  /** Records that a run ended without a trace, for instance because Step Functions or an operator stopped it. */
  private async recordLoss(orderId: string, execution: string, ended: ExecutionState | undefined): Promise<undefined> {
    const { status = 'gone', error = 'no error' } = ended ?? {};
    const command = {
      type: 'ParkOrder',
      step: 'Workflow',
      error: TechnicalError.EXECUTION_LOST,
      cause: `execution ${execution} is ${status}: ${error}`,
    } as const;
    await this.orders.execute(orderId, command, { id: parkingId(`lost:${execution}`) });
    log.warn('an execution was lost', { orderId, execution, status, error });
  }
}

/** Whether a run could do anything for an order. */
const hasWork = (state: OrderState, { lookAgain = false }: RunOptions): boolean =>
  !isSettled(state) || (lookAgain && wasDeclined(state));

/**
 * Whether an execution has left the work of its order undone. If the order had ended, and the execution succeeded, the
 * work came to light later. An order that is settled cannot be parked.
 */
const isLoss = (ended: ExecutionState | undefined, state: OrderState): boolean =>
  !isFinal(state.status) || (!isSettled(state) && ended?.status !== 'SUCCEEDED');
