import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import type { PaymentStatus, PaymentSummary } from '../../../../lambda/adapters/order-view/payment-summary';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { fold } from '../../../../lambda/domain/fold';
import type { OrderState } from '../../../../lambda/domain/state/order-state';
import {
  ANSWER_BEFORE,
  CAPTURE_BEFORE,
  LARGE,
  SITUATIONS,
  anOrder,
  orderPlaced,
  orderValidated,
  paymentOutcomeUnknown,
  stockReserved,
} from '../../../support/given/orders';
import { storedEvents } from '../../../support/given/stream';

const rowOf = (events: readonly OrderEvent[]): OrderRow =>
  storedEvents('A-1', events).reduce(evolveRow, undefined as never);
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();

test('a row begins with the order as it was placed', () => {
  const { orderId, customer, currency, lines } = anOrder();
  expect(rowOf([orderPlaced()])).toEqual({
    orderId,
    status: 'PLACED',
    customer,
    currency,
    lines,
    payment: { method: 'card', status: 'NONE' },
    placedAt: at(0),
    updatedAt: at(0),
  });
});

const { customer, currency, lines } = anOrder();
const BASE = { orderId: 'A-1', customer, currency, lines, placedAt: at(0) };
const paid = (status: PaymentStatus, more = {}): PaymentSummary => ({ method: 'card', status, ...more });
const TOTAL = 2999;
const CAPTURED = paid('CAPTURED', { reference: 'ref-1', captured: TOTAL });
const REF = { reference: 'ref-1' };
const AUTHORIZED = paid('AUTHORIZED', { ...REF, authorized: TOTAL, captureBefore: CAPTURE_BEFORE });
/** What the row has of the state as it is. */
const moneyOf = ({ payments, onAccount, failure }: Partial<OrderState>) => ({ payments, onAccount, failure });

test.each<[keyof typeof SITUATIONS, Partial<OrderRow>]>([
  ['validated', { status: 'VALIDATED', total: TOTAL, payment: paid('NONE'), updatedAt: at(1) }],
  ['reserved', { status: 'RESERVED', total: TOTAL, payment: paid('NONE'), updatedAt: at(2) }],
  ['payment requested', { status: 'RESERVED', total: TOTAL, payment: paid('REQUESTED'), updatedAt: at(3) }],
  [
    'payment unknown',
    {
      status: 'RESERVED',
      total: TOTAL,
      payment: paid('UNKNOWN'),
      parked: { step: 'TakePayment', error: 'PaymentOutcomeUnknown' },
      updatedAt: at(4),
    },
  ],
  ['paid', { status: 'PAID', total: TOTAL, payment: CAPTURED, updatedAt: at(4) }],
  [
    'confirmed',
    {
      status: 'CONFIRMED',
      total: TOTAL,
      payment: CAPTURED,
      confirmedAt: at(5),
      closedAt: at(5),
      updatedAt: at(5),
    },
  ],
  [
    'confirmed, unsold',
    {
      status: 'CONFIRMED',
      total: TOTAL,
      lines: LARGE.lines,
      payment: CAPTURED,
      unsold: true,
      confirmedAt: at(5),
      closedAt: at(5),
      updatedAt: at(5),
    },
  ],
  [
    'confirmed, then sold',
    {
      status: 'CONFIRMED',
      total: TOTAL,
      lines: LARGE.lines,
      payment: CAPTURED,
      confirmedAt: at(5),
      closedAt: at(5),
      updatedAt: at(6),
    },
  ],
  ['rejected', { status: 'REJECTED', payment: paid('NONE'), reason: 'LINES_EMPTY', closedAt: at(1), updatedAt: at(1) }],
  [
    'out of stock',
    {
      status: 'VALIDATED',
      total: TOTAL,
      payment: paid('NONE'),
      shortages: [{ sku: 'MUG', quantity: 2 }],
      updatedAt: at(2),
    },
  ],
  [
    'out of stock, cancelled',
    {
      status: 'CANCELLED',
      total: TOTAL,
      payment: paid('NONE'),
      shortages: [{ sku: 'MUG', quantity: 2 }],
      reason: 'OUT_OF_STOCK',
      closedAt: at(3),
      updatedAt: at(3),
    },
  ],
  [
    'declined, cancelled',
    {
      status: 'CANCELLED',
      total: TOTAL,
      payment: paid('DECLINED'),
      reason: 'PAYMENT_DECLINED',
      closedAt: at(6),
      updatedAt: at(6),
    },
  ],
  [
    'declined, cancelled, then captured and refunded',
    {
      status: 'CANCELLED',
      total: TOTAL,
      payment: paid('REFUNDED', { reference: 'ref-1', captured: TOTAL, refunded: TOTAL }),
      reason: 'PAYMENT_DECLINED',
      closedAt: at(6),
      updatedAt: at(9),
    },
  ],
  [
    'cancelled by customer, released',
    {
      status: 'PAID',
      total: TOTAL,
      payment: paid('REFUNDED', { reference: 'ref-1', captured: TOTAL, refunded: TOTAL }),
      reason: 'CANCELLATION_REQUESTED',
      updatedAt: at(8),
    },
  ],
  [
    'payment pending',
    {
      status: 'RESERVED',
      total: TOTAL,
      payment: paid('PENDING', { answerBefore: ANSWER_BEFORE }),
      updatedAt: at(4),
    },
  ],
  ['on account', { status: 'RESERVED', total: TOTAL, payment: paid('ON_ACCOUNT'), updatedAt: at(3) }],
  ['authorized', { status: 'AUTHORIZED', total: TOTAL, payment: AUTHORIZED, updatedAt: at(4) }],
  ['authorization expired', { status: 'AUTHORIZED', total: TOTAL, payment: paid('VOIDED', REF), updatedAt: at(5) }],
  [
    'confirmed, captured in part',
    {
      status: 'CONFIRMED',
      total: TOTAL,
      payment: { ...AUTHORIZED, status: 'CAPTURED', authorized: TOTAL - 1000, captured: 1000 },
      confirmedAt: at(5),
      closedAt: at(5),
      updatedAt: at(7),
    },
  ],
  [
    'paid twice',
    { status: 'PAID', total: TOTAL, payment: paid('CAPTURED', { reference: 'ref-2', captured: 2 * TOTAL }), updatedAt: at(7) },
  ],
  [
    'parked while reserved',
    {
      status: 'RESERVED',
      total: TOTAL,
      payment: paid('NONE'),
      parked: { step: 'TakePayment', error: 'Timeout' },
      updatedAt: at(3),
    },
  ],
])('%s', (situation, expected) => {
  const { payments, onAccount, failure, ...row } = rowOf(SITUATIONS[situation]);
  expect(row).toEqual({ ...BASE, ...expected });
  expect({ payments, onAccount, failure }).toEqual(moneyOf(fold(SITUATIONS[situation])));
});

test('the row has the status, the total and the parking mark of the state, in every situation', () => {
  for (const events of Object.values(SITUATIONS).filter(({ length }) => length > 0)) {
    const { status, total, parked } = fold(events);
    const row = rowOf(events);
    expect({ status: row.status, total: row.total, parked: row.parked }).toEqual({ status, total, parked });
  }
});

test('an order that goes on is no longer parked', () => {
  expect(rowOf([...SITUATIONS['parked while reserved'], paymentOutcomeUnknown()]).parked).toEqual({
    step: 'TakePayment',
    error: 'PaymentOutcomeUnknown',
  });
  expect(
    rowOf([orderPlaced(), { type: 'OrderParked', data: { step: 'S', error: 'E', cause: '' } }, orderValidated()]),
  ).not.toHaveProperty('parked');
});

test('no row begins in the middle', () => {
  expect(() => rowOf([stockReserved()])).toThrow('StockReserved comes before OrderPlaced');
});

test('times are those of the events, whichever clock they come from', () => {
  const [first, second] = storedEvents('A-1', SITUATIONS.validated);
  const row = evolveRow(evolveRow(undefined, first!), { ...second!, time: '2025-12-31T00:00:00.000Z' });
  expect(row).toMatchObject({ status: 'VALIDATED', placedAt: at(0), updatedAt: '2025-12-31T00:00:00.000Z' });
});

test('the row before stays as it was', () => {
  const before = Object.freeze(rowOf([orderPlaced()]));
  evolveRow(before, storedEvents('A-1', SITUATIONS.validated)[1]!);
  expect(before.status).toBe('PLACED');
});
