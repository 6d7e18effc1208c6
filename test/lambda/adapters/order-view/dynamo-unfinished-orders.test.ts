/** The index of unfinished orders, read from a table that answers queries as DynamoDB does. */
import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoUnfinishedOrders } from '../../../../lambda/adapters/order-view/dynamo-unfinished-orders';
import { groupOf, shardOf } from '../../../../lambda/adapters/order-view/unfinished-entry';
import { type Standing, STANDINGS } from '../../../../src/contract/heartbeat/unfinished-orders';
import { StubClient } from '../../../support/world/stub-client';

interface Entry {
  readonly pk: string;
  readonly unfinishedGroup: string;
  readonly unfinishedSince: string;
  readonly status: string;
}

const timeOf = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const entry = (orderId: string, standing: Standing, minute: number): Entry => ({
  pk: `ORDER#${orderId}`,
  unfinishedGroup: groupOf(standing, shardOf(orderId)),
  unfinishedSince: `${timeOf(minute)}#${orderId}`,
  status: 'RESERVED',
  ...(standing !== 'underway' && { parked: { step: 'TakePayment', error: 'Any' } }),
});

const table = new StubClient();
const unfinishedOrders = new DynamoUnfinishedOrders(table.as(), 'view');

/** Answers queries in pages of two items at most. */
function fill(entries: readonly Entry[]): void {
  table.answer({
    Query: (input: Record<string, unknown>) => {
      const { ExpressionAttributeValues: values, KeyConditionExpression, Limit = 2, Select, ExclusiveStartKey } =
        input as unknown as QueryCommandInput;
      const since = values![':since']?.S;
      const isInRange = ({ unfinishedSince }: Entry) => since === undefined
        || (KeyConditionExpression!.includes('>') ? unfinishedSince > since : unfinishedSince < since);
      const all = entries
        .filter(one => one.unfinishedGroup === values![':group']!.S && isInRange(one))
        .sort((a, b) => (a.unfinishedSince < b.unfinishedSince ? -1 : 1));
      const from = ExclusiveStartKey ? Number(ExclusiveStartKey.from!.N) : 0;
      const to = from + Math.min(2, Limit);
      const items = all.slice(from, to);
      return {
        Count: items.length,
        ...(Select !== 'COUNT' && { Items: items.map(one => marshall(one)) }),
        ...(to < all.length && { LastEvaluatedKey: { from: { N: String(to) } } }),
      };
    },
  } as never);
}

const idsOf = (orders: readonly { orderId: string }[]) => orders.map(({ orderId }) => orderId);
const ENTRIES = Array.from({ length: 200 }, (_, n) =>
  entry(`A-${n}`, n % 4 === 0 ? 'transient' : 'underway', (n * 37) % 50));
const sorted = (standings: readonly Standing[]) => ENTRIES
  .filter(({ unfinishedGroup }) => standings.some(standing => unfinishedGroup.startsWith(standing)))
  .sort((a, b) => (a.unfinishedSince < b.unfinishedSince ? -1 : 1))
  .map(({ pk }) => pk.slice('ORDER#'.length));

beforeEach(() => fill(ENTRIES));

test('counts over all shards and pages', async () => {
  expect(await unfinishedOrders.count('underway')).toBe(150);
  expect(await unfinishedOrders.count('transient')).toBe(50);
  expect(await unfinishedOrders.count('defect')).toBe(0);
});

test('a page shows the orders that stand still for longest, with what is known of them', async () => {
  const { orders, next } = await unfinishedOrders.page({ standings: STANDINGS, limit: 7 });
  expect(idsOf(orders)).toEqual(sorted(STANDINGS).slice(0, 7));
  expect(orders[0]).toEqual({
    orderId: 'A-0',
    standing: 'transient',
    status: 'RESERVED',
    since: timeOf(0),
    parked: { step: 'TakePayment', error: 'Any' },
  });
  expect(next).toBeDefined();
});

test.each([1, 3, 7, 150, 1_000])('pages of %d show every order once, in order', async limit => {
  const seen: string[] = [];
  let next: string | undefined;
  do {
    const page = await unfinishedOrders.page({ standings: ['underway'], limit, next });
    expect(page.orders.length).toBeGreaterThan(0);
    seen.push(...idsOf(page.orders));
    next = page.next;
  } while (next);
  expect(seen).toEqual(sorted(['underway']));
});

test('what stands still since before a time is found in all shards, from any shard on', async () => {
  for (const fromShard of [0, 5, 15]) {
    const found: string[] = [];
    const still = unfinishedOrders.stillSince('underway', new Date(timeOf(20)), fromShard);
    for await (const { orderId } of still) found.push(orderId);
    const expected = ENTRIES.filter(({ unfinishedGroup, unfinishedSince }) =>
      unfinishedGroup.startsWith('underway') && unfinishedSince < timeOf(20));
    expect(found.sort()).toEqual(expected.map(({ pk }) => pk.slice('ORDER#'.length)).sort());
  }
});
