/**
 * The domain, from the top: decide, fold and events know the parts; the parts (course, goods, money) know the state and
 * their own events; the state knows the order. Imports point downward only. A decision may look at the whole state, so
 * the shape of the state lies below the parts. What changes the state, and what may be asked of it, lies in the parts.
 */
import { type CancelOrder, decideCancelOrder } from './course/cancel-order';
import { type ConfirmOrder, decideConfirmOrder } from './course/confirm-order';
import { type ParkOrder, decideParkOrder } from './course/park-order';
import { type PlaceOrder, decidePlaceOrder } from './course/place-order';
import { type RequestCancellation, decideRequestCancellation } from './course/request-cancellation';
import { type ValidateOrder, decideValidateOrder } from './course/validate-order';
import type { OrderEvent } from './events';
import { type RefuseStock, decideRefuseStock } from './goods/refuse-stock';
import { type ReleaseStock, decideReleaseStock } from './goods/release-stock';
import { type ReserveStock, decideReserveStock } from './goods/reserve-stock';
import { type RecordCapture, decideRecordCapture } from './money/record-capture';
import { type RecordDecline, decideRecordDecline } from './money/record-decline';
import { type RecordRefund, decideRecordRefund } from './money/record-refund';
import { type RequestPayment, decideRequestPayment } from './money/request-payment';
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
  if (command.type === 'PlaceOrder') return decidePlaceOrder(state, command);
  const { order } = state;
  if (!order) throw new CommandRefused('ORDER_UNKNOWN', `${command.type} for an order that was never placed`);

  switch (command.type) {
    case 'ValidateOrder': return decideValidateOrder(state, order);
    case 'ReserveStock': return decideReserveStock(state, order);
    case 'RefuseStock': return decideRefuseStock(state, command);
    case 'RequestPayment': return decideRequestPayment(state, order);
    case 'RecordCapture': return decideRecordCapture(state, command);
    case 'RecordDecline': return decideRecordDecline(state, command);
    case 'RecordRefund': return decideRecordRefund(state, command);
    case 'ConfirmOrder': return decideConfirmOrder(state, order);
    case 'RequestCancellation': return decideRequestCancellation(state, command);
    case 'ReleaseStock': return decideReleaseStock(state);
    case 'CancelOrder': return decideCancelOrder(state);
    case 'ParkOrder': return decideParkOrder(state, command);
    default: return unreachable(command);
  }
}
