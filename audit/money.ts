import { type Balance, balanceOf } from './balance';
import { endingsOf } from './ending';
import type { Tables } from './tables';
import { paymentsOf } from '../lambda/domain/state/money/payments';
import type { OrderState } from '../lambda/domain/state/order-state';

/** The total amounts of all orders. They are big integers, because a sum of exact doubles may not be exact. */
export interface MoneyTotals {
  readonly captured: bigint;
  readonly refunded: bigint;
  /** What confirmed orders cost. */
  readonly confirmed: bigint;
  /** Of that: what is charged to accounts. */
  readonly onAccount: bigint;
  /** Of that: what providers hold, so that it can still be captured, or what nobody holds any more. */
  readonly uncaptured: bigint;
}

export function moneyTotals({ orders }: Tables): MoneyTotals {
  let [captured, refunded] = [0n, 0n];
  for (const { event } of [...orders.values()].flat()) {
    if (event.type === 'PaymentCaptured') captured += BigInt(event.data.amount);
    if (event.type === 'PaymentRefunded') refunded += BigInt(event.data.amount);
  }
  const states = endingsOf(orders).filter(({ outcome }) => outcome === 'CONFIRMED').map(({ state }) => state);
  const onAccount = bigSumOf(states, state => state.onAccount ?? 0);
  return {
    captured,
    refunded,
    confirmed: bigSumOf(states, state => state.total!),
    onAccount,
    uncaptured: bigSumOf(states, uncapturedIn),
  };
}

const bigSumOf = (states: readonly OrderState[], amountOf: (state: OrderState) => number): bigint =>
  states.reduce((sum, state) => sum + BigInt(amountOf(state)), 0n);

/** What was authorized of a confirmed order's total and is not captured: it is held, or was voided, or has expired. */
const uncapturedIn = (state: OrderState): number => Math.min(
  Math.max(0, state.total! - (state.onAccount ?? 0) - takenIn(state)),
  paymentsOf(state).reduce((sum, { authorized, captured }) => sum + authorized - captured, 0),
);

const takenIn = (state: OrderState): number =>
  paymentsOf(state).reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);

/**
 * Checks that what was captured and not refunded is what confirmed orders cost, without what is on account or only
 * authorized, and what orders on their way have paid.
 */
export function moneyAddsUp(tables: Tables): Balance {
  const { captured, refunded, confirmed, onAccount, uncaptured } = moneyTotals(tables);
  const endings = endingsOf(tables.orders);
  const onTheirWay = endings.filter(({ outcome }) => outcome === 'NOT_ENDED').map(({ state }) => state);
  const notEnded = bigSumOf(onTheirWay, takenIn);
  const right = [
    `${confirmed} confirmed`,
    ...(onAccount > 0n ? [`- ${onAccount} on account`] : []),
    ...(uncaptured > 0n ? [`- ${uncaptured} authorized and not captured`] : []),
    ...(notEnded > 0n ? [`+ ${notEnded} of orders that have not ended`] : []),
  ].join(' ');
  const isInPounds = endings.every(({ state }) => state.order?.currency === 'GBP');
  return {
    name: 'money adds up',
    ok: captured - refunded === confirmed - onAccount - uncaptured + notEnded,
    detail: `${captured} captured - ${refunded} refunded = ${right}, in ${isInPounds ? 'pence' : 'minor units'}`,
  };
}

/** A payment in the ledger of a payment provider, or a request about a payment, which has the key of the payment. */
export interface BookedCharge {
  readonly key: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment?: string;
  /** Of a payment: what is held, and what was captured and is kept. */
  readonly held?: number;
  readonly kept?: number;
  /** Of a payment: how often the money was taken or authorized. */
  readonly charges?: number;
}

/**
 * Checks that the provider has of each order what its history says: it keeps what was captured and not refunded, holds
 * what is authorized, and has charged nothing twice.
 */
export function providerAgrees({ orders }: Tables, charges: readonly BookedCharge[]): Balance {
  const payments = charges.filter(({ payment }) => payment === undefined);
  const kept = payments.filter(one => one.kept! > 0);
  const held = payments.filter(one => one.held! > 0);
  const logged = endingsOf(orders).flatMap(({ orderId, state }) => paymentsOf(state).map(one => ({ orderId, ...one })));
  const differences = [
    ...differencesOf('kept', amountsOf(logged, ({ captured, refunded }) => captured - refunded),
      amountsOf(kept, one => one.kept!)),
    ...differencesOf('held', amountsOf(logged, ({ authorized, captured, voided }) => authorized - captured - voided),
      amountsOf(held, one => one.held!)),
    ...payments.filter(one => one.charges! > 1)
      .map(({ orderId, charges: times }) => `charged ${times} times under one key: ${orderId}`),
  ];
  const holding = held.length > 0 ? `, ${held.length} authorizations` : '';
  const right = `${kept.length} charges of as many paid orders${holding}`;
  return balanceOf('the provider keeps what is due', [...differences, ...notGivenBack(orders)], right);
}

interface PaidAmount {
  readonly orderId: string;
  readonly currency: string;
}

const amountsOf = <P extends PaidAmount>(payments: readonly P[], amountOf: (payment: P) => number): string[] => payments
  .filter(one => amountOf(one) > 0).map(one => `${amountOf(one)} ${one.currency} for ${one.orderId}`);

const differencesOf = (verb: string, due: readonly string[], booked: readonly string[]): string[] => [
  ...without(due, booked).map(amount => `not ${verb}: ${amount}`),
  ...without(booked, due).map(amount => `not due: ${amount}`),
];

/** Orders that ended without a confirmation and keep money. */
const notGivenBack = (orders: Tables['orders']): string[] => endingsOf(orders)
  .filter(({ outcome, state }) => (outcome === 'CANCELLED' || outcome === 'REJECTED') && takenIn(state) > 0)
  .map(({ orderId, state }) => `not given back: ${takenIn(state)} ${state.order!.currency} for ${orderId}`);

/** The names that are left after removing one occurrence for each of the others. */
function without(names: readonly string[], others: readonly string[]): string[] {
  const left = [...names];
  for (const other of others) {
    const index = left.indexOf(other);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}
