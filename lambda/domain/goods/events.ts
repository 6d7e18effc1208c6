import * as v from 'valibot';
import { stockLinesSchema } from '../order/stock-lines';
import { cancellationReasonSchema } from '../state/failure';
import type { EventsOf } from '../state/part-events';

export const goodsSchemas = {
  /** All lines, merged by SKU, are held. */
  StockReserved: v.strictObject({ lines: stockLinesSchema }),
  /** The lines for which there was not enough; nothing is held. */
  StockReservationFailed: v.strictObject({ lines: stockLinesSchema }),
  StockReleased: v.strictObject({ lines: stockLinesSchema, reason: cancellationReasonSchema }),
};

export type GoodsEvent = EventsOf<typeof goodsSchemas>;
