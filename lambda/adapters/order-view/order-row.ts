import { type PaymentSummary, summaryOf } from './payment-summary';
import type { BusinessErrorName } from '../../../src/contract/errors';
import type { OrderEvent } from '../../domain/events';
import { evolveCourse, evolveMoney } from '../../domain/fold';
import type { Order } from '../../domain/order/order';
import type { MoneyState, Payment } from '../../domain/state/money/payments';
import type { OrderState } from '../../domain/state/order-state';
import { type OrderStatus, isFinal } from '../../domain/state/status';
import { unreachable } from '../../domain/state/unreachable';
import type { StoredEvent } from '../../orders/stored-event';

/** A row of the order view: what a shop's page about the order shows. */
export interface OrderRow {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly customer: Order['customer'];
  readonly currency: string;
  readonly lines: Order['lines'];
  /** In minor units. Present once the order is valid. */
  readonly total?: number;
  readonly payment?: PaymentSummary;
  /** The attempts to pay, with their amounts and the requests about them. */
  readonly payments?: readonly Payment[];
  readonly onAccount?: number;
  /** The business failure because of which the order is, or will be, cancelled. */
  readonly failure?: BusinessErrorName;
  /** Why the order was rejected or cancelled. */
  readonly reason?: string;
  readonly shortages?: readonly { readonly sku: string; readonly quantity: number }[];
  /** The order is confirmed, but its stock is too much for one transaction, and not all of it is sold yet. */
  readonly unsold?: true;
  /** The technical failure after which the order waits until its workflow runs again. */
  readonly parked?: { readonly step: string; readonly error: string };
  readonly placedAt: string;
  readonly confirmedAt?: string;
  readonly closedAt?: string;
  readonly updatedAt: string;
}

/** The row after one more event. Pure. A row exists from `OrderPlaced` on. */
export function evolveRow(row: OrderRow | undefined, { event, time }: StoredEvent<OrderEvent>): OrderRow {
  if (event.type === 'OrderPlaced') {
    const { orderId, customer, currency, lines, payment } = event.data.order;
    return {
      orderId,
      status: 'PLACED',
      customer,
      currency,
      lines,
      payment: { method: payment.method, status: 'NONE' },
      placedAt: time,
      updatedAt: time,
    };
  }
  if (!row) throw new Error(`${event.type} comes before OrderPlaced`);
  const { parked: _, ...rest } = row;
  return withMoney(changed({ ...rest, updatedAt: time }, event, time), row, event);
}

/** A late payment does not bring an order back from its end. */
const onTheWay = ({ status }: OrderRow, next: 'AUTHORIZED' | 'PAID'): OrderStatus => (isFinal(status) ? status : next);

function changed(current: OrderRow, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>, time: string): OrderRow {
  switch (event.type) {
    case 'OrderValidated': return { ...current, status: 'VALIDATED', total: event.data.total };
    case 'OrderRejected': return { ...current, status: 'REJECTED', reason: event.data.code, closedAt: time };
    case 'StockReserved': return { ...current, status: 'RESERVED' };
    case 'StockReservationFailed': return { ...current, shortages: event.data.lines };
    case 'StockReleased': return current;
    case 'StockSold': return { ...current, unsold: undefined };
    case 'PaymentAuthorized': return { ...current, status: onTheWay(current, 'AUTHORIZED') };
    case 'PaymentCaptured': return { ...current, status: onTheWay(current, 'PAID') };
    case 'PaymentOutcomeUnknown':
      return { ...current, parked: { step: event.data.step, error: event.data.error } };
    case 'PaymentRequested':
    case 'PaymentPending':
    case 'PaymentDeclined':
    case 'PaymentOnAccount':
    case 'CaptureRequested':
    case 'CaptureFailed':
    case 'VoidRequested':
    case 'PaymentVoided':
    case 'VoidFailed':
    case 'RefundRequested':
    case 'PaymentRefunded':
    case 'RefundFailed':
    case 'AuthorizationExpired':
      return current; // the summary of the payment shows it
    case 'OrderConfirmed': {
      const { unsold } = event.data;
      return { ...current, status: 'CONFIRMED', ...(unsold && { unsold }), confirmedAt: time, closedAt: time };
    }
    case 'CancellationRequested': return { ...current, reason: 'CANCELLATION_REQUESTED' };
    case 'OrderCancelled': return { ...current, status: 'CANCELLED', reason: event.data.reason, closedAt: time };
    case 'OrderParked': return { ...current, parked: { step: event.data.step, error: event.data.error } };
    case 'RetryRequested': return current;
    default: return unreachable(event);
  }
}

/** What the domain says of the money, and of a failure, after an event. */
function withMoney(next: OrderRow, before: OrderRow, event: OrderEvent): OrderRow {
  const money: MoneyState = { payments: before.payments, onAccount: before.onAccount, ...evolveMoney(before, event) };
  const end = isFinal(before.status) ? before.status : undefined;
  const { failure = before.failure } = evolveCourse({ failure: before.failure, end }, event);
  return { ...next, ...definedIn({ ...money, failure }), payment: summaryOf(before.payment!.method, money) };
}

const definedIn = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

/** The state of the order, as far as it says what is left to do. */
export const stateOf = ({ status, total, failure, payments, onAccount, parked, unsold }: OrderRow): OrderState =>
  ({ status, total, failure, payments, onAccount, parked, ...(unsold && { held: [] }) });
