import type { GoodsEvent } from './events';
import type { GoodsState } from '../state/goods';
import { type OtherEvents, unchanged } from '../state/part-events';

/** What an event changes in the goods of an order. */
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
