/** Reads what the pipeline has on record, as it stands. */
import { type AttributeValue, DynamoDBClient, type ScanCommandInput, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Target } from './target';
import { SKU_PREFIX, type StockLevel, toStockLevel } from '../lambda/adapters/stock/stock-items';
import { type OrderEvent, isEventType } from '../lambda/domain/events';
import type { NotificationEvent } from '../lambda/domain/notification';
import type { OrderStatus } from '../lambda/domain/state/status';
import { groupBy } from '../lambda/lib/group-by';
import { type StoredEvent } from '../lambda/orders/stored-event';
import { fromItem } from '../lambda/orders/stored-item';
import { orderIdOf } from '../lambda/orders/streams';
import { EventAttribute, StockAttribute, ViewAttribute } from '../src/contract/attributes';
import { NOTIFICATION_EVENT_TYPES } from '../src/contract/events';

/** Everything on record, whichever run has made it. */
export interface Tables {
  /** The events of each order, by its id, in their order. */
  readonly orders: ReadonlyMap<string, ReadonlyArray<StoredEvent<OrderEvent>>>;
  /** The notifications of each order, by its id. */
  readonly notifications: ReadonlyMap<string, ReadonlyArray<StoredEvent<NotificationEvent>>>;
  readonly stock: readonly StockLevel[];
  /** What the order view shows, by order id. */
  readonly view: ReadonlyMap<string, { readonly version: number; readonly status: string }>;
}

export async function readTables(target: Target): Promise<Tables> {
  const client = new DynamoDBClient(target.client);
  const { EventsTableName, StockTableName, OrderViewTableName } = target.outputs;
  const [events, stock, view] = await Promise.all([
    scan(client, { TableName: EventsTableName }),
    scan(client, { TableName: StockTableName }),
    scanView(client, OrderViewTableName),
  ]);
  client.destroy();
  return {
    ...eventsOf(events),
    stock: stock.filter(item => item[StockAttribute.KEY]!.S!.startsWith(SKU_PREFIX)).map(toStockLevel),
    view: new Map(view.map(row => [row.orderId, row])),
  };
}

function eventsOf(items: readonly Item[]): Pick<Tables, 'orders' | 'notifications'> {
  const stream = (item: Item) => item[EventAttribute.STREAM]!.S!;
  const mine = items.filter(item => orderIdOf(stream(item)) !== undefined);
  const others = items.filter(item => orderIdOf(stream(item)) === undefined);
  const isNotification = (type: string) => (NOTIFICATION_EVENT_TYPES as readonly string[]).includes(type);
  return {
    orders: byOrder(mine.map(item => fromItem<OrderEvent>(item, isEventType))),
    notifications: byOrder(others.map(item => fromItem<NotificationEvent>(item, isNotification))),
  };
}

/** Streams are `ORDER#{orderId}` and `ORDER#{orderId}#NTF`. */
function byOrder<E extends OrderEvent | NotificationEvent>(events: ReadonlyArray<StoredEvent<E>>): Map<string, Array<StoredEvent<E>>> {
  const groups = groupBy(events, ({ stream }) => stream.split('#')[1]!);
  for (const group of groups.values()) group.sort((a, b) => a.version - b.version);
  return groups;
}

/** A row of the order view, as far as the demo needs it. */
export interface ViewRow {
  readonly orderId: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly hasAddress: boolean;
}

export async function scanView(client: DynamoDBClient, table: string): Promise<ViewRow[]> {
  const items = await scan(client, {
    TableName: table,
    ProjectionExpression: 'orderId, #version, #status, customer.email',
    ExpressionAttributeNames: { '#version': ViewAttribute.VERSION, '#status': 'status' },
  });
  return items.map(item => unmarshall(item)).filter(({ orderId }) => orderId !== undefined).map(row => ({
    orderId: row.orderId as string,
    version: row[ViewAttribute.VERSION] as number,
    status: row.status as OrderStatus,
    hasAddress: (row.customer as { email?: string } | undefined)?.email !== undefined,
  }));
}

/** How many notifications have come to an end, sent or refused. */
export async function countNotified(client: DynamoDBClient, table: string): Promise<number> {
  let count = 0;
  for await (const page of paginateScan({ client }, {
    TableName: table,
    Select: 'COUNT',
    ConsistentRead: true,
    FilterExpression: '#type IN (:sent, :failed)',
    ExpressionAttributeNames: { '#type': EventAttribute.TYPE },
    ExpressionAttributeValues: { ':sent': { S: 'NotificationSent' }, ':failed': { S: 'NotificationFailed' } },
  })) count += page.Count ?? 0;
  return count;
}

type Item = Record<string, AttributeValue>;

async function scan(client: DynamoDBClient, input: ScanCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { ...input, ConsistentRead: true })) items.push(...page.Items ?? []);
  return items;
}
