import { type Balance, balanceOf } from './balance';
import { type Ending, endingsOf } from './ending';
import type { Tables } from './tables';

/** The total amounts of all orders. They are big integers, because a sum of exact doubles may not be exact. */
export interface MoneyTotals {
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly confirmed: bigint;
}

export function moneyTotals({ orders }: Tables): MoneyTotals {
  let [captured, refunded, confirmed] = [0n, 0n, 0n];
  for (const { event } of [...orders.values()].flat()) {
    if (event.type === 'PaymentCaptured') captured += BigInt(event.data.amount);
    if (event.type === 'PaymentRefunded') refunded += BigInt(event.data.amount);
    if (event.type === 'OrderConfirmed') confirmed += BigInt(event.data.total);
  }
  return { captured, refunded, confirmed };
}

export function moneyAddsUp(tables: Tables): Balance {
  const { captured, refunded, confirmed } = moneyTotals(tables);
  const endings = endingsOf(tables.orders);
  const notEnded = endings.filter(isPaidNotEnded).reduce((sum, { state }) => sum + BigInt(state.payment!.amount), 0n);
  const ofOthers = notEnded > 0n ? ` + ${notEnded} of orders that have not ended` : '';
  const isInPounds = endings.every(({ state }) => state.order?.currency === 'GBP');
  const sides = `${captured} captured - ${refunded} refunded = ${confirmed} confirmed${ofOthers}`;
  return {
    name: 'money adds up',
    ok: captured - refunded === confirmed + notEnded,
    detail: `${sides}, in ${isInPounds ? 'pence' : 'minor units'}`,
  };
}

const isPaidNotEnded = ({ outcome, state }: Ending): boolean =>
  outcome === 'NOT_ENDED' && state.payment?.status === 'CAPTURED';

/** A charge in the ledger of a payment provider. */
export interface BookedCharge {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly outcome: string;
  /** The refunded amount. Undefined if nothing was refunded. */
  readonly refunded?: number;
}

/** Checks that the provider has kept the whole amount of each confirmed order, once, and nothing of other orders. */
export function providerAgrees({ orders }: Tables, charges: readonly BookedCharge[]): Balance {
  const isKept = ({ outcome, refunded }: BookedCharge) => outcome === 'captured' && refunded === undefined;
  const kept = charges.filter(isKept).map(({ orderId, amount, currency }) => `${amount} ${currency} for ${orderId}`);
  const isPaid = ({ outcome, state }: Ending) => outcome === 'CONFIRMED' && state.total! > 0;
  const due = endingsOf(orders).filter(isPaid)
    .map(({ orderId, state }) => `${state.total} ${state.order!.currency} for ${orderId}`);
  const wrong = [
    ...without(due, kept).map(charge => `not kept: ${charge}`),
    ...without(kept, due).map(charge => `not due: ${charge}`),
    ...charges.filter(({ amount, refunded = amount }) => refunded !== amount)
      .map(({ orderId, amount, refunded }) => `refunded in part: ${refunded} of ${amount} for ${orderId}`),
  ];
  return balanceOf('the provider keeps what is due', wrong, `${kept.length} charges of as many paid orders`);
}

/** The names that are left after removing one occurrence for each of the others. */
function without(names: readonly string[], others: readonly string[]): string[] {
  const left = [...names];
  for (const other of others) {
    const index = left.indexOf(other);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}
