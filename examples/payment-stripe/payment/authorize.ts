import Stripe from 'stripe';
import { toStripe } from './amounts';
import { answerOfPayment } from './answers';
import type { AuthorizeRequest, PaymentAnswer } from './contract';
import { declined } from './declines';
import { readPayment } from './find';

/** Authorizes a payment, or takes the money at once. All parameters follow from the request: a retry has the same. */
export async function authorize(stripe: Stripe, request: AuthorizeRequest): Promise<PaymentAnswer> {
  const { key, pipeline, orderId, attempt, capture, token } = request;
  if (!token) return declined('no_payment_method');
  const intent = await stripe.paymentIntents.create({
    amount: toStripe(request.amount, request.currency),
    currency: request.currency.toLowerCase(),
    payment_method: token,
    confirm: true,
    capture_method: capture ? 'automatic' : 'manual',
    // The customer may have to confirm in the shop, but is not sent to another site: there is no shop to return to.
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    expand: ['latest_charge'],
    // With these, look-ups and the webhook find the payment, and tell pipelines apart that share an account.
    metadata: { pipeline, orderId, key, attempt: String(attempt) },
  }, { idempotencyKey: key });
  // For a key that it knows, Stripe repeats its first answer. The customer may have confirmed since.
  const isOld = intent.lastResponse.headers['idempotent-replayed'] === 'true';
  return answerOfPayment(isOld ? await readPayment(stripe, intent.id) : intent);
}
