import { v5 as uuidv5 } from 'uuid';
import type { FollowUp } from './payments';

/** The namespace of the keys of requests to providers: a random UUID that never changes. @see RFC 9562, section 5.5 */
const PAYMENT_KEYS = '8f6f1f0c-94a5-4a8e-8d0d-2f4a1c5b7e63';

export interface Attempt {
  /** The identity of the pipeline. Two pipelines may have the same order id and the same account at the provider. */
  readonly identity: string;
  readonly orderId: string;
  /** Counts from 1. */
  readonly attempt: number;
}

/**
 * The idempotency key of an attempt to pay: the same for all of its retries, and different for each attempt, order and
 * pipeline. It contains no text of the customer, because providers show keys and limit their characters.
 */
export const paymentKey = ({ identity, orderId, attempt }: Attempt): string =>
  uuidv5(`${identity}\n${orderId}\ncharge\n${attempt}`, PAYMENT_KEYS);

/** The idempotency key of the nth capture, void or refund of a payment. It follows from the key of the payment. */
export const followUpKey = (payment: string, purpose: FollowUp['purpose'], nth: number): string =>
  uuidv5(`${payment}\n${purpose}\n${nth}`, PAYMENT_KEYS);
