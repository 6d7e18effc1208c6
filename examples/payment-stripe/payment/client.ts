import Stripe from 'stripe';

/**
 * The pipeline waits 20 s for a request. Two tries of 8 s with the SDK's pause of 0.5 s between them take 16.5 s at
 * most. What is left, 3.5 s, is for a cold start and for reading the secret. The SDK repeats a request with its
 * idempotency key after a lost connection, a time-out, a 409 and a 5xx, so a repetition is safe. One is enough: the
 * pipeline looks up, and repeats later.
 */
export const REQUEST: Stripe.RequestOptions = { timeout: 8_000, maxNetworkRetries: 1 };

/**
 * The pipeline waits 8 s for a look-up. It consists of several calls, see `look-up.ts`, which starts none after 4 s.
 * Without retries: the pipeline repeats a look-up. (The SDK still repeats a call once whose connection was closed.)
 */
export const LOOK_UP: Stripe.RequestOptions = { timeout: 2_500, maxNetworkRetries: 0 };

/** Where Stripe is. Tests name a server of their own. */
export type StripeAddress = Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'>;

/** The SDK sends the version of the API for which it was made, so the account's default does not matter. */
export function stripeClient(secretKey: string, address: StripeAddress = {}): Stripe {
  return new Stripe(secretKey, {
    ...address,
    timeout: REQUEST.timeout,
    maxNetworkRetries: REQUEST.maxNetworkRetries,
    telemetry: false,
    appInfo: { name: 'cdk-order-pipeline-example' },
  });
}
