/** A charge, the same each time that it is asked for. */
export interface ChargeRequest {
  /** Idempotency key, stable over retries: whatever is asked twice under it happens once. */
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
  /** The provider does not know, or not yet: never taken for a refusal. */
  | { readonly status: 'unknown' };

/**
 * What the pipeline asks of a payment provider at run time. Every call may be repeated with the same key.
 * A call that throws leaves the outcome unknown, whatever the error: it is asked again with the same key.
 */
export interface PaymentGateway {
  charge(request: ChargeRequest): Promise<PaymentResult>;
  /** What became of the charge with this key. */
  lookUp(key: string): Promise<PaymentResult>;
  /** Gives back the whole charge. Throws where it cannot say that it did. */
  refund(request: ChargeRequest): Promise<{ readonly reference: string }>;
}
