import type { GoodsEvent } from './events';
import type { CourseEvent } from '../course/events';
import type { GoodsState } from '../state/goods';
import { type OtherEvents, unchanged } from '../state/part-events';

/** The confirmation of an order sells its stock, too, unless that is too much for one transaction. */
type HeardEvent = GoodsEvent | Extract<CourseEvent, { type: 'OrderConfirmed' }>;

/** How an event changes the stock that an order holds. */
export function evolveGoods(event: HeardEvent | OtherEvents<HeardEvent>): Partial<GoodsState> {
  switch (event.type) {
    case 'StockReserved':
      return { reserved: true, held: event.data.lines };
    case 'StockReservationFailed':
      return {};
    case 'StockReleased':
    case 'StockSold':
      return { held: undefined };
    case 'OrderConfirmed':
      return event.data.unsold ? {} : { held: undefined };
    default:
      return unchanged<HeardEvent>(event);
  }
}
