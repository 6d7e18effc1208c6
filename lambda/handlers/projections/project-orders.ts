import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { countFromEnvironment, orderRowsFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import { Projector } from '../../adapters/order-view/projector';
import { type BatchResponse, inLanes } from '../../lib/batch';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import { imageOf, orderIdIn, sequenceNumberOf } from '../../orders/stream-record';

/** Invoked by hand after a repair: projects these orders again from where they are stuck. */
interface Redrive {
  readonly redrive: readonly string[];
}

type StreamHandler = (event: DynamoDBStreamEvent | Redrive) => Promise<BatchResponse>;

interface Needs {
  readonly projector: Pick<Projector, 'project' | 'redrive'>;
}

/**
 * Keeps the order view. Orders are handled side by side, the events of one order together. An order that fails
 * technically is reported, and the shard tries again from its first record; a poison event parks its order and lets the
 * others go on.
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

/** Nothing where the record is about another stream than an order's own. */
function announcedBy(record: DynamoDBRecord): Announced[] {
  const orderId = orderIdIn(record);
  return orderId === undefined ? [] : [{ orderId, record }];
}

/** Returns the first event of an order that fails: the shard goes on from there. */
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
