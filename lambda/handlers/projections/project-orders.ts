import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { countFromEnvironment, orderRowsFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import { Projector } from '../../adapters/order-view/projector';
import { type BatchResponse, inLanes } from '../../lib/batch';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import { imageOf, orderIdIn, sequenceNumberOf } from '../../orders/stream-record';

/** The input of an operator after a repair: projects the events of these orders that their rows do not show yet. */
interface Redrive {
  readonly redrive: readonly string[];
}

type StreamHandler = (event: DynamoDBStreamEvent | Redrive) => Promise<BatchResponse>;

interface Needs {
  readonly projector: Pick<Projector, 'project' | 'redrive'>;
}

/**
 * Updates the order view. It processes orders in parallel, and the events of one order together. It reports an order
 * that fails technically, and Lambda retries the shard from the first record of that order. An event that it can never
 * apply (a poison event) parks its order, and the other orders go on.
 */
export const projectOrders = ({ projector }: Needs): StreamHandler => async event => {
  if ('redrive' in event) {
    for (const orderId of event.redrive) await projector.redrive(orderId);
    return { batchItemFailures: [] };
  }
  const announced = event.Records.flatMap(announcedBy);
  const response = await inLanes(announced, {
    laneOf: ({ orderId }) => orderId,
    idOf: ({ record }) => sequenceNumberOf(record),
    work: async lane => project(projector, lane),
  });
  const orders = new Set(announced.map(({ orderId }) => orderId)).size;
  log.info('projected', { records: event.Records.length, orders, failed: response.batchItemFailures.length });
  return response;
};

/** An event of an order that the stream announces. */
interface Announced {
  readonly orderId: string;
  readonly record: DynamoDBRecord;
}

/** Nothing if the record belongs to another stream than an order's own. */
function announcedBy(record: DynamoDBRecord): Announced[] {
  const orderId = orderIdIn(record);
  return orderId === undefined ? [] : [{ orderId, record }];
}

/** Projects an order. If that fails, returns its first event, from which Lambda retries the shard. */
async function project(projector: Needs['projector'], lane: readonly Announced[]): Promise<readonly Announced[]> {
  const [first] = lane as [Announced];
  try {
    await projector.project(first.orderId, lane.map(({ record }) => imageOf(record)));
    return [];
  } catch (error) {
    log.error('will be tried again', { orderId: first.orderId, error: error as Error });
    return [first];
  }
}

export const handler = wire(() => projectOrders({
  projector: new Projector({
    orders: ordersFromEnvironment(),
    rows: orderRowsFromEnvironment(),
    count: countFromEnvironment(),
  }),
}));
