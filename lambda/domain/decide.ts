/**
 * The domain has four layers, and each imports only lower ones. At the top are `decide`, `fold` and `events`. Below
 * them are the parts of an order: `course`, `goods` and `money`. Each part has its own commands and events, and says
 * how its events change the state. Below the parts is `state`, because a decision of any part may look at the whole
 * state. At the bottom is `order`.
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
import { type SellStock, decideSellStock } from './goods/sell-stock';
import { type RecordCapture, decideRecordCapture } from './money/record-capture';
import { type RecordDecline, decideRecordDecline } from './money/record-decline';
import { type RecordRefund, decideRecordRefund } from './money/record-refund';
import { type RequestPayment, decideRequestPayment } from './money/request-payment';
import type { OrderState } from './state/order-state';
import { CommandRefused } from './state/refusal';
import { unreachable } from './state/unreachable';

/** The commands of an order. Times, ids and the results of other systems are data of the commands. */
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
  | SellStock
  | RequestCancellation
  | ReleaseStock
  | CancelOrder
  | ParkOrder;

/**
 * Decides which events a command causes in a state: none if the command is already done or the order has failed, one
 * otherwise. Pure. Throws CommandRefused if the state does not allow the command.
 */
export function decide(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  if (command.type === 'PlaceOrder') return decidePlaceOrder(state, command);
  const { order } = state;
  if (!order) throw new CommandRefused('ORDER_UNKNOWN', `${command.type} for an order that was never placed`);

  switch (command.type) {
    case 'ValidateOrder': return decideValidateOrder(state, order);
    case 'ReserveStock': return decideReserveStock(state, order);
    case 'RefuseStock': return decideRefuseStock(state, command);
    case 'RequestPayment': return decideRequestPayment(state, order, command);
    case 'RecordCapture': return decideRecordCapture(state, command);
    case 'RecordDecline': return decideRecordDecline(state, command);
    case 'RecordRefund': return decideRecordRefund(state, command);
    case 'ConfirmOrder': return decideConfirmOrder(state, order);
    case 'SellStock': return decideSellStock(state);
    case 'RequestCancellation': return decideRequestCancellation(state, command);
    case 'ReleaseStock': return decideReleaseStock(state);
    case 'CancelOrder': return decideCancelOrder(state);
    case 'ParkOrder': return decideParkOrder(state, command);
    default: return unreachable(command);
  }
}
