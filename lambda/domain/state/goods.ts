import type { StockLine } from '../order/stock-lines';

/** What an order has to do with the stock. */
export interface GoodsState {
  /** Stock was reserved, whether the order still holds it or not. */
  readonly reserved?: true;
  /** What the order holds of the stock; undefined before it is reserved, and once it is released or sold. */
  readonly held?: readonly StockLine[];
}

/** Whether stock was reserved, even if the order no longer holds it. */
export const wasReserved = ({ reserved }: GoodsState): boolean => reserved === true;
