import { FaultyLog } from './faulty-log';
import { noWait } from './no-wait';
import { type OrderEvent, isEventType } from '../../../lambda/domain/events';
import type { Effect } from '../../../lambda/orders/effects';
import type { EventLog } from '../../../lambda/orders/event-log';
import { MemoryEventLog, type MemoryEventLogOptions } from '../../../lambda/orders/memory-event-log';
import { Orders } from '../../../lambda/orders/orders';
import { IDENTITY } from '../given/identity';

/** A log of orders in memory, whose appends can go wrong. */
export const newLog = (apply?: MemoryEventLogOptions<Effect>['apply']) =>
  new FaultyLog<OrderEvent>(new MemoryEventLog({ identity: IDENTITY, isKnown: isEventType, apply }));

/** The real orders over a log, whose writers do not wait for one another. */
export const ordersIn = (log: EventLog<OrderEvent>, backoff = noWait): Orders =>
  new Orders(log, { now: () => new Date(), backoff });
