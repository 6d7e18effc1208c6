/**
 * What a webhook event says to the pipeline. Stripe repeats events and mixes up their order, so an event only says
 * "look": its object is read again, and its state now is reported.
 */
import Stripe from 'stripe';
import { fromStripe } from '../payment/amounts';
import { answerOfPayment, answerOfRefund } from '../payment/answers';
import type { PaymentAnswer } from '../payment/contract';
import { readPayment } from '../payment/find';

/** A command for the pipeline's order queue. */
export interface ReportPayment {
  readonly version: 1;
  readonly command: 'ReportPayment';
  /** The pipeline ignores a command that it knows. The id says all that the data say, so a repetition has the same. */
  readonly commandId: string;
  readonly orderId: string;
  readonly actor: 'stripe-webhook';
  readonly data: {
    readonly key: string;
    readonly answer: PaymentAnswer;
    readonly amount: number;
    readonly currency: string;
  };
}

export async function reportsOf(stripe: Stripe, event: Stripe.Event, pipeline: string): Promise<ReportPayment[]> {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
    case 'payment_intent.amount_capturable_updated':
      return isOf(pipeline, event.data.object) ? reportPayment(stripe, event.data.object.id) : [];
    case 'refund.updated':
    case 'refund.failed':
      return isOf(pipeline, event.data.object) ? reportRefund(await stripe.refunds.retrieve(event.data.object.id)) : [];
    case 'charge.refunded':
      return reportRefunds(stripe, event.data.object.payment_intent, pipeline);
    default:
      return [];
  }
}

/** Two pipelines, and other programs, may share an account. */
const isOf = (pipeline: string, { metadata }: { readonly metadata: Stripe.Metadata | null }): boolean =>
  metadata?.pipeline === pipeline && Boolean(metadata.key && metadata.orderId);

async function reportPayment(stripe: Stripe, id: string): Promise<ReportPayment[]> {
  const intent = await closed(stripe, await readPayment(stripe, id));
  const { captureKey } = intent.metadata;
  if (intent.status === 'succeeded' && captureKey) {
    const amount = fromStripe(intent.amount_received, intent.currency);
    return [report(intent, captureKey, { status: 'succeeded', reference: intent.id, amount }, amount)];
  }
  // The end of an authorization is no answer to the request for it: that was answered before.
  if (intent.status === 'canceled' && wasAuthorized(intent)) return [];
  const answer = answerOfPayment(intent);
  const isFinal = answer.status === 'succeeded' || answer.status === 'declined';
  return isFinal ? [report(intent, intent.metadata.key!, answer, fromStripe(intent.amount, intent.currency))] : [];
}

/**
 * After a failed confirmation, the customer could try another card on the same payment. The pipeline is told that
 * nothing more comes under this key, so the payment is closed first.
 */
async function closed(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Stripe.PaymentIntent> {
  if (intent.status !== 'requires_payment_method') return intent;
  try {
    await stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: `close-${intent.metadata.key}` });
  } catch (error) {
    // The customer was faster. What counts is the state, which is read next.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
  return readPayment(stripe, intent.id);
}

function wasAuthorized({ latest_charge: charge }: Stripe.PaymentIntent): boolean {
  return typeof charge === 'object' && charge?.status === 'succeeded';
}

async function reportRefunds(
  stripe: Stripe,
  payment: string | Stripe.PaymentIntent | null,
  pipeline: string,
): Promise<ReportPayment[]> {
  if (!payment) return [];
  const payment_intent = typeof payment === 'string' ? payment : payment.id;
  const refunds = await stripe.refunds.list({ payment_intent, limit: 100 }).autoPagingToArray({ limit: 1_000 });
  return refunds.filter(refund => isOf(pipeline, refund)).flatMap(reportRefund);
}

function reportRefund(refund: Stripe.Refund): ReportPayment[] {
  const answer = answerOfRefund(refund);
  if (answer.status === 'pending') return [];
  return [report(refund, refund.metadata!.key!, answer, fromStripe(refund.amount, refund.currency))];
}

function report(
  { id, metadata, currency }: Stripe.PaymentIntent | Stripe.Refund,
  key: string,
  answer: PaymentAnswer,
  amount: number,
): ReportPayment {
  return {
    version: 1,
    command: 'ReportPayment',
    commandId: `stripe:${id}:${key}:${answer.status}`,
    orderId: metadata!.orderId!,
    actor: 'stripe-webhook',
    data: { key, answer, amount, currency: currency.toUpperCase() },
  };
}
