import { type MoneyState, type Payment, heldBy, paymentsOf } from '../../domain/state/money/payments';

/** What a shop's page shows of the payment of an order. Amounts are in minor units, over all attempts to pay. */
export interface PaymentSummary {
  readonly method: string;
  readonly status: PaymentStatus;
  /** The provider's reference of the last payment that it made. */
  readonly reference?: string;
  /** What is authorized, and neither captured nor voided. */
  readonly authorized?: number;
  readonly captured?: number;
  readonly refunded?: number;
  /** When the authorization ends. ISO 8601, UTC. */
  readonly captureBefore?: string;
  /** Until when the answer to a pending payment is waited for. ISO 8601, UTC. */
  readonly answerBefore?: string;
}

export type PaymentStatus =
  | 'NONE' | 'ON_ACCOUNT' | 'REQUESTED' | 'PENDING' | 'UNKNOWN' | 'DECLINED' | 'AUTHORIZED' | 'VOIDED'
  | 'CAPTURED' | 'PARTLY_REFUNDED' | 'REFUNDED';

export function summaryOf(method: string, money: MoneyState): PaymentSummary {
  const payments = paymentsOf(money);
  const made = payments.findLast(({ authorized }) => authorized > 0);
  const sum = (amountOf: (payment: Payment) => number) => payments.reduce((all, one) => all + amountOf(one), 0);
  const amounts = {
    authorized: sum(heldBy), captured: sum(({ captured }) => captured), refunded: sum(({ refunded }) => refunded),
  };
  const { reference, captureBefore } = made ?? {};
  const { answerBefore } = payments.at(-1) ?? {};
  return {
    method,
    status: statusIn(money, amounts),
    ...(reference !== undefined && { reference }),
    ...(amounts.authorized > 0 && { authorized: amounts.authorized, captureBefore }),
    ...(amounts.captured > 0 && { captured: amounts.captured }),
    ...(amounts.refunded > 0 && { refunded: amounts.refunded }),
    ...(answerBefore !== undefined && { answerBefore }),
  };
}

type Amounts = Readonly<Record<'authorized' | 'captured' | 'refunded', number>>;

/** Money that was taken or is held says more than an attempt that is on its way, such as a renewal. */
function statusIn(money: MoneyState, { authorized, captured, refunded }: Amounts): PaymentStatus {
  if (money.onAccount !== undefined) return 'ON_ACCOUNT';
  if (captured > 0 && refunded === captured) return 'REFUNDED';
  if (captured > 0) return refunded > 0 ? 'PARTLY_REFUNDED' : 'CAPTURED';
  if (authorized > 0) return 'AUTHORIZED';
  const last = paymentsOf(money).at(-1);
  if (!last) return 'NONE';
  switch (last.status) {
    case 'DONE': return 'VOIDED';
    case 'FAILED': return 'DECLINED';
    default: return last.status;
  }
}
