import type { StockLine } from '../order/stock-lines';

/** What an order has to do with the stock. */
export interface GoodsState {
  /**
   * What the order holds of the stock. The field is missing until stock is reserved, and present but undefined once the
   * stock is released or sold.
   */
  readonly held?: readonly StockLine[];
}

/** Whether stock was reserved, even if the order no longer holds it. */
export const wasReserved = (goods: GoodsState): boolean => 'held' in goods;
