/** The entry point of the payment function. */
import type { PaymentAnswer, PaymentCall } from './contract';
import { stripeClient } from './client';
import { paymentFunction } from './function';
import { secret, variable } from './secret';

const secretKey = secret(variable('STRIPE_KEY_ARN'), Date.now);
const pay = paymentFunction({ stripe: async () => stripeClient(await secretKey()), now: Date.now });

export async function handler(call: PaymentCall): Promise<PaymentAnswer> {
  const answer = await pay(call);
  // No amount, no customer, no token: enough to find the request in Stripe's own logs.
  const { operation, purpose, orderId, key } = call;
  console.log(JSON.stringify({ operation, purpose, orderId, key, ...answer }));
  return answer;
}
