import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBBatchItemFailure, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { EventAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { orders } from '../../adapters/from-environment';
import { OrderView } from '../../adapters/order-view/order-view-table';
import { Projector } from '../../adapters/order-view/projector';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';
import { groupBy } from '../../lib/group-by';
import { log } from '../../lib/log';
import { orderIdOf } from '../../orders/stored-event';

const projector = new Projector(orders, new OrderView(dynamodb, required(Env.VIEW_TABLE)));

/** Invoked by hand after a repair: projects these orders again from where they are stuck. */
interface Redrive {
  readonly redrive: readonly string[];
}

/**
 * Keeps the order view. Orders are handled side by side, the events of one order together. An order that fails technically is reported, and
 * the shard tries again from its first record; a poison event parks its order and lets the others go on.
 */
export const handler = async (event: DynamoDBStreamEvent | Redrive): Promise<DynamoDBBatchResponse> => {
  if ('redrive' in event) {
    for (const orderId of event.redrive) await projector.redrive(orderId);
    return { batchItemFailures: [] };
  }
  const byOrder = groupBy(event.Records, record => orderIdOf(imageOf(record)[EventAttribute.STREAM]!.S!) ?? '');
  byOrder.delete(''); // streams that are not an order's own
  const failures = await Promise.all([...byOrder].map(([orderId, records]) => projectOrder(orderId, records)));
  log.info('projected', { records: event.Records.length, orders: byOrder.size, failed: failures.flat().length });
  return { batchItemFailures: failures.flat() };
};

async function projectOrder(orderId: string, records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchItemFailure[]> {
  try {
    await projector.project(orderId, records.map(imageOf));
    return [];
  } catch (error) {
    log.error('will be tried again', { orderId, error: error as Error });
    return [{ itemIdentifier: records[0]!.dynamodb!.SequenceNumber! }];
  }
}

const imageOf = (record: DynamoDBRecord) => record.dynamodb!.NewImage as Record<string, AttributeValue>;
