import type { Effect, RecordCommand, StockEffect } from '../effects';
import type { MemoryEventLog } from '../memory-event-log';
import type { EventLike } from '../stored-event';
import { toItem } from '../stored-item';

type Items = MemoryEventLog<EventLike>['items'];
type ApplyStock = (effects: readonly StockEffect[]) => ReadonlySet<number>;

/**
 * How effects are applied in memory: records of commands go to the items of the log, the others to the stock. It
 * applies all effects or none.
 */
export const applyWithRecords = (items: Items, applyStock: ApplyStock) => (effects: readonly Effect[]) => {
  const isTaken = (effect: Effect) => isRecord(effect) && items.has(effect.record.stream);
  const taken = [...effects.keys()].filter(index => isTaken(effects[index]!));
  if (taken.length > 0) return new Set(taken);
  const ofStock = [...effects.keys()].filter(index => !isRecord(effects[index]!));
  const refused = applyStock(ofStock.map(index => effects[index] as StockEffect));
  if (refused.size > 0) return new Set([...refused].map(index => ofStock[index]!));
  for (const { record } of effects.filter(isRecord)) items.set(record.stream, [toItem(record)]);
  return refused;
};

const isRecord = (effect: Effect): effect is RecordCommand => effect.type === 'RecordCommand';
