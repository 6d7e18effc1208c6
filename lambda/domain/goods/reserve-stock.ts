import type { GoodsEvent } from './events';
import type { Order } from '../order/order';
import { mergeBySku } from '../order/stock-lines';
import { isValidated } from '../state/course';
import { wasReserved } from '../state/goods';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Records that the stock of all lines of the order is reserved. */
export interface ReserveStock {
  readonly type: 'ReserveStock';
}

export function decideReserveStock(state: OrderState, order: Order): readonly GoodsEvent[] {
  if (isStopped(state) || wasReserved(state)) return [];
  if (!isValidated(state)) throw outOfStep('ReserveStock', state);
  return [{ type: 'StockReserved', data: { lines: mergeBySku(order.lines) } }];
}
