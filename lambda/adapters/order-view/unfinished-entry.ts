import { createHash } from 'node:crypto';
import type { OrderRow } from './order-row';
import { parkReasonOf } from '../../../src/contract/heartbeat/parking';
import { UnfinishedOrdersIndex as Index, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { isFinal } from '../../domain/state/status';

/** The attributes with which a row is in the index of unfinished orders: none once nothing is left to do for it. */
export function unfinishedEntryOf(row: OrderRow): Readonly<Record<string, string>> {
  if (isDone(row)) return {};
  const { orderId, parked, updatedAt } = row;
  const standing = parked ? parkReasonOf(parked.error) : 'underway';
  return { [Index.GROUP]: groupOf(standing, shardOf(orderId)), [Index.SINCE]: `${updatedAt}#${orderId}` };
}

/** What `isSettled` says of the state of the order. A cancelled order with a captured payment owes a refund. */
const isDone = ({ status, unsold, payment }: OrderRow): boolean =>
  isFinal(status) && !unsold && !(status === 'CANCELLED' && payment?.status === 'CAPTURED');

export const groupOf = (standing: Standing, shard: number): string => `${standing}#${shard}`;

/** The shard of an order: always the same, and spread evenly whatever the ids look like. */
export const shardOf = (orderId: string): number =>
  createHash('sha256').update(orderId).digest().readUInt16BE(0) % Index.SHARDS;
