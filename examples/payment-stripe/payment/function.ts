/** The payment function: one call of the pipeline in, one answer out. */
import Stripe from 'stripe';
import { answerOfError, unknown } from './answers';
import { authorize } from './authorize';
import type { PaymentAnswer, PaymentCall } from './contract';
import { capture, refund, voidPayment } from './follow-up';
import { type LookUpTools, lookUp, paymentOf } from './look-up';

/**
 * The pipeline sends no key that is older (`keyLife` in `lib/shop-stack.ts`), and neither does this function. Stripe
 * may forget a key after 24 hours; one hour is for clocks, retries and a slow answer.
 */
export const KEY_LIFE = 23 * 60 * 60_000;

export interface PaymentTools extends LookUpTools {
  /** The client, made when it is needed: it needs the secret key. */
  readonly stripe: () => Promise<Stripe>;
}

export const paymentFunction = (tools: PaymentTools) => async (call: PaymentCall): Promise<PaymentAnswer> => {
  if (call.version !== 1) return unknown(`version ${String(call.version)} of the contract: allowed is 1`);
  const stripe = await tools.stripe();
  try {
    return await answer(stripe, call, tools);
  } catch (error) {
    return answerOfError(error);
  }
};

async function answer(stripe: Stripe, call: PaymentCall, tools: PaymentTools): Promise<PaymentAnswer> {
  if (call.operation === 'lookUp') return lookUp(stripe, call, tools);
  if (call.operation !== call.purpose) return unknown(`operation ${call.operation} with the purpose ${call.purpose}`);
  if (tools.now() - Date.parse(call.requestedAt) > KEY_LIFE) return lateAnswer(await lookUp(stripe, call, tools));
  if (call.purpose === 'authorize') return authorize(stripe, call);
  const { id, otherwise } = await paymentOf(stripe, call, tools);
  if (id === undefined) return lateAnswer(otherwise);
  switch (call.purpose) {
    case 'capture': return capture(stripe, call, id);
    case 'void': return voidPayment(stripe, call, id);
    case 'refund': return refund(stripe, call, id);
  }
}

/** Only a look-up may answer that nothing was found. */
const lateAnswer = (found: PaymentAnswer): PaymentAnswer => (found.status === 'notFound'
  ? unknown('not sent: Stripe has no such payment, or may have forgotten the key')
  : found);
