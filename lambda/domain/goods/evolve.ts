import type { GoodsEvent } from './events';
import type { GoodsState } from '../state/goods';
import { type OtherEvents, unchanged } from '../state/part-events';

/** How an event changes the stock that an order holds. */
export function evolveGoods(event: GoodsEvent | OtherEvents<GoodsEvent>): Partial<GoodsState> {
  switch (event.type) {
    case 'StockReserved':
      return { reserved: true, held: event.data.lines };
    case 'StockReservationFailed':
      return {};
    case 'StockReleased':
      return { held: undefined };
    case 'OrderConfirmed': // what was held is sold
      return { held: undefined };
    default:
      return unchanged<GoodsEvent>(event);
  }
}
