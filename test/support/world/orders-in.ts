import { FaultyLog } from './faulty-log';
import { noWait } from './no-wait';
import type { CommandRecord } from '../../../lambda/domain/commands/record';
import { type OrderEvent, isEventType } from '../../../lambda/domain/events';
import { Commands } from '../../../lambda/orders/commands/commands';
import { applyWithRecords } from '../../../lambda/orders/commands/records-in-memory';
import type { EventLog } from '../../../lambda/orders/event-log';
import { MemoryEventLog } from '../../../lambda/orders/memory-event-log';
import { Orders } from '../../../lambda/orders/orders';
import type { Item } from '../../../lambda/orders/stored-item';
import { isCommandEventType } from '../../../src/contract/events';
import { IDENTITY } from '../given/identity';

type ApplyStock = Parameters<typeof applyWithRecords>[1];

/** A log of orders in memory, whose appends can go wrong. Without stock, it refuses all effects on stock. */
export function newLog(applyStock: ApplyStock = effects => new Set(effects.keys())): FaultyLog<OrderEvent> {
  const items = new Map<string, Item[]>();
  const apply = applyWithRecords(items, applyStock);
  return new FaultyLog<OrderEvent>(new MemoryEventLog({ identity: IDENTITY, isKnown: isEventType, apply, items }));
}

/** What carries out commands over a log of orders. The log of their records can go wrong, too. */
export function commandsIn(log: FaultyLog<OrderEvent>, now = () => new Date()) {
  const { items } = log;
  const records = new FaultyLog<CommandRecord>(
    new MemoryEventLog({ identity: IDENTITY, isKnown: isCommandEventType, items }));
  const authorizationLife = 7 * 86_400_000;
  const commands = new Commands({ orders: ordersIn(log), log: records, identity: IDENTITY, now, authorizationLife });
  return { records, commands };
}

/** The real orders over a log, whose writers do not wait for one another. */
export const ordersIn = (log: EventLog<OrderEvent>, backoff = noWait, now = () => new Date()): Orders =>
  new Orders(log, { now, backoff });
