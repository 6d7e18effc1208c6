/** Which orders are in the index of unfinished orders, and where. */
import * as fc from 'fast-check';
import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { unfinishedEntryOf, shardOf } from '../../../../lambda/adapters/order-view/unfinished-entry';
import { fold } from '../../../../lambda/domain/fold';
import { isSettled, waitsUntil } from '../../../../lambda/domain/state/settled';
import { UnfinishedOrdersIndex } from '../../../../src/contract/heartbeat/unfinished-orders';
import { CAPTURE_BEFORE, LOOK_AT, SITUATIONS, type Situation, orderParked } from '../../../support/given/orders';
import { storedEvents } from '../../../support/given/stream';

const entryIn = (situation: Situation) =>
  unfinishedEntryOf(storedEvents('A-1', SITUATIONS[situation]).reduce(evolveRow, undefined as never));
const situations = (Object.keys(SITUATIONS) as Situation[]).filter(situation => situation !== 'new');

test.each(situations)('%s', situation => {
  const state = fold(SITUATIONS[situation]);
  const { parked } = state;
  const reason = situation === 'payment unknown' ? 'payment' : 'defect';
  const last = Date.UTC(2026, 0, 1, 12, SITUATIONS[situation].length - 1);
  const end = parked ? undefined : waitsUntil(state);
  const standing = parked ? reason : 'underway';
  const time = new Date(end ?? last).toISOString();
  const group = end === undefined ? standing : 'waiting';
  const entry = { unfinishedGroup: `${group}#${shardOf('A-1')}`, unfinishedSince: `${time}#A-1` };
  expect(entryIn(situation)).toEqual(isSettled(state) ? {} : entry);
});

test('an order that waits is sorted by the time until which it does', () => {
  const unfinishedGroup = `waiting#${shardOf('A-1')}`;
  expect(entryIn('payment pending')).toEqual({ unfinishedGroup, unfinishedSince: `${LOOK_AT}#A-1` });
  const dayBefore = new Date(Date.parse(CAPTURE_BEFORE) - 24 * 60 * 60_000).toISOString();
  expect(entryIn('confirmed, authorized')).toEqual({ unfinishedGroup, unfinishedSince: `${dayBefore}#A-1` });
});

test('an order that is parked for a passing reason is told from one with a defect', () => {
  const contention = { ...orderParked(), data: { ...orderParked().data, error: 'TransactionContention' } };
  const events = storedEvents('A-1', [...SITUATIONS.reserved, contention]);
  const row = events.reduce(evolveRow, undefined as never as OrderRow);
  expect(unfinishedEntryOf(row).unfinishedGroup).toBe(`transient#${shardOf('A-1')}`);
});

test('ids of any kind fill all shards, about evenly', () => {
  for (const idOf of [(n: number) => `A-${n}`, (n: number) => `2026-11-24/${n % 10}/${n}`]) {
    const counts = Array.from({ length: UnfinishedOrdersIndex.SHARDS }, () => 0);
    for (let n = 0; n < 16_000; n++) counts[shardOf(idOf(n))]!++;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  }
});

test.each([
  ['A-1', 14],
  ['A-2', 15],
  ['2026-11-24/7/1007', 7],
  ['_canary-20261124T102000Z', 2],
  ['x'.repeat(128), 10],
])('the shard of %s is the same in every process', (orderId, shard) => expect(shardOf(orderId)).toBe(shard));

test('every order is in one of the shards', () => {
  const numbers = Array.from({ length: UnfinishedOrdersIndex.SHARDS }, (_, shard) => shard);
  fc.assert(fc.property(fc.string(), orderId => expect(numbers).toContain(shardOf(orderId))));
});
