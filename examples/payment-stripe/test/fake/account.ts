/** An account at Stripe: its payments and refunds, and what happens to them. */
import type { Clock } from './clock';
import { type Form, text, texts } from './form';

export class Refused extends Error {
  public constructor(public readonly status: number, public readonly error: Readonly<Record<string, unknown>>) {
    super(JSON.stringify(error));
  }
}

export interface Payment {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly created: number;
  readonly currency: string;
  readonly amount: number;
  readonly capture_method: string;
  amount_received: number;
  status: string;
  metadata: Record<string, string>;
  cancellation_reason: string | null;
  last_payment_error: Readonly<Record<string, unknown>> | null;
  latest_charge: Charge | null;
}

interface Charge {
  readonly id: string;
  readonly object: 'charge';
  readonly status: 'succeeded' | 'failed';
  readonly payment_intent: string;
  readonly payment_method_details: { readonly card: { readonly capture_before?: number } };
}

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly metadata: Record<string, string>;
  status: string;
  failure_reason?: string;
}

/** Named as Stripe's own test cards: https://docs.stripe.com/testing */
const DECLINES: Readonly<Record<string, string>> = {
  pm_card_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_chargeDeclinedProcessingError: 'processing_error',
};
const GOOD = ['pm_card_visa', 'pm_card_authenticationRequired', 'pm_fake_lost', 'pm_fake_slow', 'pm_fake_error'];
const WEEK = 7 * 24 * 60 * 60;

export class Account {
  public readonly payments: Payment[] = [];
  public readonly refunds: Refund[] = [];
  private count = 0;

  public constructor(private readonly clock: Clock) {}

  public payment(id: string): Payment {
    const found = this.payments.find(payment => payment.id === id);
    if (!found) throw new Refused(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'intent' });
    return found;
  }

  public create(form: Form): Payment {
    const method = text(form.payment_method);
    const decline = DECLINES[method];
    if (!decline && !GOOD.includes(method)) {
      throw new Refused(400, { type: 'invalid_request_error', code: 'resource_missing', param: 'payment_method' });
    }
    const payment: Payment = {
      id: this.id('pi'),
      object: 'payment_intent',
      created: this.clock.seconds(),
      amount: Number(text(form.amount)),
      currency: text(form.currency),
      capture_method: text(form.capture_method),
      amount_received: 0,
      status: 'requires_confirmation',
      metadata: { ...texts(form.metadata) },
      cancellation_reason: null,
      last_payment_error: null,
      latest_charge: null,
    };
    this.payments.push(payment);
    if (decline) throw this.decline(payment, decline);
    if (method === 'pm_card_authenticationRequired') payment.status = 'requires_action';
    else this.approve(payment);
    return payment;
  }

  /** The card is good, and the customer has confirmed where needed. */
  public approve(payment: Payment): void {
    const isNow = payment.capture_method === 'automatic';
    payment.status = isNow ? 'succeeded' : 'requires_capture';
    payment.amount_received = isNow ? payment.amount : 0;
    payment.last_payment_error = null;
    const card = isNow ? {} : { capture_before: this.clock.seconds() + WEEK };
    payment.latest_charge = this.charge(payment, 'succeeded', card);
  }

  public decline(payment: Payment, decline_code: string): Refused {
    payment.status = 'requires_payment_method';
    payment.latest_charge = this.charge(payment, 'failed', {});
    payment.last_payment_error = { type: 'card_error', code: 'card_declined', decline_code };
    return new Refused(402, { ...payment.last_payment_error, payment_intent: payment });
  }

  public capture(payment: Payment, form: Form): Payment {
    const amount = Number(text(form.amount_to_capture));
    if (payment.status !== 'requires_capture') throw unexpectedState();
    if (amount > payment.amount) throw new Refused(400, { type: 'invalid_request_error', code: 'amount_too_large' });
    Object.assign(payment, { status: 'succeeded', amount_received: amount });
    Object.assign(payment.metadata, texts(form.metadata));
    return payment;
  }

  public cancel(payment: Payment, reason: string | null = null): Payment {
    if (['succeeded', 'canceled', 'processing'].includes(payment.status)) throw unexpectedState();
    Object.assign(payment, { status: 'canceled', cancellation_reason: reason });
    return payment;
  }

  public refund(form: Form): Refund {
    const payment = this.payment(text(form.payment_intent));
    const amount = Number(text(form.amount));
    const { id, currency, amount_received } = payment;
    const earlier = this.refunds.filter(one => one.payment_intent === id && one.status !== 'failed');
    const left = amount_received - sum(earlier);
    if (left === 0) throw new Refused(400, { type: 'invalid_request_error', code: 'charge_already_refunded' });
    if (amount > left) throw new Refused(400, { type: 'invalid_request_error', param: 'amount' });
    const metadata = { ...texts(form.metadata) };
    const refund: Refund =
      { id: this.id('re'), object: 'refund', amount, currency, payment_intent: id, metadata, status: 'succeeded' };
    this.refunds.push(refund);
    return refund;
  }

  /** What the bank sees, in Stripe's units: how often, and how much. */
  public books(): { charges: number; captured: number; held: number; refunded: number } {
    const held = this.payments.filter(({ status }) => status === 'requires_capture');
    return {
      charges: this.payments.filter(({ latest_charge }) => latest_charge?.status === 'succeeded').length,
      captured: this.payments.reduce((total, { amount_received }) => total + amount_received, 0),
      held: sum(held),
      refunded: sum(this.refunds.filter(({ status }) => status !== 'failed')),
    };
  }

  private charge({ id }: Payment, status: Charge['status'], card: { capture_before?: number }): Charge {
    return { id: this.id('ch'), object: 'charge', status, payment_intent: id, payment_method_details: { card } };
  }

  private id(prefix: string): string {
    this.count += 1;
    return `${prefix}_${this.count}`;
  }
}

const sum = (all: readonly { readonly amount: number }[]): number =>
  all.reduce((total, { amount }) => total + amount, 0);

const unexpectedState = (): Refused =>
  new Refused(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' });
