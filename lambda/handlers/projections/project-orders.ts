import { MetricName } from '../../../src/contract/metrics';
import {
  orderRowsFromEnvironment, retryQueueFromEnvironment, streamFromEnvironment,
} from '../../adapters/from-environment';
import { OrderReader } from '../../adapters/order-view/order-reader';
import type { OrderRows } from '../../adapters/order-view/order-rows';
import { Projector } from '../../adapters/order-view/projector';
import { type StreamHandler, type StreamHandlerOptions, streamHandler } from '../../adapters/streams/stream-handler';
import { wire } from '../../lib/wire';

interface Needs extends Omit<StreamHandlerOptions, 'reader' | 'metric'> {
  readonly rows: OrderRows;
}

/**
 * Updates the order view. It processes orders in parallel, and the events of one order together. A technical failure
 * holds the shard, and Lambda delivers the events again. An order with an event that cannot be taken is set aside, and
 * the other orders go on; the retry queue brings it back.
 */
export const projectOrders = (needs: Needs): StreamHandler => streamHandler({
  ...needs,
  reader: new OrderReader(new Projector(needs)),
  metric: MetricName.PROJECTION_PARKED,
});

export const handler = wire(() => projectOrders({
  ...streamFromEnvironment(),
  rows: orderRowsFromEnvironment(),
  retryQueue: retryQueueFromEnvironment(),
}));
