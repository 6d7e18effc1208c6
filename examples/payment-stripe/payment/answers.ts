/** What the objects and errors of Stripe mean to the pipeline. */
import Stripe from 'stripe';
import { AmountError, fromStripe } from './amounts';
import type { PaymentAnswer } from './contract';
import { declineOf, declined, refusesPayment } from './declines';

export const unknown = (reason: string): PaymentAnswer => ({ status: 'unknown', reason: reason.slice(0, 200) });

/** What became of an authorization, or of a payment at once. */
export function answerOfPayment(intent: Stripe.PaymentIntent): PaymentAnswer {
  switch (intent.status) {
    case 'succeeded':
    case 'requires_capture':
      return {
        status: 'succeeded',
        reference: intent.id,
        // Of what was authorized. What was captured is the answer to another request.
        amount: fromStripe(intent.amount, intent.currency),
        ...captureBefore(intent),
      };
    case 'requires_payment_method':
      // Only after a failed try: this function never makes a payment without a payment method.
      return declineOf(intent.last_payment_error ?? {});
    case 'canceled':
      return intent.last_payment_error
        ? declineOf(intent.last_payment_error)
        : declined(`canceled_${intent.cancellation_reason ?? 'without_reason'}`);
    case 'requires_action':
    case 'requires_confirmation':
    case 'processing':
      return { status: 'pending', reference: intent.id };
    default:
      return unknown(`Stripe's payment ${intent.id} has the status ${String(intent.status)}`);
  }
}

/** The end of the authorization, if Stripe says it: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
function captureBefore({ status, latest_charge: charge }: Stripe.PaymentIntent): { captureBefore?: string } {
  if (status !== 'requires_capture' || !charge || typeof charge === 'string') return {};
  const seconds = charge.payment_method_details?.card?.capture_before;
  return seconds ? { captureBefore: new Date(seconds * 1_000).toISOString() } : {};
}

export function answerOfRefund(refund: Stripe.Refund): PaymentAnswer {
  switch (refund.status) {
    case 'succeeded':
      return {
        status: 'succeeded',
        reference: refund.id,
        amount: fromStripe(refund.amount, refund.currency),
      };
    case 'failed':
      return declined(refund.failure_reason ?? 'refund_failed');
    case 'canceled':
      return declined('refund_canceled');
    default: // pending, requires_action
      return { status: 'pending', reference: refund.id };
  }
}

/**
 * What an error means for the request that failed. Only an error that says that no money moved is a decline. Sources:
 * https://docs.stripe.com/error-low-level and https://docs.stripe.com/api/idempotent_requests
 */
export function answerOfError(error: unknown): PaymentAnswer {
  if (error instanceof AmountError) return declined('amount_not_supported');
  if (error instanceof Stripe.errors.StripeCardError) return declineOf(error);
  // The key was used with other parameters. This must not happen, and says nothing about the first request.
  if (error instanceof Stripe.errors.StripeIdempotencyError) {
    return unknown('Stripe knows the key with other parameters');
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && refusesPayment(error)) {
    return declined(error.code ?? 'invalid_request');
  }
  if (error instanceof Stripe.errors.StripeConnectionError) return unknown('no answer from Stripe');
  // 409: another request with this key is running. 429: too many requests. 401 and 403: the API key. 5xx: Stripe
  // repeats it as long as it knows the key, so only a look-up tells the outcome. Without Stripe's message, which may
  // quote what the customer entered.
  if (error instanceof Stripe.errors.StripeError) {
    return unknown(`Stripe answers ${error.statusCode ?? 'nothing'}: ${error.code ?? error.type}`);
  }
  throw error;
}
