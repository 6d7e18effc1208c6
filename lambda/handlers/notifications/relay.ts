import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { EventAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { MetricName } from '../../../src/contract/metrics';
import { publish } from '../../adapters/bus/publish';
import { orders } from '../../adapters/from-environment';
import { required } from '../../lib/environment';
import { log } from '../../lib/log';
import { count } from '../../lib/metrics';
import { type CloudEvent, toCloudEvent } from '../../orders/cloud-event';
import { orderIdOf, toItem } from '../../orders/stored-event';

const eventBridge = new EventBridgeClient({});
const bus = required(Env.EVENT_BUS_NAME);

/** Invoked by hand after a repair: publishes all events of these orders again. Consumers know repeated events by their ids. */
interface Redrive {
  readonly redrive: readonly string[];
}

/**
 * The outbox: whatever the event store has recorded goes to the bus, at least once. Events that the bus refuses are reported, and the shard
 * tries again from the first of them; one that cannot be read is counted and left out, and the others go on.
 */
export const handler = async (event: DynamoDBStreamEvent | Redrive): Promise<DynamoDBBatchResponse> => {
  if ('redrive' in event) {
    for (const orderId of event.redrive) await republish(orderId);
    return { batchItemFailures: [] };
  }
  const relayed = event.Records.flatMap(read);
  const failed = await publish(eventBridge, bus, relayed.map(one => one.event));
  const ids = new Set(failed.map(({ id }) => id));
  log.info('relayed', { records: relayed.length, failed: failed.length });
  if (failed.length > 0) log.error('the bus refused events, will be tried again', { orderIds: [...new Set(failed.map(({ subject }) => subject))] });
  return { batchItemFailures: relayed.filter(one => ids.has(one.event.id)).map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
};

function read({ dynamodb }: DynamoDBRecord): { sequenceNumber: string; event: CloudEvent }[] {
  const image = dynamodb!.NewImage as Record<string, AttributeValue>;
  const orderId = orderIdOf(image[EventAttribute.STREAM]!.S!);
  if (!orderId) return [];
  try {
    return [{ sequenceNumber: dynamodb!.SequenceNumber!, event: toCloudEvent(image, orderId) }];
  } catch (error) {
    log.error('an event cannot be read and is not relayed', { orderId, version: image[EventAttribute.VERSION]?.N, error: error as Error });
    count(MetricName.EVENT_UNREADABLE, { orderId });
    return [];
  }
}

async function republish(orderId: string): Promise<void> {
  const { history } = await orders.loadOrder(orderId);
  const failed = await publish(eventBridge, bus, history.events.map(one => toCloudEvent(toItem(one), orderId)));
  if (failed.length > 0) throw new Error(`the bus refused ${failed.length} of ${history.events.length} events of order ${orderId}`);
  log.info('published again', { orderId, events: history.events.length });
}
