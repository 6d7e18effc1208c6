import { createHash } from 'node:crypto';
import { type OrderRow, stateOf } from './order-row';
import { parkReasonOf } from '../../../src/contract/heartbeat/parking';
import { UnfinishedOrdersIndex as Index, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { isSettled, waitsOnUntil } from '../../domain/state/settled';

/**
 * The attributes with which a row is in the index of unfinished orders: none once nothing is left to do for it. An
 * order that waits is sorted by the time until which it does.
 */
export function unfinishedEntryOf(row: OrderRow): Readonly<Record<string, string>> {
  const state = stateOf(row);
  if (isSettled(state)) return {};
  const { orderId, parked, updatedAt } = row;
  const end = waitsOnUntil(state, Date.parse(updatedAt));
  const [standing, since] = end === undefined
    ? [parked ? parkReasonOf(parked.error) : 'underway', updatedAt] as const
    : ['waiting', new Date(end).toISOString()] as const;
  return { [Index.GROUP]: groupOf(standing, shardOf(orderId)), [Index.SINCE]: `${since}#${orderId}` };
}

export const groupOf = (standing: Standing, shard: number): string => `${standing}#${shard}`;

/** The shard of an order: always the same, and spread evenly whatever the ids look like. */
export const shardOf = (orderId: string): number =>
  createHash('sha256').update(orderId).digest().readUInt16BE(0) % Index.SHARDS;
