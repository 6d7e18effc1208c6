/**
 * The domain, from the top: decide, fold and events know the parts; the parts (course, goods, money) know the state and
 * their own events; the state knows the order. Imports point downward only. A decision may look at the whole state, so
 * the shape of the state lies below the parts. What changes the state, and what may be asked of it, lies in the parts.
 */
import { type CancelOrder, cancelOrder } from './course/cancel-order';
import { type ConfirmOrder, confirmOrder } from './course/confirm-order';
import { type ParkOrder, parkOrder } from './course/park-order';
import { type PlaceOrder, placeOrder } from './course/place-order';
import { type RequestCancellation, requestCancellation } from './course/request-cancellation';
import { type ValidateOrder, validateOrder } from './course/validate-order';
import type { OrderEvent } from './events';
import { type RefuseStock, refuseStock } from './goods/refuse-stock';
import { type ReleaseStock, releaseStock } from './goods/release-stock';
import { type ReserveStock, reserveStock } from './goods/reserve-stock';
import { type RecordCapture, recordCapture } from './money/record-capture';
import { type RecordDecline, recordDecline } from './money/record-decline';
import { type RecordRefund, recordRefund } from './money/record-refund';
import { type RequestPayment, requestPayment } from './money/request-payment';
import type { OrderState } from './state/order-state';
import { CommandRefused } from './state/refusal';
import { unreachable } from './state/unreachable';

/** What can be asked of an order. Time, ids and the answers of other systems come in as data. */
export type OrderCommand =
  | PlaceOrder
  | ValidateOrder
  | ReserveStock
  | RefuseStock
  | RequestPayment
  | RecordCapture
  | RecordDecline
  | RecordRefund
  | ConfirmOrder
  | RequestCancellation
  | ReleaseStock
  | CancelOrder
  | ParkOrder;

/**
 * The events that a command makes of a state: none where it is already done or the order has failed, one otherwise.
 * Pure. Throws CommandRefused where the state does not allow the command.
 */
export function decide(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  if (command.type === 'PlaceOrder') return placeOrder(state, command);
  const { order } = state;
  if (!order) throw new CommandRefused('ORDER_UNKNOWN', `${command.type} for an order that was never placed`);

  switch (command.type) {
    case 'ValidateOrder': return validateOrder(state, order);
    case 'ReserveStock': return reserveStock(state, order);
    case 'RefuseStock': return refuseStock(state, command);
    case 'RequestPayment': return requestPayment(state, order);
    case 'RecordCapture': return recordCapture(state, command);
    case 'RecordDecline': return recordDecline(state, command);
    case 'RecordRefund': return recordRefund(state, command);
    case 'ConfirmOrder': return confirmOrder(state, order);
    case 'RequestCancellation': return requestCancellation(state, command);
    case 'ReleaseStock': return releaseStock(state);
    case 'CancelOrder': return cancelOrder(state);
    case 'ParkOrder': return parkOrder(state, command);
    default: return unreachable(command);
  }
}
