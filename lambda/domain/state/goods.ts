import type { StockLine } from '../order/stock-lines';

/** The part of the state about stock. */
export interface GoodsState {
  /** Stock was reserved, whether the order still holds it or not. */
  readonly reserved?: true;
  /** The stock that the order holds. Undefined until stock is reserved, and after all of it is released or sold. */
  readonly held?: readonly StockLine[];
}

/** Whether stock was reserved, even if the order no longer holds it. */
export const wasReserved = ({ reserved }: GoodsState): boolean => reserved === true;
