/** Reads the current content of the pipeline's tables. */
import { type AttributeValue, DynamoDBClient, type ScanCommandInput, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type ShownOrder, type Tables, toTables } from '../../audit/tables';
import { SKU_PREFIX, toStockLevel } from '../../lambda/adapters/stock/stock-items';
import type { OrderStatus } from '../../lambda/domain/state/status';
import { EventAttribute, StockAttribute, ViewAttribute } from '../../src/contract/attributes';
import type { Target } from '../target/target';

export async function readTables(target: Target): Promise<Tables> {
  const client = new DynamoDBClient(target.client);
  const { EventsTableName, StockTableName, OrderViewTableName } = target.outputs;
  const [events, stock, view] = await Promise.all([
    scan(client, { TableName: EventsTableName }),
    scan(client, { TableName: StockTableName }),
    scanView(client, OrderViewTableName),
  ]);
  client.destroy();
  const skus = stock.filter(item => item[StockAttribute.KEY]!.S!.startsWith(SKU_PREFIX));
  return toTables({ events, stock: skus.map(toStockLevel), view });
}

/** The fields of a row of the order view that the demo needs. */
export interface WatchedOrder extends ShownOrder {
  readonly hasAddress: boolean;
  /** It is confirmed, but not all of its stock is sold yet. */
  readonly isUnsold: boolean;
}

export async function scanView(client: DynamoDBClient, table: string): Promise<WatchedOrder[]> {
  const items = await scan(client, {
    TableName: table,
    ProjectionExpression: 'orderId, #version, #status, unsold, customer.email',
    ExpressionAttributeNames: { '#version': ViewAttribute.VERSION, '#status': 'status' },
  });
  return items.map(item => unmarshall(item)).filter(({ orderId }) => orderId !== undefined).map(row => ({
    orderId: row.orderId as string,
    version: row[ViewAttribute.VERSION] as number,
    status: row.status as OrderStatus,
    isUnsold: row.unsold === true,
    hasAddress: (row.customer as { email?: string } | undefined)?.email !== undefined,
  }));
}

/** How many notifications are finished: sent or refused. */
export async function countNotified(client: DynamoDBClient, table: string): Promise<number> {
  let notified = 0;
  for await (const page of paginateScan({ client }, {
    TableName: table,
    Select: 'COUNT',
    ConsistentRead: true,
    FilterExpression: '#type IN (:sent, :failed)',
    ExpressionAttributeNames: { '#type': EventAttribute.TYPE },
    ExpressionAttributeValues: { ':sent': { S: 'NotificationSent' }, ':failed': { S: 'NotificationFailed' } },
  })) notified += page.Count ?? 0;
  return notified;
}

type ScannedItem = Record<string, AttributeValue>;

async function scan(client: DynamoDBClient, input: ScanCommandInput): Promise<ScannedItem[]> {
  const items: ScannedItem[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { ...input, ConsistentRead: true })) items.push(...Items);
  return items;
}
