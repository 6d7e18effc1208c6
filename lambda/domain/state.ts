import type { CancellationReason, OrderEvent } from './events';
import type { Order, StockLine } from './order';
import { BusinessError, type BusinessErrorName } from '../../src/contract/errors';

export type OrderStatus = 'NEW' | 'PLACED' | 'VALIDATED' | 'RESERVED' | 'PAID' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';

export interface Payment {
  readonly key: string;
  readonly attempt: number;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  /** `REQUESTED` and `UNKNOWN` both mean: the provider may have taken the money. */
  readonly status: 'REQUESTED' | 'UNKNOWN' | 'CAPTURED' | 'DECLINED' | 'REFUNDED';
}

/** What the events of an order add up to. */
export interface OrderState {
  readonly status: OrderStatus;
  readonly order?: Order;
  readonly digest?: string;
  readonly total?: number;
  /** What the order holds of the stock, undefined once it is released or sold. */
  readonly held?: readonly StockLine[];
  readonly payment?: Payment;
  /** Why the order cannot go on: decided by an earlier event, carried out by compensation. */
  readonly failure?: BusinessErrorName;
  readonly parked?: { readonly step: string; readonly error: string };
}

export const NEW_ORDER: OrderState = { status: 'NEW' };

/** The state after one more event. Pure; every event type is handled, or this does not compile. */
export function evolve(state: OrderState, event: OrderEvent): OrderState {
  // Whatever happens to a parked order shows that it goes on.
  const { parked: _, ...current } = state;
  switch (event.type) {
    case 'OrderPlaced':
      return { ...current, status: 'PLACED', order: event.data.order, digest: event.data.digest };
    case 'OrderValidated':
      return { ...current, status: 'VALIDATED', total: event.data.total };
    case 'OrderRejected':
      return { ...current, status: 'REJECTED', failure: BusinessError.ORDER_REJECTED };
    case 'StockReserved':
      return { ...current, status: 'RESERVED', held: event.data.lines };
    case 'StockReservationFailed':
      return { ...current, failure: BusinessError.OUT_OF_STOCK };
    case 'StockReleased':
      return { ...current, held: undefined };
    case 'PaymentRequested':
      return { ...current, payment: { ...event.data, status: 'REQUESTED' } };
    case 'PaymentCaptured':
      return { ...current, status: 'PAID', payment: { ...current.payment!, status: 'CAPTURED' } };
    case 'PaymentDeclined':
      return { ...current, payment: { ...current.payment!, status: 'DECLINED' }, failure: current.failure ?? BusinessError.PAYMENT_DECLINED };
    case 'PaymentRefunded':
      return { ...current, payment: { ...current.payment!, status: 'REFUNDED' } };
    case 'PaymentOutcomeUnknown':
      return { ...current, payment: { ...current.payment!, status: 'UNKNOWN' }, parked: { step: 'TakePayment', error: event.type } };
    case 'OrderConfirmed':
      return { ...current, status: 'CONFIRMED', held: undefined };
    case 'CancellationRequested':
      return { ...current, failure: current.failure ?? BusinessError.CANCELLATION_REQUESTED };
    case 'OrderCancelled':
      return { ...current, status: 'CANCELLED' };
    case 'OrderParked':
      return { ...current, parked: { step: event.data.step, error: event.data.error } };
    default:
      return unreachable(event);
  }
}

export const fold = (events: Iterable<OrderEvent>, from: OrderState = NEW_ORDER): OrderState => {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
};

/** Whether an order, or a row that shows one, has come to its end. */
export const isFinal = ({ status }: { readonly status: string }): boolean => status === 'CONFIRMED' || status === 'REJECTED' || status === 'CANCELLED';

/** Asked, and no answer yet: the money may have moved, so the provider must be asked again before anything else is decided. */
export const isPaymentOpen = ({ payment }: OrderState): boolean => payment?.status === 'REQUESTED' || payment?.status === 'UNKNOWN';

export const holdsMoney = ({ payment }: OrderState): boolean => payment?.status === 'CAPTURED';

/** The reason under which an order is cancelled for a failure. */
export function cancellationReason(failure: BusinessErrorName | undefined): CancellationReason | undefined {
  switch (failure) {
    case 'OutOfStock': return 'OUT_OF_STOCK';
    case 'PaymentDeclined': return 'PAYMENT_DECLINED';
    case 'CancellationRequested': return 'CANCELLATION_REQUESTED';
    case 'OrderRejected':
    case undefined: return undefined;
    default: return unreachable(failure);
  }
}

/** Closes an exhaustive switch: a value that the types rule out. */
export function unreachable(value: never): never {
  throw new Error(`not expected: ${JSON.stringify(value)}`);
}
