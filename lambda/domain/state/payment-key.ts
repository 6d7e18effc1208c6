import { v5 as uuidv5 } from 'uuid';

/** The namespace of the keys of charges and refunds: a random UUID that never changes. @see RFC 9562, section 5.5 */
const PAYMENT_KEYS = '8f6f1f0c-94a5-4a8e-8d0d-2f4a1c5b7e63';

export interface Charge {
  /** The identity of the pipeline. Two pipelines may have the same order id and the same account at the provider. */
  readonly identity: string;
  readonly orderId: string;
  readonly attempt: number;
}

/**
 * The idempotency key of a charge: the same for all of its retries, and different for each purpose, attempt, order and
 * pipeline. It contains no text of the customer, because providers show keys and limit their characters.
 */
export const chargeKey = ({ identity, orderId, attempt }: Charge): string =>
  uuidv5(`${identity}\n${orderId}\ncharge\n${attempt}`, PAYMENT_KEYS);

/** The idempotency key of the refund of a charge. It follows from the key of the charge, which the log contains. */
export const refundKey = (key: string): string => uuidv5(`${key}\nrefund`, PAYMENT_KEYS);
