import type { GoodsEvent } from './events';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Records that all stock of a confirmed order is sold, if it was not sold with `OrderConfirmed`. */
export interface SellStock {
  readonly type: 'SellStock';
}

export function decideSellStock(state: OrderState): readonly GoodsEvent[] {
  if (state.status !== 'CONFIRMED') throw outOfStep('SellStock', state);
  return state.held ? [{ type: 'StockSold', data: { lines: [...state.held] } }] : [];
}
