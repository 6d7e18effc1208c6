import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { EventAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { MetricName } from '../../../src/contract/metrics';
import { EventBus } from '../../adapters/bus/event-bus';
import {
  backoff, countFromEnvironment, identityFromEnvironment, ordersFromEnvironment,
} from '../../adapters/from-environment';
import type { BatchResponse } from '../../lib/batch';
import { required } from '../../lib/environment';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import { type CloudEvent, toCloudEvent } from '../../orders/cloud-event';
import type { Orders } from '../../orders/orders';
import { readItem } from '../../orders/stored-item';
import { imageOf, orderIdIn, sequenceNumberOf } from '../../orders/stream-record';

/**
 * The input of an operator after a repair: publishes all events of these orders again. Consumers recognise duplicates
 * by their ids.
 */
interface Republish {
  readonly redrive: readonly string[];
}

interface Needs {
  /** The identity of the pipeline, which the source of its events contains. */
  readonly identity: string;
  readonly orders: Orders;
  readonly bus: EventBus;
  readonly count: CountMetric;
}

interface Relayed {
  readonly record: DynamoDBRecord;
  readonly event: CloudEvent;
}

/**
 * The relay of the outbox: publishes every recorded event to the bus, at least once. It reports events that the bus
 * refuses, and Lambda retries the shard from the first of them. It counts and skips an event that it cannot read, and
 * publishes the others.
 */
export const relayEvents = (needs: Needs) => async (event: DynamoDBStreamEvent | Republish): Promise<BatchResponse> => {
  if ('redrive' in event) {
    for (const orderId of event.redrive) await republish(needs, orderId);
    return { batchItemFailures: [] };
  }
  const relayed = event.Records.flatMap(record => relayedOf(needs, record));
  const failed = await needs.bus.publish(relayed.map(one => one.event));
  log.info('relayed', { records: relayed.length, failed: failed.length });
  if (failed.length > 0) {
    const orderIds = [...new Set(failed.map(({ subject }) => subject))];
    log.error('the bus refused events, will be tried again', { orderIds });
  }
  const ids = new Set(failed.map(({ id }) => id));
  const refused = relayed.filter(one => ids.has(one.event.id));
  return { batchItemFailures: refused.map(({ record }) => ({ itemIdentifier: sequenceNumberOf(record) })) };
};

function relayedOf({ identity, count }: Needs, record: DynamoDBRecord): Relayed[] {
  const orderId = orderIdIn(record);
  if (!orderId) return [];
  const image = imageOf(record);
  try {
    return [{ record, event: toCloudEvent(readItem(image), { orderId, identity }) }];
  } catch (error) {
    const version = image[EventAttribute.VERSION]?.N;
    log.error('an event cannot be read and is not relayed', { orderId, version, error: error as Error });
    count(MetricName.EVENT_UNREADABLE, { orderId });
    return [];
  }
}

async function republish({ identity, orders, bus }: Needs, orderId: string): Promise<void> {
  const { events } = (await orders.loadOrder(orderId)).history;
  const failed = await bus.publish(events.map(stored => toCloudEvent(stored, { orderId, identity })));
  if (failed.length > 0) {
    throw new Error(`the bus refused ${failed.length} of ${events.length} events of order ${orderId}`);
  }
  log.info('published again', { orderId, events: events.length });
}

export const handler = wire(() => relayEvents({
  identity: identityFromEnvironment(),
  orders: ordersFromEnvironment(),
  bus: new EventBus({ client: new EventBridgeClient({}), bus: required(Env.EVENT_BUS_NAME), backoff }),
  count: countFromEnvironment(),
}));
