import * as v from 'valibot';
import { amountSchema } from '../order/amount';
import type { EventsOf } from '../state/part-events';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `key` is the idempotency key of all calls to the provider about one payment. */
const key = v.string();
const money = { amount: amountSchema, currency: v.string() };

export const moneySchemas = {
  /** Recorded before the provider is asked. */
  PaymentRequested: v.strictObject({ key, attempt: wholeNumber, ...money, method: v.string() }),
  PaymentCaptured: v.strictObject({ key, ...money, reference: v.string() }),
  PaymentDeclined: v.strictObject({ key, code: v.string() }),
  PaymentRefunded: v.strictObject({ key, ...money, reference: v.string() }),
  /** The provider did not report the outcome of the charge. The order is parked until a rerun learns the outcome. */
  PaymentOutcomeUnknown: v.strictObject({ key }),
};

export type MoneyEvent = EventsOf<typeof moneySchemas>;
