import * as v from 'valibot';
import { stockLinesSchema } from '../order/stock-lines';
import { cancellationReasonSchema } from '../state/failure';
import type { EventsOf } from '../state/part-events';

export const goodsSchemas = {
  /** The stock of all lines, merged by SKU, is reserved. */
  StockReserved: v.strictObject({ lines: stockLinesSchema }),
  /** The lines for which there was not enough stock. Nothing is reserved. */
  StockReservationFailed: v.strictObject({ lines: stockLinesSchema }),
  /** All stock that was reserved is available again. */
  StockReleased: v.strictObject({ lines: stockLinesSchema, reason: cancellationReasonSchema }),
  /** All reserved stock is sold. Follows `OrderConfirmed` only if that event says `unsold`. */
  StockSold: v.strictObject({ lines: stockLinesSchema }),
};

export type GoodsEvent = EventsOf<typeof goodsSchemas>;
