import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { putOf } from '../dynamo-event-log';
import type { Effect, StockEffect } from '../effects';

/** How effects are written: records of commands to the events table, the others as `writeStock` says. */
export const writeWithRecords = (eventsTable: string, writeStock: (effect: StockEffect) => TransactWriteItem) =>
  (effect: Effect): TransactWriteItem =>
    (effect.type === 'RecordCommand' ? { Put: putOf(effect.record, eventsTable) } : writeStock(effect));
