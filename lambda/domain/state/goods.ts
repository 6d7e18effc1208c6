import type { StockLine } from '../order/stock-lines';

/** The part of the state about stock. */
export interface GoodsState {
  /**
   * The stock that the order holds. The field is missing until stock is reserved, and present but undefined once the
   * stock is released or sold.
   */
  readonly held?: readonly StockLine[];
}

/** Whether stock was reserved, even if the order no longer holds it. */
export const wasReserved = (goods: GoodsState): boolean => 'held' in goods;
