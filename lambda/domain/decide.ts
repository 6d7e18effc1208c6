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
import { type RequestRetry, decideRequestRetry } from './course/request-retry';
import { type ValidateOrder, decideValidateOrder } from './course/validate-order';
import type { OrderEvent } from './events';
import { type RefuseStock, decideRefuseStock } from './goods/refuse-stock';
import { type ReleaseStock, decideReleaseStock } from './goods/release-stock';
import { type ReserveStock, decideReserveStock } from './goods/reserve-stock';
import { type SellStock, decideSellStock } from './goods/sell-stock';
import { type ExpireAuthorization, decideExpireAuthorization } from './money/expire-authorization';
import { type PutOnAccount, decidePutOnAccount } from './money/put-on-account';
import { type RecordAnswer, decideRecordAnswer } from './money/record-answer';
import { type ReportPayment, decideReportPayment } from './money/report-payment';
import { type RequestFollowUp, decideRequestFollowUp } from './money/request-follow-up';
import { type RequestPayment, decideRequestPayment } from './money/request-payment';
import type { OrderState } from './state/order-state';
import { CommandRefused } from './state/refusal';
import { unreachable } from './state/unreachable';

export type { RecordedAnswer } from './money/record-answer';
export type { ReportedAnswer } from './money/report-payment';

/** The commands of an order. Times, ids and the results of other systems are data of the commands. */
export type OrderCommand =
  | PlaceOrder
  | ValidateOrder
  | ReserveStock
  | RefuseStock
  | RequestPayment
  | PutOnAccount
  | RequestFollowUp
  | RecordAnswer
  | ReportPayment
  | ExpireAuthorization
  | ConfirmOrder
  | SellStock
  | RequestCancellation
  | ReleaseStock
  | CancelOrder
  | ParkOrder
  | RequestRetry;

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
    case 'PutOnAccount': return decidePutOnAccount(state, order);
    case 'RequestFollowUp': return decideRequestFollowUp(state, command);
    case 'RecordAnswer': return decideRecordAnswer(state, command);
    case 'ReportPayment': return decideReportPayment(state, command);
    case 'ExpireAuthorization': return decideExpireAuthorization(state, command);
    case 'ConfirmOrder': return decideConfirmOrder(state, order);
    case 'SellStock': return decideSellStock(state);
    case 'RequestCancellation': return decideRequestCancellation(state, command);
    case 'ReleaseStock': return decideReleaseStock(state);
    case 'CancelOrder': return decideCancelOrder(state);
    case 'ParkOrder': return decideParkOrder(state, command);
    case 'RequestRetry': return decideRequestRetry(state, command);
    default: return unreachable(command);
  }
}
