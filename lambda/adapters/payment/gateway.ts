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

export type PaymentResult =
  | { readonly status: 'captured'; readonly reference: string }
  | { readonly status: 'declined'; readonly code: string }
  /** The provider does not know the outcome, or not yet. The pipeline never treats this as a declined charge. */
  | { readonly status: 'unknown' };

/**
 * The calls that the pipeline makes to a payment provider. Every call can be repeated with the same key.
 * If a call throws, whatever the error, the outcome is unknown, and the pipeline asks again with the same key.
 */
export interface PaymentGateway {
  charge(request: ChargeRequest): Promise<PaymentResult>;
  /** Returns the outcome of the charge with this key. */
  lookUp(key: string): Promise<PaymentResult>;
  /** Refunds the whole charge. Throws if it does not know that the refund succeeded. */
  refund(request: ChargeRequest): Promise<{ readonly reference: string }>;
}
