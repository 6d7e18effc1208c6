import type { GoodsEvent } from './events';
import type { StockLine } from '../order/stock-lines';
import { isValidated } from '../state/course';
import { wasReserved } from '../state/goods';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Records that there is not enough stock, so nothing is reserved. */
export interface RefuseStock {
  readonly type: 'RefuseStock';
  readonly shortages: readonly StockLine[];
}

export function decideRefuseStock(state: OrderState, { shortages }: RefuseStock): readonly GoodsEvent[] {
  if (isStopped(state) || wasReserved(state)) return [];
  if (!isValidated(state)) throw outOfStep('RefuseStock', state);
  return [{ type: 'StockReservationFailed', data: { lines: [...shortages] } }];
}
