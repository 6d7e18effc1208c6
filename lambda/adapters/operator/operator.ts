import { type ListRequest, type RerunRequest, readRequest, standingsOf } from './requests';
import { type Deadline, type Invocation, deadlineOf } from '../../lib/flow/deadline';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { Orders } from '../../orders/orders';
import type { UnfinishedOrders, UnfinishedOrdersPage } from '../order-view/unfinished-orders';
import type { RunOptions, Runs } from '../workflow/runs';

/** What came of one order of a rerun, or in a dry run what would come of it. */
export interface RerunAnswer {
  readonly orderId: string;
  readonly answer: 'started' | 'running' | 'ended' | 'unknown' | 'failed' | 'not-tried';
  /** The name of the execution that was started, or that runs. */
  readonly execution?: string;
  /** Why the order was not run again, as far as is known: a call that was not answered may have had its effect. */
  readonly error?: string;
}

export interface RerunResult {
  readonly dryRun: boolean;
  readonly orders: readonly RerunAnswer[];
}

export interface OperatorOptions extends Pick<System, 'sleep'> {
  readonly orders: Orders;
  readonly unfinishedOrders: UnfinishedOrders;
  readonly runs: Runs;
}

/** Orders at once: a few hundred take seconds, and Step Functions starts far more per second. */
const RERUNS_AT_ONCE = 10;

/** An operator knows best: an order whose payment was declined is looked at again, too. */
const LOOK_AGAIN: RunOptions = { lookAgain: true };

/** How many characters of an error an answer has, so that an answer about many orders stays below Lambda's 6 MB. */
const ANSWERED_ERROR_LENGTH = 300;

/** Answers the requests of operators: lists the orders for which something is left to do, and runs orders again. */
export class Operator {
  constructor(private readonly options: OperatorOptions) {}

  /**
   * Answers before the time of the invocation is over, with all that is known by then. Throws WrongInput.
   */
  async answer(input: unknown, invocation: Invocation): Promise<UnfinishedOrdersPage | RerunResult> {
    const request = readRequest(input);
    const deadline = deadlineOf(invocation, this.options.sleep);
    return 'list' in request ? deadline.within(this.list(request.list)) : this.rerun(request, deadline);
  }

  private async list(request: ListRequest): Promise<UnfinishedOrdersPage> {
    const { limit, next } = request;
    return this.options.unfinishedOrders.page({ standings: standingsOf(request), limit, next });
  }

  /**
   * Runs orders again, or says what it would do. An order that fails does not stop the others. Orders for which no time
   * is left, for instance because Step Functions throttles, are not tried.
   */
  private async rerun({ rerun, dryRun }: RerunRequest, deadline: Deadline): Promise<RerunResult> {
    const orderIds = 'parked' in rerun ? await deadline.within(this.parked(rerun)) : rerun;
    const answers = new Map<string, RerunAnswer>();
    await sideBySide(orderIds, RERUNS_AT_ONCE, async orderId => {
      if (deadline.isOver()) return;
      const answer = await this.rerunOne(orderId, dryRun, deadline);
      log.info(dryRun ? 'would run again' : 'run again', { ...answer });
      answers.set(orderId, answer);
    });
    return { dryRun, orders: orderIds.map(orderId => answers.get(orderId) ?? { orderId, answer: 'not-tried' }) };
  }

  private async parked(filter: Exclude<RerunRequest['rerun'], readonly string[]>): Promise<readonly string[]> {
    const { limit } = filter;
    const { orders } = await this.options.unfinishedOrders.page({ standings: standingsOf(filter), limit });
    return orders.map(({ orderId }) => orderId);
  }

  private async rerunOne(orderId: string, dryRun: boolean, deadline: Deadline): Promise<RerunAnswer> {
    try {
      return await deadline.within(this.runOf(orderId, dryRun));
    } catch (error) {
      const { name, message } = error as Error;
      return { orderId, answer: 'failed', error: `${name}: ${message}`.slice(0, ANSWERED_ERROR_LENGTH) };
    }
  }

  private async runOf(orderId: string, dryRun: boolean): Promise<RerunAnswer> {
    const { orders, runs } = this.options;
    const order = await orders.loadOrder(orderId);
    if (order.state.status === 'NEW') return { orderId, answer: 'unknown' };
    const run = dryRun ? runs.preview(orderId, order, LOOK_AGAIN) : runs.start(orderId, order, LOOK_AGAIN);
    return { orderId, ...await run };
  }
}
