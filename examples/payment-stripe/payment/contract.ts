/**
 * What the pipeline sends and what it expects. A copy of the types of the library, so that the payment function does
 * not depend on it; a test of the library compares the two.
 */
interface RequestFields {
  /** The idempotency key: all retries of a request have the same. */
  readonly key: string;
  readonly pipeline: string;
  readonly orderId: string;
  /** In minor units of the currency by ISO 4217. */
  readonly amount: number;
  readonly currency: string;
  /** When the pipeline recorded the request, before its first call. ISO 8601, UTC. */
  readonly requestedAt: string;
}

export interface AuthorizeRequest extends RequestFields {
  readonly purpose: 'authorize';
  readonly attempt: number;
  readonly capture: boolean;
  readonly method: string;
  readonly token?: string;
}

export interface FollowUpRequest extends RequestFields {
  readonly purpose: 'capture' | 'void' | 'refund';
  /** The authorization to which the request belongs. */
  readonly payment: { readonly key: string; readonly reference?: string };
}

export type ProviderRequest = AuthorizeRequest | FollowUpRequest;

export type PaymentCall = {
  readonly version: 1;
  readonly operation: 'authorize' | 'capture' | 'void' | 'refund' | 'lookUp';
} & ProviderRequest;

export type PaymentAnswer =
  | {
    readonly status: 'succeeded';
    readonly reference: string;
    readonly amount?: number;
    readonly captureBefore?: string;
  }
  | { readonly status: 'declined'; readonly code: string; readonly retryable?: boolean }
  | { readonly status: 'pending'; readonly reference?: string }
  | { readonly status: 'unknown'; readonly reason?: string }
  | { readonly status: 'notFound' };
