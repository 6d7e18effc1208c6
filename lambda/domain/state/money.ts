export interface Payment {
  readonly key: string;
  readonly attempt: number;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  /** `REQUESTED` and `UNKNOWN` both mean: the provider may have taken the money. */
  readonly status: 'REQUESTED' | 'UNKNOWN' | 'CAPTURED' | 'DECLINED' | 'REFUNDED';
}

/** What an order has to do with money. */
export interface MoneyState {
  readonly payment?: Payment;
}

/**
 * Whether the provider was asked and has not answered. The money may have moved, so the provider must be asked again
 * before anything else is decided.
 */
export const isPaymentOpen = ({ payment }: MoneyState): boolean =>
  payment?.status === 'REQUESTED' || payment?.status === 'UNKNOWN';

/** Whether the order has money to give back. */
export const holdsMoney = ({ payment }: MoneyState): boolean => payment?.status === 'CAPTURED';

/** Whether the money was taken, even if it was given back. */
export const wasCaptured = ({ payment }: MoneyState): boolean =>
  payment?.status === 'CAPTURED' || payment?.status === 'REFUNDED';
