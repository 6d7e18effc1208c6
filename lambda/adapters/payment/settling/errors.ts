import { TechnicalError } from '../../../../src/contract/errors';

/**
 * The provider did not report what became of a request. The workflow retries the step with the same idempotency key,
 * and finally parks the order. It never treats this as a declined request.
 */
export class PaymentOutcomeUnknown extends Error {
  override readonly name = TechnicalError.PAYMENT_OUTCOME_UNKNOWN;
}

/**
 * The provider knows no such request, and the idempotency key is older than the provider keeps keys. If the money was
 * moved after all, to send the request again would move it twice. The workflow parks the order, and a person has to
 * find out.
 */
export class PaymentKeyExpired extends Error {
  override readonly name = TechnicalError.PAYMENT_KEY_EXPIRED;
}

/** The provider refused a capture, a void or a refund. The workflow parks the order: a person has to look at it. */
export class PaymentRequestRefused extends Error {
  override readonly name = TechnicalError.PAYMENT_REQUEST_REFUSED;
}

/**
 * A failed order has a payment that is not made yet, and that the provider cannot void now, such as a debit on its way.
 * The workflow parks the order, and a later run looks whether it was made.
 */
export class PaymentNotStopped extends Error {
  override readonly name = TechnicalError.PAYMENT_NOT_STOPPED;
}

/** The provider declined a payment, and says that another attempt may succeed. The next try of the step makes it. */
export class PaymentTryAgain extends Error {
  override readonly name = TechnicalError.PAYMENT_TRY_AGAIN;
}

/** The function has no time for another request to the provider. The next try of the step goes on. */
export class MoreToSettle extends Error {
  override readonly name = TechnicalError.MORE_TO_SETTLE;
}
