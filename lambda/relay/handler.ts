import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { toCloudEvent } from './cloud-event';
import { publish } from './publish';
import { EventAttribute } from '../../src/contract/attributes';
import { Env } from '../../src/contract/environment';
import { orderIdOf } from '../event-store/stored-event';
import { required } from '../shared/environment';
import { log } from '../shared/log';

const eventBridge = new EventBridgeClient({});
const bus = required(Env.EVENT_BUS_NAME);

/**
 * The outbox: whatever the event store has recorded goes to the bus, at least once. Events that the bus refuses are reported, and the shard
 * tries again from the first of them.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const events = Records.flatMap(({ dynamodb }) => {
    const image = dynamodb!.NewImage as Record<string, AttributeValue>;
    const orderId = orderIdOf(image[EventAttribute.STREAM]!.S!);
    return orderId ? [{ sequenceNumber: dynamodb!.SequenceNumber!, event: toCloudEvent(image, orderId) }] : [];
  });
  const failed = new Set((await publish(eventBridge, bus, events.map(({ event }) => event))).map(({ id }) => id));
  log.info('relayed', { records: events.length, failed: failed.size });
  return { batchItemFailures: events.filter(({ event }) => failed.has(event.id)).map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
};
