import * as v from 'valibot';
import { CAPTURE_MODES } from '../../../src/contract/payment/payment-call';
import { amountSchema } from '../order/amount';
import type { EventsOf } from '../state/part-events';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The idempotency key of one request to the provider. All calls about the request have it. */
const key = v.string();
const money = { amount: amountSchema, currency: v.string() };
/** A request about a payment. `payment` is the key of the payment. Recorded before the provider is asked. */
const followUp = v.strictObject({ key, payment: v.string(), ...money, requestedAt: v.string() });
const done = v.strictObject({ key, payment: v.string(), ...money, reference: v.string() });
const refused = v.strictObject({ key, payment: v.string(), code: v.string() });

export const moneySchemas = {
  /** An attempt to pay the order. Recorded before the provider is asked. */
  PaymentRequested: v.strictObject({
    key,
    attempt: wholeNumber,
    ...money,
    method: v.string(),
    /** `IMMEDIATE`: the provider takes the money at once. `ON_SHIPMENT`: it authorizes the amount. */
    capture: v.picklist(CAPTURE_MODES),
    /** The key of the payment whose authorization it renews. */
    renews: v.optional(v.string()),
    /** ISO 8601, UTC. From then on the key is in use: the provider forgets it after its life. */
    requestedAt: v.string(),
  }),
  /** The provider works on a request, of a payment or about one, and answers later. The workflow ends meanwhile. */
  PaymentPending: v.strictObject({
    key,
    reference: v.optional(v.string()),
    /** When the provider is asked whether it has answered. */
    lookAt: v.string(),
    answerBefore: v.string(),
  }),
  /** The provider holds the amount for the order until `captureBefore`. */
  PaymentAuthorized: v.strictObject({
    key, ...money, reference: v.string(), authorizedAt: v.string(), captureBefore: v.string(),
  }),
  /**
   * The provider took the money: at once, if `key` is that of the payment, or by a capture. This may come to light
   * after the provider declined the payment, or after the order was cancelled. Then the workflow refunds it.
   */
  PaymentCaptured: done,
  /**
   * The provider declined the payment, or did not answer in time (`timedOut`, with the code `NO_ANSWER`). It may still
   * decline it later, which makes another event. `retry` says that the order goes on: with another attempt, or because
   * an earlier one has paid it after all.
   */
  PaymentDeclined: v.strictObject({
    key, code: v.string(), retry: v.optional(v.literal(true)), timedOut: v.optional(v.literal(true)),
  }),
  /** The order is charged to the customer's account, so no provider is asked. */
  PaymentOnAccount: v.strictObject(money),
  CaptureRequested: followUp,
  CaptureFailed: refused,
  VoidRequested: followUp,
  PaymentVoided: v.strictObject({ key, payment: v.string(), ...money }),
  VoidFailed: refused,
  RefundRequested: followUp,
  PaymentRefunded: done,
  RefundFailed: refused,
  /** The authorization ended before it was captured or voided. `amount` is what nobody holds any more. */
  AuthorizationExpired: v.strictObject({ key, ...money }),
  /**
   * The workflow ended while it was not known what became of the request with this key: the provider did not say, or
   * `step` failed for another reason. The order is parked until a rerun learns the outcome.
   */
  PaymentOutcomeUnknown: v.strictObject({ key, step: v.string(), error: v.string(), cause: v.string() }),
};

export type MoneyEvent = EventsOf<typeof moneySchemas>;
