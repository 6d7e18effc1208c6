import {
  type AttributeValue, type DynamoDBClient, QueryCommand, type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { groupOf } from './unfinished-entry';
import type { UnfinishedOrder, UnfinishedOrders, UnfinishedOrdersPage, PageOptions } from './unfinished-orders';
import { ViewAttribute } from '../../../src/contract/attributes';
import { UnfinishedOrdersIndex as Index, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { orderIdOf } from '../../orders/streams';

type IndexItem = Record<string, AttributeValue>;

const SHARD_NUMBERS = Array.from({ length: Index.SHARDS }, (_, shard) => shard);

/** The part of a group to read: the entries after one, or before a time. */
type Bound = readonly [operator: '>' | '<', value: string];

interface IndexEntry {
  readonly key: string;
  readonly order: UnfinishedOrder;
}

/** The unfinished orders in the index of the order view table. */
export class DynamoUnfinishedOrders implements UnfinishedOrders {
  constructor(private readonly client: DynamoDBClient, private readonly table: string) {}

  async count(standing: Standing): Promise<number> {
    const counts = await Promise.all(SHARD_NUMBERS.map(async shard => {
      let count = 0;
      for await (const page of this.pages(standing, shard, undefined, { Select: 'COUNT' })) count += page.Count ?? 0;
      return count;
    }));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async page({ standings, limit, next }: PageOptions): Promise<UnfinishedOrdersPage> {
    // One more than asked for shows whether there is a next page.
    const reads = standings.flatMap(standing => SHARD_NUMBERS.map(async shard =>
      this.first(standing, shard, limit + 1, next === undefined ? undefined : ['>', next])));
    const found = (await Promise.all(reads)).flat().sort((a, b) => (a.key < b.key ? -1 : 1));
    const entries = found.slice(0, limit);
    return {
      orders: entries.map(({ order }) => order),
      ...(found.length > limit && { next: entries.at(-1)!.key }),
    };
  }

  async* stillSince(standing: Standing, before: Date, fromShard: number): AsyncGenerator<UnfinishedOrder> {
    for (const shard of SHARD_NUMBERS) {
      const pages = this.pages(standing, (fromShard + shard) % Index.SHARDS, ['<', before.toISOString()]);
      for await (const { Items } of pages) {
        for (const item of Items ?? []) yield toIndexEntry(item, standing).order;
      }
    }
  }

  private async first(standing: Standing, shard: number, count: number, bound?: Bound): Promise<readonly IndexEntry[]> {
    const entries: IndexEntry[] = [];
    for await (const { Items } of this.pages(standing, shard, bound, { Limit: count })) {
      entries.push(...(Items ?? []).map(item => toIndexEntry(item, standing)));
      if (entries.length >= count) break;
    }
    return entries;
  }

  private async* pages(standing: Standing, shard: number, bound?: Bound, more: Partial<QueryCommandInput> = {}) {
    let start: IndexItem | undefined;
    do {
      const page = await this.client.send(new QueryCommand({
        TableName: this.table,
        IndexName: Index.NAME,
        ...conditionOf(groupOf(standing, shard), bound),
        ExclusiveStartKey: start,
        ...more,
      }));
      yield page;
      start = page.LastEvaluatedKey;
    } while (start);
  }
}

function conditionOf(group: string, bound: Bound | undefined): Partial<QueryCommandInput> {
  const [operator, value] = bound ?? [];
  return {
    KeyConditionExpression: `#group = :group${bound ? ` AND #since ${operator} :since` : ''}`,
    ExpressionAttributeNames: { '#group': Index.GROUP, ...(bound && { '#since': Index.SINCE }) },
    ExpressionAttributeValues: { ':group': { S: group }, ...(bound && { ':since': { S: value! } }) },
  };
}

function toIndexEntry(item: IndexItem, standing: Standing): IndexEntry {
  const row = unmarshall(item);
  const key = row[Index.SINCE] as string;
  const orderId = orderIdOf(row[ViewAttribute.KEY] as string)!;
  const since = key.slice(0, key.length - orderId.length - 1);
  const parked = row.parked as UnfinishedOrder['parked'];
  return { key, order: { orderId, standing, status: row.status as string, since, ...(parked && { parked }) } };
}
