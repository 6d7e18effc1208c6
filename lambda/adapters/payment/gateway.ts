/** A request to charge. Every retry sends the same request. */
export interface ChargeRequest {
  /** The idempotency key, the same for all retries: the provider charges only once per key. */
  readonly key: string;
  readonly orderId: string;
  /** Minor units of the currency, at least 1. */
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
}

/** A request to refund the whole of a captured charge. Every retry sends the same request. */
export interface RefundRequest {
  /** The idempotency key of the refund. */
  readonly key: string;
  /** The key of the charge. */
  readonly charge: string;
  /** The provider's reference of the captured charge. */
  readonly reference: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
}

/** The provider captured the money, or it declined to. */
export type PaymentResult =
  | { readonly status: 'captured'; readonly reference: string }
  | { readonly status: 'declined'; readonly code: string }
  /** The provider does not know the outcome, or not yet. The pipeline never treats this as a declined charge. */
  | { readonly status: 'unknown' };

/** What the provider knows about a charge. `none` means that it knows of no such charge. */
export type LookUpResult = PaymentResult | { readonly status: 'none' };

/**
 * The calls that the pipeline makes to a payment provider. Each gets a signal, and stops when the signal aborts: then
 * nobody waits for its answer any more.
 *
 * Every call can be repeated with the same key. A call throws if it does not know the outcome, whatever the error: the
 * provider is down or busy, repeats a stored server error, or has another call under the same key in progress. The
 * pipeline then asks again with the same key. It must not treat any of these as declined.
 */
export interface PaymentGateway {
  /**
   * For how long the provider remembers an idempotency key, in milliseconds. The pipeline sends no charge under an
   * older key, because the provider might charge again.
   */
  readonly keyLife: number;
  charge(request: ChargeRequest, signal: AbortSignal): Promise<PaymentResult>;
  /** Looks up the charge of an earlier request. It must find charges whose keys the provider has forgotten. */
  lookUp(request: ChargeRequest, signal: AbortSignal): Promise<LookUpResult>;
  /**
   * Refunds the whole charge once, also after the provider has forgotten the key of the refund. Throws if it does not
   * know that the refund succeeded.
   */
  refund(request: RefundRequest, signal: AbortSignal): Promise<{ readonly reference: string }>;
}
