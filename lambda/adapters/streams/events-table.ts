import { DescribeTableCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Redrive, RedrivePage } from './messages';
import { EventAttribute as A } from '../../../src/contract/attributes';
import { type Item, streamIn, versionIn } from '../../orders/stored-item';
import { orderIdOf } from '../../orders/streams';

/** The size of the table. DynamoDB updates these numbers about every six hours. */
export interface TableSize {
  readonly items: number;
  readonly bytes: number;
}

/** What a page of a scan has: the orders in it, and where the next page begins. */
export interface ScannedPage {
  readonly read: number;
  /** Each order once, in the order of the scan. The events of one order are next to each other. */
  readonly orderIds: readonly string[];
  /** Undefined at the end of the segment. */
  readonly cursor?: RedrivePage['cursor'];
}

/** The events table as a redrive reads it: page by page, in parallel segments. */
export class EventsTable {
  constructor(private readonly client: DynamoDBClient, private readonly table: string) {}

  async size(): Promise<TableSize> {
    const { Table } = await this.client.send(new DescribeTableCommand({ TableName: this.table }));
    return { items: Number(Table?.ItemCount ?? 0), bytes: Number(Table?.TableSizeBytes ?? 0) };
  }

  /** Reads a page of a segment. What is younger than a second or so may be missing: the stream brings it. */
  async page(
    { segment, segments, since }: Redrive, cursor: RedrivePage['cursor'], limit: number,
  ): Promise<ScannedPage> {
    const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await this.client.send(new ScanCommand({
      TableName: this.table,
      Segment: segment,
      TotalSegments: segments,
      Limit: limit,
      ProjectionExpression: '#stream',
      ExpressionAttributeNames: { '#stream': A.STREAM, ...(since && { '#time': A.TIME }) },
      ...(since && { FilterExpression: '#time >= :since', ExpressionAttributeValues: { ':since': { S: since } } }),
      ExclusiveStartKey: cursor && { [A.STREAM]: { S: cursor.stream }, [A.VERSION]: { N: String(cursor.version) } },
    }));
    const orderIds = new Set(Items.map(item => orderIdOf(streamIn(item))).filter(id => id !== undefined));
    return { read: ScannedCount, orderIds: [...orderIds], cursor: cursorOf(LastEvaluatedKey) };
  }
}

const cursorOf = (key: Item | undefined): RedrivePage['cursor'] =>
  key && { stream: streamIn(key), version: versionIn(key) };
