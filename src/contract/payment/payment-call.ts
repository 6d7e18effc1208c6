/**
 * The JSON contract between the pipeline and a payment function: what the pipeline sends, and what it expects. A
 * payment function is a Lambda function in any language (`PaymentProvider.fromFunction`). All other payment providers
 * understand the same calls.
 *
 * A function ignores fields that it does not know: later versions of the library may add some. The version changes
 * only if the meaning of a field does.
 */
export const PAYMENT_CONTRACT_VERSION = 1;

/** What the pipeline asks a provider to do with money. Each request has a key of its own. */
export const PAYMENT_PURPOSES = ['authorize', 'capture', 'void', 'refund'] as const;
export type PaymentPurpose = (typeof PAYMENT_PURPOSES)[number];

/** Whether the money is taken with the order, or only authorized with it and captured later. */
export const CAPTURE_MODES = ['IMMEDIATE', 'ON_SHIPMENT'] as const;
export type CaptureModeName = (typeof CAPTURE_MODES)[number];

/** The fields that all requests have. Every retry of a request sends the same values. */
interface RequestFields {
  /**
   * The idempotency key. All retries of a request have the same key, and no other request has it. It is a UUID. For a
   * key that it knows, a provider does nothing again, and gives its first answer.
   */
  readonly key: string;
  /** The identity of the pipeline. Two pipelines may share an account at the provider, and have the same order ids. */
  readonly pipeline: string;
  readonly orderId: string;
  /** In minor units of the currency, at least 1. */
  readonly amount: number;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** When the pipeline recorded the request, before it called the provider. ISO 8601, UTC. */
  readonly requestedAt: string;
}

/** Authorizes a payment, or takes it at once. */
export interface AuthorizeRequest extends RequestFields {
  readonly purpose: 'authorize';
  /** 1 for the first attempt to pay the order. Each further attempt has a key of its own. */
  readonly attempt: number;
  /** Whether to take the money at once. If not, the pipeline captures or voids the authorization later. */
  readonly capture: boolean;
  /** The payment method that the customer chose. */
  readonly method: string;
  /** The provider's own token for the payment data of the customer. */
  readonly token?: string;
}

/** The authorization to which a later request belongs. */
export interface PaymentRef {
  /** The key of the request that authorized the payment. */
  readonly key: string;
  /** The provider's reference from its answer. Absent if the provider gave none, for instance before it timed out. */
  readonly reference?: string;
}

/** Captures some or all of what was authorized, voids the rest, or refunds some or all of what was captured. */
export interface FollowUpRequest extends RequestFields {
  readonly purpose: 'capture' | 'void' | 'refund';
  readonly payment: PaymentRef;
}

export type ProviderRequest = AuthorizeRequest | FollowUpRequest;

/**
 * A call of a payment function. `lookUp` asks what became of the request that it repeats, and must not move money. It
 * finds requests whose keys the provider has forgotten, too.
 */
export type PaymentCall = {
  readonly version: typeof PAYMENT_CONTRACT_VERSION;
  readonly operation: PaymentPurpose | 'lookUp';
} & ProviderRequest;

/** What a provider answers. Everything else, an error and no answer in time are an unknown outcome. */
export type PaymentAnswer =
  /** Done. `amount`, if it is given, must be the requested amount. */
  | {
    readonly status: 'succeeded';
    /** 1 to 255 printable ASCII characters without spaces. Later requests about the payment repeat it. */
    readonly reference: string;
    readonly amount?: number;
    /** Of an authorization: when it ends unless it is captured. ISO 8601, UTC. */
    readonly captureBefore?: string;
  }
  /** Not done, and it will not be done under this key. */
  | {
    readonly status: 'declined';
    readonly code: string;
    /** Whether another attempt may succeed. The pipeline then makes one, under another key. */
    readonly retryable?: boolean;
  }
  /** Not done yet, for instance because the customer has to confirm. The answer comes later, or by a look-up. */
  | { readonly status: 'pending'; readonly reference?: string }
  /** The provider cannot tell. The pipeline looks the request up, or asks again with the same key. */
  | { readonly status: 'unknown'; readonly reason?: string }
  /** Only for `lookUp`: the provider knows of no such request. */
  | { readonly status: 'notFound' };
