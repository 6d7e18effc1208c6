import type { OrderEvent } from '../../domain/events';
import type { Order } from '../../domain/order/order';
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
  readonly payment?: {
    readonly method: string;
    readonly status: string;
    readonly reference?: string;
    readonly refunded?: number;
  };
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
  const current = { ...rest, updatedAt: time };
  const paid = (status: string, more: object = {}) => ({
    ...current,
    payment: { ...current.payment!, status, ...more },
  });
  switch (event.type) {
    case 'OrderValidated': return { ...current, status: 'VALIDATED', total: event.data.total };
    case 'OrderRejected': return { ...current, status: 'REJECTED', reason: event.data.code, closedAt: time };
    case 'StockReserved': return { ...current, status: 'RESERVED' };
    case 'StockReservationFailed': return { ...current, shortages: event.data.lines };
    case 'StockReleased': return current;
    case 'StockSold': return { ...current, unsold: undefined };
    case 'PaymentRequested': return paid('REQUESTED');
    case 'PaymentCaptured': {
      // It may come to light after the order was cancelled.
      const status = isFinal(current.status) ? current.status : 'PAID';
      return { ...paid('CAPTURED', { reference: event.data.reference }), status };
    }
    case 'PaymentDeclined': return paid('DECLINED');
    case 'PaymentRefunded': return paid('REFUNDED', { refunded: event.data.amount });
    case 'PaymentOutcomeUnknown':
      return { ...paid('UNKNOWN'), parked: { step: event.data.step, error: event.data.error } };
    case 'OrderConfirmed': {
      const { unsold } = event.data;
      return { ...current, status: 'CONFIRMED', ...(unsold && { unsold }), confirmedAt: time, closedAt: time };
    }
    case 'CancellationRequested': return { ...current, reason: 'CANCELLATION_REQUESTED' };
    case 'OrderCancelled': return { ...current, status: 'CANCELLED', reason: event.data.reason, closedAt: time };
    case 'OrderParked': return { ...current, parked: { step: event.data.step, error: event.data.error } };
    default: return unreachable(event);
  }
}
