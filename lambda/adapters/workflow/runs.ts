import { replacementName, runName } from './execution-name';
import type { ExecutionState, Executions } from './executions';
import { TechnicalError } from '../../../src/contract/errors';
import { mergeBySku } from '../../domain/order/stock-lines';
import { wasDeclined } from '../../domain/state/money';
import { type OrderState, owesRefund } from '../../domain/state/order-state';
import { isFinal } from '../../domain/state/status';
import { log } from '../../lib/log';
import type { LoadedOrder, Orders } from '../../orders/orders';
import { parkingId, runNumberOf } from '../../orders/standing/parkings';
import { CHUNK_SIZE } from '../stock/reservation';

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
 * Starts the runs of the workflow. The log decides under which name: each run that leaves its order unfinished parks
 * it, so the number of the next run is the number of parkings and one. The name of an execution is used once, so two
 * starters that read the same log start one execution.
 */
export class Runs {
  constructor(private readonly orders: Orders, private readonly executions: Executions) {}

  /**
   * Starts the workflow of an order unless nothing is left to do for it. An order that has ended still runs if some of
   * its stock may have to be moved, or if it owes a refund because a capture came to light late.
   */
  async start(orderId: string, known: LoadedOrder, options: RunOptions = {}): Promise<RunAnswer> {
    let order = known;
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const work = workLeft(order.state, options);
      if (work === 'none') return { answer: 'ended' };
      const run = runNumberOf(order.history);
      const execution = runName(orderId, run);
      const begun = await this.executions.begin(execution, orderId);
      if (begun !== 'closed') return { answer: begun, execution };
      // The execution of this run has ended. What it did last may not be in what was read.
      order = await this.orders.loadOrder(orderId);
      if (workLeft(order.state, options) !== work || runNumberOf(order.history) > run) continue;
      const ended = await this.executions.describe(execution);
      if (ended?.status === 'RUNNING') return { answer: 'running', execution };
      if (isFinal(order.state.status)) return this.replace(orderId, run, { last: ended, work });
      await this.recordLoss(orderId, execution, ended);
      order = await this.orders.loadOrder(orderId);
    }
    throw new Error(`the runs of order ${orderId} changed ${TRIES} times while one was started`);
  }

  /** What `start` would answer. Changes nothing. */
  async preview(orderId: string, { state, history }: LoadedOrder, options: RunOptions = {}): Promise<RunAnswer> {
    const work = workLeft(state, options);
    if (work === 'none') return { answer: 'ended' };
    const run = runNumberOf(history);
    const execution = runName(orderId, run);
    const found = await this.executions.describe(execution);
    if (!found) return { answer: 'started', execution };
    if (found.status === 'RUNNING') return { answer: 'running', execution };
    if (!isFinal(state.status)) return { answer: 'started', execution: runName(orderId, run + 1) };
    for await (const name of this.replacements(orderId, run, { last: found, work })) {
      const taken = await this.executions.describe(name);
      if (!taken || taken.status === 'RUNNING') return { answer: taken ? 'running' : 'started', execution: name };
    }
    return { answer: 'ended' };
  }

  /** Records that a run ended without a trace, for instance because Step Functions or an operator stopped it. */
  private async recordLoss(orderId: string, execution: string, ended: ExecutionState | undefined): Promise<void> {
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

  /**
   * Starts an execution for an order that has ended. Such an order is not always parked after a run, and it may have to
   * run again after a run that succeeded. So the name comes from the end of the execution before.
   */
  private async replace(orderId: string, run: number, reason: Replaced): Promise<RunAnswer> {
    for await (const execution of this.replacements(orderId, run, reason)) {
      const begun = await this.executions.begin(execution, orderId);
      if (begun !== 'closed') return { answer: begun, execution };
    }
    return { answer: 'ended' };
  }

  /** The names of the executions that take the place of one another, as long as each leaves work. */
  private async* replacements(orderId: string, run: number, { last, work }: Replaced): AsyncGenerator<string> {
    let ended = last;
    while (ended?.endedAt && (work === 'money' || ended.status !== 'SUCCEEDED')) {
      const name = replacementName(orderId, run, ended.endedAt);
      yield name;
      ended = await this.executions.describe(name);
    }
  }
}

/** The execution to replace, and what is left to do. */
interface Replaced {
  readonly last: ExecutionState | undefined;
  readonly work: WorkLeft;
}

/**
 * What is left to do for an order.
 * - `none`: nothing.
 * - `stock`: the log records the end of an order of many SKUs before all of its stock is moved. An execution that
 *   succeeds has moved all of it.
 * - `money`: an order that has failed owes a refund, or may owe one if the provider is asked again.
 * - `all`: the order has not ended.
 */
type WorkLeft = 'none' | 'stock' | 'money' | 'all';

function workLeft(state: OrderState, { lookAgain = false }: RunOptions): WorkLeft {
  if (!isFinal(state.status)) return 'all';
  if (owesRefund(state) || (lookAgain && wasDeclined(state))) return 'money';
  return mergeBySku(state.order!.lines).length > CHUNK_SIZE ? 'stock' : 'none';
}
