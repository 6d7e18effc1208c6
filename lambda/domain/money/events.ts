import * as v from 'valibot';
import { amountSchema } from '../order/amount';
import type { EventsOf } from '../state/part-events';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `key` is the idempotency key of all calls to the provider about one payment. */
const key = v.string();
const money = { amount: amountSchema, currency: v.string() };

export const moneySchemas = {
  /** Recorded before the provider is asked. */
  PaymentRequested: v.strictObject({
    key,
    attempt: wholeNumber,
    ...money,
    method: v.string(),
    /** ISO 8601, UTC. From then on the key is in use: the provider forgets it after its life. */
    requestedAt: v.string(),
  }),
  /**
   * The provider took the money. This may come to light after the provider declined the payment, or after the order was
   * cancelled. Then the workflow refunds it.
   */
  PaymentCaptured: v.strictObject({ key, ...money, reference: v.string() }),
  PaymentDeclined: v.strictObject({ key, code: v.string() }),
  PaymentRefunded: v.strictObject({ key, ...money, reference: v.string() }),
  /**
   * The workflow ended while it was not known whether the provider captured the charge: the provider did not say, or
   * `step` failed for another reason. The order is parked until a rerun learns the outcome.
   */
  PaymentOutcomeUnknown: v.strictObject({ key, step: v.string(), error: v.string(), cause: v.string() }),
};

export type MoneyEvent = EventsOf<typeof moneySchemas>;
