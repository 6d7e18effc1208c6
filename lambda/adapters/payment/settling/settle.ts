import { type Asked, endsRun, isCall } from './asked';
import * as errors from './errors';
import { findOut } from './find-out';
import type { KnownAnswer } from '../provider';
import { providerRequest } from './provider-request';
import type { SettleNeeds } from './settle-needs';
import { successOf, waitFor } from './times';
import { type OrderCommand, type RecordedAnswer } from '../../../domain/decide';
import { type Due, dueOf, missingIn } from '../../../domain/state/due';
import { followUpKey } from '../../../domain/state/money/payment-key';
import { paymentsOf, requestIn } from '../../../domain/state/money/payments';
import { isStopped } from '../../../domain/state/order-state';
import type { LoadedOrder, Outcome } from '../../../orders/orders';
import { waitingId } from '../../../orders/standing/parkings';

/**
 * A request may take 36 s: a look-up, the request and another look-up. With the calls of the log, that fills the time
 * of the function (`SAGA_FUNCTIONS`). So another request begins only within the first seconds. A look-up alone may take
 * 8 s, and so many slow ones have their turn.
 */
const LAST_START_MS = { ask: 6_000, look: 40_000 } as const;

/**
 * Settles an order with the payment provider: does all that is due there, until nothing is, or only an answer of the
 * provider can bring the order on. There is no other way to the provider. Each request is recorded before it is sent,
 * and its outcome after it. So it can be repeated at any time, by any number of functions at once.
 *
 * Throws PaymentOutcomeUnknown, PaymentKeyExpired, PaymentRequestRefused, PaymentNotStopped, PaymentTryAgain,
 * MoreToSettle and NotAsked.
 *
 * @param run The run of the workflow that settles. A run that ends because it waits records that it does.
 */
export const settle = async (needs: SettleNeeds, orderId: string, run: string): Promise<Outcome> =>
  new Settlement(needs, orderId, run).settle();

class Settlement {
  private readonly started: number;
  /** The requests that this settlement has recorded, so that nobody has sent them yet. */
  private readonly own = new Set<string>();
  /** The requests that were looked up, or turned out to be pending: only time brings news of them. */
  private readonly looked = new Set<string>();
  /** The payments that the provider refused to void, although they are not made yet. */
  private readonly unstoppable = new Set<string>();
  private appended = false;

  constructor(
    private readonly needs: SettleNeeds, private readonly orderId: string, private readonly run: string,
  ) {
    this.started = needs.now().getTime();
  }

  async settle(): Promise<Outcome> {
    let order = await this.needs.orders.loadOrder(this.orderId);
    for (let isFirst = true; ; isFirst = false) {
      const due = this.nextOf(order);
      if (!due) return { ...order, appended: this.appended };
      if (!isFirst && isCall(due)) this.requireTime(due);
      const { version } = order.history;
      order = await this.meet(due, order);
      if (!isCall(due) && order.history.version === version) throw new Error(`${due.type} changed nothing`);
    }
  }

  private nextOf({ state }: LoadedOrder): Due | undefined {
    const { now, terms: { expiring } } = this.needs;
    return dueOf(state, { now: now().getTime(), expiring })
      .find(due => !isCall(due) || !this.looked.has(requestIn(due).key));
  }

  private requireTime({ type }: Asked): void {
    const passed = this.needs.now().getTime() - this.started;
    if (passed > LAST_START_MS[type]) throw new errors.MoreToSettle(`more is due after ${passed} ms`);
  }

  private async meet(due: Due, order: LoadedOrder): Promise<LoadedOrder> {
    switch (due.type) {
      case 'ask': return this.ask(due, order);
      case 'look': return this.look(due, order);
      case 'pay': return this.recordPayment(due, order);
      case 'request': return this.recordRequest(due, order);
      case 'give up': return this.recordAnswer(due.payment.key, { status: 'noAnswer' }, order);
      case 'expire': {
        const { key } = due.payment;
        const command = { type: 'ExpireAuthorization', key, now: this.needs.now().getTime() } as const;
        // A capture that is refused after the end gives back what it was about, which has ended, too.
        return this.execute(command, `ExpireAuthorization:${key}:${order.history.version}`, order);
      }
    }
  }

  private async recordPayment({ renews }: { readonly renews?: string }, order: LoadedOrder): Promise<LoadedOrder> {
    const { identity, terms: { onAccount, capture } } = this.needs;
    if (onAccount) return this.execute({ type: 'PutOnAccount' }, 'PutOnAccount', order);
    const command = { type: 'RequestPayment', identity, capture, renews, at: this.time() } as const;
    const attempt = paymentsOf(order.state).length + 1;
    const requested = await this.execute(command, `RequestPayment:${attempt}`, order);
    const payment = paymentsOf(requested.state)[attempt - 1];
    if (requested.appended && payment) this.own.add(payment.key);
    return requested;
  }

  private async recordRequest(
    { purpose, payment, amount }: Extract<Due, { type: 'request' }>, order: LoadedOrder,
  ): Promise<LoadedOrder> {
    if (purpose === 'void' && payment.authorized === 0 && this.unstoppable.has(payment.key)) {
      throw new errors.PaymentNotStopped(`payment ${payment.key} is not made yet, and the provider cannot void it now`);
    }
    const nth = payment.followUps.filter(one => one.purpose === purpose).length + 1;
    const key = followUpKey(payment.key, purpose, nth);
    const command = { type: 'RequestFollowUp', purpose, payment: payment.key, amount, at: this.time() } as const;
    const requested = await this.execute(command, `RequestFollowUp:${key}`, order);
    if (requested.appended) this.own.add(key);
    return requested;
  }

  private async ask(due: Asked, order: LoadedOrder): Promise<LoadedOrder> {
    const request = providerRequest(this.needs.identity, order.state, due);
    const { key, purpose } = request;
    const answer = await findOut(this.needs, request, this.own.delete(key) ? 'first try' : 'again');
    switch (answer.status) {
      case 'unknown': throw new errors.PaymentOutcomeUnknown(`${purpose} ${key}: ${answer.reason}`);
      case 'pending': return this.recordPending(due, answer, order);
      default: return this.settled(due, answer, order);
    }
  }

  private async settled(
    due: Asked, answer: Exclude<KnownAnswer, { status: 'pending' }>, order: LoadedOrder,
  ): Promise<LoadedOrder> {
    const { key } = requestIn(due);
    if (answer.status === 'succeeded') return this.recordAnswer(key, successOf(answer, due.payment, this.needs), order);
    const recorded = await this.recordAnswer(key, answer, order);
    if (due.followUp) return this.afterRefusal(due, recorded);
    if (isStopped(recorded.state) || missingIn(recorded.state) <= 0) return recorded;
    throw new errors.PaymentTryAgain(`payment ${key} was declined, and another attempt may succeed`);
  }

  /** A payment that cannot be voided was usually made in between: that is looked up before anybody is asked. */
  private afterRefusal({ payment, followUp }: Asked, order: LoadedOrder): LoadedOrder {
    const { purpose, key } = followUp!;
    const isOfMoney = purpose !== 'void' || payment.authorized > 0;
    if (isOfMoney) throw new errors.PaymentRequestRefused(`${purpose} ${key} was refused`);
    this.unstoppable.add(payment.key);
    this.looked.delete(payment.key);
    return order;
  }

  /** Looks up a request that may have been answered since. If there is nothing new, leaves it as it is. */
  private async look(due: Asked, order: LoadedOrder): Promise<LoadedOrder> {
    const { state } = order;
    const { key, status } = requestIn(due);
    this.looked.add(key);
    const answer = await this.needs.provider.lookUp(providerRequest(this.needs.identity, state, due));
    const mayBeDeclined = status === 'PENDING' || due.payment.timedOut === true;
    if (answer.status === 'succeeded' || (answer.status === 'declined' && mayBeDeclined)) {
      return this.settled(due, answer, order);
    }
    const isWaiting = this.endOfWait(due) !== undefined;
    if (answer.status === 'unknown' && !isWaiting) {
      throw new errors.PaymentOutcomeUnknown(`look-up of ${key}: ${answer.reason}`);
    }
    return isWaiting && (endsRun(due, state) || this.isTimeToLook(due)) ? this.recordPending(due, {}, order) : order;
  }

  /** Records that a request is pending. If that ends this run, the record says so, so that another run can follow. */
  private async recordPending(
    due: Asked, { reference }: { readonly reference?: string }, order: LoadedOrder,
  ): Promise<LoadedOrder> {
    const { key } = requestIn(due);
    this.looked.add(key);
    const times = waitFor(requestIn(due), this.endOfWait(due), this.needs);
    const answer = { status: 'pending', ...times, ...(reference !== undefined && { reference }) } as const;
    const pending = `${this.run}:${key}`;
    const id = endsRun(due, order.state) ? waitingId(pending) : `RecordAnswer:${pending}:pending`;
    return this.execute({ type: 'RecordAnswer', key, answer }, id, order);
  }

  private isTimeToLook(due: Asked): boolean {
    return Date.parse(requestIn(due).lookAt ?? '') <= this.needs.now().getTime();
  }

  /** Until when a pending request is waited for. Undefined if it is not pending, or its time is over. */
  private endOfWait(due: Asked): string | undefined {
    const { status, answerBefore = '' } = requestIn(due);
    return status === 'PENDING' && Date.parse(answerBefore) > this.needs.now().getTime() ? answerBefore : undefined;
  }

  private async recordAnswer(key: string, answer: RecordedAnswer, order: LoadedOrder): Promise<Outcome> {
    return this.execute({ type: 'RecordAnswer', key, answer }, `RecordAnswer:${key}:${answer.status}`, order);
  }

  private async execute(command: OrderCommand, id: string, known: LoadedOrder): Promise<Outcome> {
    const outcome = await this.needs.orders.execute(this.orderId, command, { id, known });
    this.appended ||= outcome.appended;
    return outcome;
  }

  private time = (): string => this.needs.now().toISOString();
}
