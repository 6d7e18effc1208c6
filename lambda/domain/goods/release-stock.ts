import type { GoodsEvent } from './events';
import { reasonFor } from '../state/failure';
import { holdsMoney, isPaymentOpen } from '../state/money/payments';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Releases the stock of a failed order, after any payment is refunded. */
export interface ReleaseStock {
  readonly type: 'ReleaseStock';
}

export function decideReleaseStock(state: OrderState): readonly GoodsEvent[] {
  const reason = reasonFor(state.failure);
  if (!state.held) return [];
  if (!reason || isPaymentOpen(state) || holdsMoney(state)) throw outOfStep('ReleaseStock', state);
  return [{ type: 'StockReleased', data: { lines: [...state.held], reason } }];
}
