export interface Payment {
  readonly key: string;
  readonly attempt: number;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  /** When the charge was requested first. ISO 8601, UTC. */
  readonly requestedAt: string;
  /** The provider's reference of the captured payment, which a refund names. */
  readonly reference?: string;
  /** `REQUESTED` and `UNKNOWN` both mean: the provider may have taken the money. */
  readonly status: 'REQUESTED' | 'UNKNOWN' | 'CAPTURED' | 'DECLINED' | 'REFUNDED';
}

/** The part of the state about the payment. */
export interface MoneyState {
  readonly payment?: Payment;
}

/**
 * Whether a charge was requested and its outcome is not known. The money may have moved, so the workflow must ask the
 * provider again before it decides anything else.
 */
export const isPaymentOpen = ({ payment }: MoneyState): boolean =>
  payment?.status === 'REQUESTED' || payment?.status === 'UNKNOWN';

/**
 * Whether a capture may still come to light. A provider that declined a payment, or that somebody asked at its other
 * end, may turn out to have captured it.
 */
export const mayBeCaptured = ({ payment }: MoneyState): boolean => payment !== undefined && CAPTURABLE[payment.status];

const CAPTURABLE: Record<Payment['status'], boolean> = {
  REQUESTED: true,
  UNKNOWN: true,
  DECLINED: true,
  CAPTURED: false,
  REFUNDED: false,
};

/** Whether the provider declined the payment, as far as is known. */
export const wasDeclined = ({ payment }: MoneyState): boolean => payment?.status === 'DECLINED';

/**
 * Whether the provider still knows the key of a payment when a charge arrives there. `now` and `within`, the time that
 * a charge may take, are in milliseconds, like `keyLife`. The age counts from the request, which is before the provider
 * first saw the key, so it is never too short.
 */
export const isKeyAlive = (
  { requestedAt }: Payment, { now, within, keyLife }: Readonly<Record<'now' | 'within' | 'keyLife', number>>,
): boolean => now + within - Date.parse(requestedAt) < keyLife;

/** Whether the order has a captured payment that was not refunded. */
export const holdsMoney = ({ payment }: MoneyState): boolean => payment?.status === 'CAPTURED';

/** Whether the payment was captured, even if it was refunded later. */
export const wasCaptured = ({ payment }: MoneyState): boolean =>
  payment?.status === 'CAPTURED' || payment?.status === 'REFUNDED';
