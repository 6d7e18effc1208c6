import { PARK_REASONS, type ParkReason } from './parking';

/**
 * How an order stands for which something is left to do: it is on its way, it waits for somebody else until a time, or
 * it is parked for a reason.
 */
export type Standing = 'underway' | 'waiting' | ParkReason;
export const STANDINGS: readonly Standing[] = ['underway', 'waiting', ...PARK_REASONS];

/**
 * The index of the order view over the orders for which something is left to do: those that have not ended, and those
 * that have, but hold stock that is to be sold, hold an authorization, or owe a refund. It is sparse: the rows of all
 * others have none of its attributes. Like every read model, the index only says where to look; the event store says
 * how an order really stands.
 */
export const UnfinishedOrdersIndex = {
  NAME: 'UnfinishedOrders',
  /** Partition key: `{standing}#{shard}`, such as `underway#7` or `transient#7`. */
  GROUP: 'unfinishedGroup',
  /**
   * Sort key: `{time of the last event}#{orderId}`, so that the order that stands still for longest comes first. For an
   * order that waits, the time is the one until which it does.
   */
  SINCE: 'unfinishedSince',
  /**
   * Each event of an order moves its entry, which takes two write units of the index. A region starts at most 300
   * executions per second, and an order has at most six events on the usual way: 3,600 units per second. A partition of
   * DynamoDB takes 1,000, so four partitions would just do. Four times as many leave room for uneven hashes and for a
   * projector that catches up. More would make each look at the whole index dearer: it reads every shard.
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
   */
  SHARDS: 16,
} as const;
