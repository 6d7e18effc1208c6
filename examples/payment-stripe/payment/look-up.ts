/** What became of a request. Nothing here moves money. */
import Stripe from 'stripe';
import { answerOfPayment, answerOfRefund, unknown } from './answers';
import type { AuthorizeRequest, FollowUpRequest, PaymentAnswer, ProviderRequest } from './contract';
import { IncompleteLookUp, type Wanted, findPayments, findRefund, readPayment } from './find';
import { outcomeOfCapture, outcomeOfVoid } from './follow-up';

/**
 * How long a request may be on its way, in ms: this function ends after 20 s, and 10 s are for what Stripe has begun.
 * Before that, not to be found does not mean not to be done. Not longer, because the pipeline sends a request again
 * only when it is not found, and parks the order if that takes minutes. Sending it again is safe: it has the same key.
 */
export const IN_FLIGHT = 30_000;

export interface LookUpTools {
  readonly now: () => number;
  /** @default IN_FLIGHT */
  readonly inFlight?: number;
}

export async function lookUp(stripe: Stripe, request: ProviderRequest, tools: LookUpTools): Promise<PaymentAnswer> {
  const answer = request.purpose === 'authorize'
    ? await lookUpPayment(stripe, request, tools)
    : await lookUpFollowUp(stripe, request, tools);
  if (answer.status !== 'notFound') return answer;
  const age = tools.now() - Date.parse(request.requestedAt);
  return age >= (tools.inFlight ?? IN_FLIGHT) ? answer : unknown('not found yet, but it may still be on its way');
}

async function lookUpPayment(stripe: Stripe, request: AuthorizeRequest, tools: LookUpTools): Promise<PaymentAnswer> {
  const found = await findPayment(stripe, { ...request, since: Date.parse(request.requestedAt) }, tools);
  return found.intent ? answerOfPayment(found.intent) : found.otherwise;
}

async function lookUpFollowUp(stripe: Stripe, request: FollowUpRequest, tools: LookUpTools): Promise<PaymentAnswer> {
  const { id, otherwise } = await paymentOf(stripe, request, tools);
  if (id === undefined) return otherwise;
  if (request.purpose === 'refund') {
    const refund = await findRefund(stripe, id, request.key);
    return refund ? answerOfRefund(refund) : { status: 'notFound' };
  }
  const intent = await readPayment(stripe, id);
  return request.purpose === 'capture' ? outcomeOfCapture(request, intent) : outcomeOfVoid(request, intent);
}

type PaymentId = { readonly id: string; readonly otherwise?: undefined }
  | { readonly id?: undefined; readonly otherwise: PaymentAnswer };

/** The id of the payment that a capture, void or refund is about. The pipeline may not have seen it. */
export async function paymentOf(stripe: Stripe, request: FollowUpRequest, tools: LookUpTools): Promise<PaymentId> {
  const { payment: { reference, key }, pipeline } = request;
  if (reference?.startsWith('pi_')) return { id: reference };
  const { intent, otherwise } = await findPayment(stripe, { key, pipeline }, tools);
  return intent ? { id: intent.id } : { otherwise };
}

type Found = { readonly intent: Stripe.PaymentIntent; readonly otherwise?: undefined }
  | { readonly intent?: undefined; readonly otherwise: PaymentAnswer };

async function findPayment(stripe: Stripe, wanted: Wanted, { now }: LookUpTools): Promise<Found> {
  try {
    const [intent, ...others] = await findPayments(stripe, wanted, now);
    if (!intent) return { otherwise: { status: 'notFound' } };
    if (others.length === 0) return { intent };
    const ids = [intent, ...others].map(({ id }) => id).join(', ');
    return { otherwise: unknown(`Stripe has several payments with this key, somebody must choose: ${ids}`) };
  } catch (error) {
    if (error instanceof IncompleteLookUp) return { otherwise: unknown(error.message) };
    throw error;
  }
}
