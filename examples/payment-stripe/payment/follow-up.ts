/** Captures, voids and refunds. */
import Stripe from 'stripe';
import { fromStripe, toStripe } from './amounts';
import { answerOfRefund, unknown } from './answers';
import type { FollowUpRequest, PaymentAnswer } from './contract';
import { declined } from './declines';
import { readPayment } from './find';

export async function capture(stripe: Stripe, request: FollowUpRequest, payment: string): Promise<PaymentAnswer> {
  const amount_to_capture = toStripe(request.amount, request.currency);
  return sent(stripe, request, payment, async () =>
    outcomeOfCapture(request, await stripe.paymentIntents.capture(
      payment,
      { amount_to_capture, metadata: { captureKey: request.key } },
      { idempotencyKey: request.key },
    )),
  );
}

/** Stripe can only void all of an authorization. What a partial capture leaves, it voids by itself. */
export async function voidPayment(stripe: Stripe, request: FollowUpRequest, payment: string): Promise<PaymentAnswer> {
  const intent = await readPayment(stripe, payment);
  const before = outcomeOfVoid(request, intent);
  if (before.status !== 'notFound') return before;
  if (request.amount !== fromStripe(intent.amount, intent.currency)) return declined('partial_void_not_supported');
  return sent(stripe, request, payment, async () =>
    outcomeOfVoid(request, await stripe.paymentIntents.cancel(payment, {}, { idempotencyKey: request.key })),
  );
}

export async function refund(stripe: Stripe, request: FollowUpRequest, payment: string): Promise<PaymentAnswer> {
  const { key, pipeline, orderId } = request;
  const amount = toStripe(request.amount, request.currency);
  return sent(stripe, request, payment, async () =>
    answerOfRefund(await stripe.refunds.create(
      { payment_intent: payment, amount, metadata: { pipeline, orderId, key } },
      { idempotencyKey: key },
    )),
  );
}

/**
 * Stripe refuses what does not fit the payment's state, and has done nothing then. The state tells why: the payment may
 * be captured or canceled already. If it does not, the refusal is the answer.
 */
async function sent(
  stripe: Stripe,
  request: FollowUpRequest,
  payment: string,
  send: () => Promise<PaymentAnswer>,
): Promise<PaymentAnswer> {
  try {
    return finished(await send());
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    const code = error.code ?? 'refused';
    if (request.purpose === 'refund') return declined(code);
    const intent = await readPayment(stripe, payment);
    const outcome = (request.purpose === 'capture' ? outcomeOfCapture : outcomeOfVoid)(request, intent);
    return outcome.status === 'notFound' ? declined(code) : outcome;
  }
}

/** Stripe says that it did it, but the payment does not show it. */
const finished = (outcome: PaymentAnswer): PaymentAnswer =>
  (outcome.status === 'notFound' ? unknown('Stripe accepts the request, but has not done it') : outcome);

/** A payment is captured once. Its metadata say by which request, so that one by hand is not taken for ours. */
export function outcomeOfCapture({ key }: FollowUpRequest, intent: Stripe.PaymentIntent): PaymentAnswer {
  const isOurs = intent.metadata.captureKey === key;
  switch (intent.status) {
    case 'succeeded':
      return isOurs
        ? { status: 'succeeded', reference: intent.id, amount: fromStripe(intent.amount_received, intent.currency) }
        : declined('captured_by_another_request');
    case 'canceled':
      return declined('authorization_canceled');
    case 'processing':
      return isOurs ? { status: 'pending', reference: intent.id } : unknown('the payment is being processed');
    case 'requires_capture':
      return { status: 'notFound' };
    default:
      return declined('not_authorized');
  }
}

/** Void means that the money is free, whoever did it. */
export function outcomeOfVoid(request: FollowUpRequest, intent: Stripe.PaymentIntent): PaymentAnswer {
  const { id, status, currency } = intent;
  const done: PaymentAnswer = { status: 'succeeded', reference: id, amount: request.amount };
  switch (status) {
    case 'canceled':
      return done;
    case 'succeeded': {
      const left = fromStripe(intent.amount, currency) - fromStripe(intent.amount_received, currency);
      return left === request.amount ? done : declined('already_captured');
    }
    case 'processing':
      return unknown('the payment is being processed, and cannot be voided yet');
    default:
      return { status: 'notFound' };
  }
}
