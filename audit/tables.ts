import type { CommandRecord } from '../lambda/domain/commands/record';
import type { OrderEvent } from '../lambda/domain/events';
import type { NotificationEvent } from '../lambda/domain/notification';
import type { OrderStatus } from '../lambda/domain/state/status';
import { groupBy } from '../lambda/lib/group-by';
import { type StoredEvent } from '../lambda/orders/stored-event';
import { type Item, fromItem } from '../lambda/orders/stored-item';
import { isCommandStream, orderIdOf, ownerOf } from '../lambda/orders/streams';
import { EventAttribute } from '../src/contract/attributes';
import { isCommandEventType, isEventType, isNotificationEventType } from '../src/contract/events';

/** The events of one order, in their order. */
export type OrderHistory = ReadonlyArray<StoredEvent<OrderEvent>>;

/** Counters of one SKU, as the stock table has them. */
export interface SkuCounters {
  readonly sku: string;
  readonly onHand: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** What a row of the order view shows of its order. */
export interface ShownOrder {
  readonly orderId: string;
  readonly version: number;
  readonly status: OrderStatus;
}

/** Everything that the tables contain, from this run and earlier ones. */
export interface Tables {
  /** The events of each order, by its id. */
  readonly orders: ReadonlyMap<string, OrderHistory>;
  /** The notifications of each order, by its id: stream by stream. */
  readonly notifications: ReadonlyMap<string, ReadonlyArray<StoredEvent<NotificationEvent>>>;
  /** The records of the commands of each order, by its id. */
  readonly commands: ReadonlyMap<string, ReadonlyArray<StoredEvent<CommandRecord>>>;
  readonly stock: readonly SkuCounters[];
  /** What the order view shows, by order id. */
  readonly view: ReadonlyMap<string, Omit<ShownOrder, 'orderId'>>;
}

/** What was read from the tables of a deployed pipeline. */
export interface Readings {
  /** All items of the events table, in any order. */
  readonly events: readonly EventItem[];
  readonly stock: readonly SkuCounters[];
  readonly view: readonly ShownOrder[];
}

type EventItem = Readonly<Item>;

/** Groups what was read by order. Throws UnknownEvent for an event of no order, command or notification. */
export function toTables({ events, stock, view }: Readings): Tables {
  const stream = (item: EventItem) => item[EventAttribute.STREAM]!.S!;
  const ofOrders = events.filter(item => orderIdOf(stream(item)) !== undefined);
  const ofCommands = events.filter(item => isCommandStream(stream(item)));
  const others = events.filter(item => orderIdOf(stream(item)) === undefined && !isCommandStream(stream(item)));
  return {
    orders: byOrder(ofOrders.map(item => fromItem<OrderEvent>(item, isEventType))),
    notifications: byOrder(others.map(item => fromItem<NotificationEvent>(item, isNotificationEventType))),
    commands: byOrder(ofCommands.map(item => fromItem<CommandRecord>(item, isCommandEventType))),
    stock,
    view: new Map(view.map(row => [row.orderId, row])),
  };
}

function byOrder<E extends OrderEvent | NotificationEvent | CommandRecord>(
  events: ReadonlyArray<StoredEvent<E>>,
): Map<string, Array<StoredEvent<E>>> {
  const groups = groupBy(events, ({ stream }) => ownerOf(stream)!);
  for (const group of groups.values()) group.sort((a, b) => compare(a.stream, b.stream) || a.version - b.version);
  return groups;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
