import Stripe from 'stripe';
import type { PaymentAnswer } from './contract';

/**
 * Declines after which the same card may work a moment later, without the customer. In Stripe's list, these are the
 * codes whose next step is to try again: https://docs.stripe.com/declines/codes. All others need the customer, or must
 * not be tried again: card networks charge for that.
 */
const RETRYABLE = new Set([
  'approve_with_id',
  'issuer_not_available',
  'processing_error',
  'reenter_transaction',
  'try_again_later',
]);

/** What Stripe says about a declined card: in an error, or in the payment's `last_payment_error`. */
export interface CardProblem {
  readonly code?: string | null;
  readonly decline_code?: string | null;
  readonly advice_code?: string | null;
}

/** `advice_code` is the network's own advice: https://docs.stripe.com/declines/card#retrying-issuer-declines */
export function declineOf({ code, decline_code, advice_code }: CardProblem): PaymentAnswer {
  const named = decline_code ?? code ?? 'card_declined';
  const retryable = advice_code === 'try_again_later' || (!advice_code && RETRYABLE.has(named));
  return { status: 'declined', code: named, retryable };
}

export const declined = (code: string): PaymentAnswer => ({ status: 'declined', code, retryable: false });

/**
 * Refusals (status 400 or 404) that concern this payment: https://docs.stripe.com/error-codes. All other refusals
 * concern the set-up, such as a test key in production. They would concern every order, so they are no decline.
 */
const CONCERNS_PAYMENT = [
  /^amount_too_(large|small)$/,
  /^(card|incorrect|payment_method|token|invalid_charge_amount)_/,
  /^invalid_(cvc|expiry_month|expiry_year|number)$/,
  /^(currency_not_supported|expired_card)$/,
  /^payment_intent_(authentication_failure|incompatible_payment_method|payment_attempt_failed)$/,
];

export function refusesPayment({ code, param }: Stripe.errors.StripeInvalidRequestError): boolean {
  if (code === 'resource_missing') return param === 'payment_method';
  return CONCERNS_PAYMENT.some(codes => codes.test(code ?? ''));
}
