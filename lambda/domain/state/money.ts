export interface Payment {
  readonly key: string;
  readonly attempt: number;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
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

/** Whether the order has a payment to refund. */
export const holdsMoney = ({ payment }: MoneyState): boolean => payment?.status === 'CAPTURED';

/** Whether the payment was captured, even if it was refunded later. */
export const wasCaptured = ({ payment }: MoneyState): boolean =>
  payment?.status === 'CAPTURED' || payment?.status === 'REFUNDED';
