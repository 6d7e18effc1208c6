/**
 * How the pipeline and an outside payment system talk if the system answers later (`PaymentProvider.callback`).
 */
import type { PaymentCall } from './payment-call';

/** What the outside system gets: a call of the payment contract, and until when its answer is waited for. */
export type PaymentMessage = PaymentCall & {
  /** ISO 8601, UTC. An answer that comes later is recorded, too; but the order is cancelled by then. */
  readonly answerBefore: string;
};

/** The attributes of a message on a queue or a topic, by which subscribers can filter. */
export const PaymentMessageAttribute = { ORDER_ID: 'orderId', PURPOSE: 'purpose', KEY: 'key' } as const;

/** The headers of a callback. */
export const CallbackHeader = {
  /** When the request was signed: seconds since 1970, in decimal digits. */
  TIMESTAMP: 'X-Timestamp',
  /** `v1=`, and the HMAC-SHA256 of `{timestamp}.{body}` in hexadecimal. There may be several, with commas between. */
  SIGNATURE: 'X-Signature',
} as const;

/**
 * How far the time of a callback may be from that of the pipeline, in milliseconds, both ways. Long enough for clocks
 * that differ and a slow network, too short to collect callbacks. Stripe allows the same for its webhooks.
 */
export const CALLBACK_TOLERANCE = 300_000;

/** The shortest secret, in bytes: 128 bits are out of reach of guesses. */
export const MIN_SECRET_BYTES = 16;

/**
 * How many callbacks API Gateway passes on, per second, and at once. Everybody can send some, so they must not use up
 * the concurrency of the account, which is 1,000 functions by default. An answer takes about 0.1 s, a forged one less,
 * so 100 per second keep up to ten functions busy. Beyond it, callers get 429 and repeat the request.
 */
export const CALLBACK_RATE = { perSecond: 100, burst: 200 } as const;
