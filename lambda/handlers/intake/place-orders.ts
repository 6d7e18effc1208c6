import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { RefusalReason } from '../../../src/contract/intake';
import { ordersFromEnvironment } from '../../adapters/from-environment';
import { OrderDeadLetterQueue } from '../../adapters/queue/order-dead-letter-queue';
import { StepFunctionsWorkflow } from '../../adapters/workflow/step-functions';
import type { Order } from '../../domain/order/order';
import { type MessageReading, readMessage } from '../../domain/order/read-message';
import { CommandRefused } from '../../domain/state/refusal';
import { type BatchResponse, inLanes, untilOneFails } from '../../lib/batch';
import { digestOf } from '../../lib/digest';
import { required } from '../../lib/environment';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import { Orders } from '../../orders/orders';

/**
 * The input of an operator after a repair: starts the workflow of these orders again. It continues where they stopped.
 */
interface Rerun {
  readonly rerun: readonly string[];
}

interface Message {
  readonly record: SQSRecord;
  readonly reading: MessageReading;
}

interface Needs {
  readonly orders: Orders;
  readonly workflow: StepFunctionsWorkflow;
  readonly deadLetterQueue: OrderDeadLetterQueue;
}

/**
 * Takes orders off the queue, records `OrderPlaced` and starts the workflow. It processes messages of one order in
 * sequence, and those of different orders in parallel. A message that fails technically goes back to the queue, with
 * the later messages of its order. A message that is not an order goes to the dead-letter queue, with a reason.
 */
export const placeOrders = (needs: Needs) => async (event: SQSEvent | Rerun): Promise<BatchResponse> => {
  if ('rerun' in event) {
    for (const orderId of event.rerun) await rerun(needs, orderId);
    return { batchItemFailures: [] };
  }
  const messages = event.Records.map((record): Message => ({ record, reading: readMessage(record.body) }));
  return inLanes(messages, {
    laneOf: ({ record, reading }) =>
      'order' in reading ? `order ${reading.order.orderId}` : `message ${record.messageId}`,
    idOf: ({ record }) => record.messageId,
    work: untilOneFails({
      take: async message => take(needs, message),
      onFailure: ({ record: { messageId } }, error) => log.error('back to the queue', { messageId, error }),
    }),
  });
};

async function take(needs: Needs, { record, reading }: Message): Promise<void> {
  const { deadLetterQueue } = needs;
  if (reading.kind === 'too-large') {
    return deadLetterQueue.refuse(record, RefusalReason.TOO_LARGE, `${reading.bytes} bytes`);
  }
  if (reading.kind === 'unreadable') {
    return deadLetterQueue.refuse(record, RefusalReason.UNREADABLE, JSON.stringify(reading.problems));
  }
  try {
    await place(needs, reading.order, record.messageId);
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    await deadLetterQueue.refuse(record, RefusalReason.ID_CONFLICT, error.message);
  }
}

async function place({ orders, workflow }: Needs, order: Order, messageId: string): Promise<void> {
  const { orderId } = order;
  const digest = digestOf(order);
  const { state, history, appended } = await orders.execute(orderId, { type: 'PlaceOrder', order, digest }, {
    id: `PlaceOrder:${digest}`,
    correlation: messageId,
    known: Orders.unplaced(orderId),
  });
  const execution = await workflow.start(orderId, state);
  log.info(appended ? 'placed' : 'placed before', {
    orderId,
    status: state.status,
    version: history.version,
    execution,
  });
}

async function rerun({ orders, workflow }: Needs, orderId: string): Promise<void> {
  const { state } = await orders.loadOrder(orderId);
  if (state.status === 'NEW') {
    throw new Error(`there is no order ${JSON.stringify(orderId)}; allowed: ids of orders on record`);
  }
  const execution = await workflow.start(orderId, state, { lookAgain: true });
  log.info('run again', { orderId, status: state.status, execution });
}

export const handler = wire(() => placeOrders({
  orders: ordersFromEnvironment(),
  workflow: new StepFunctionsWorkflow(new SFNClient({}), required(Env.STATE_MACHINE_ARN)),
  deadLetterQueue: new OrderDeadLetterQueue(new SQSClient({}), required(Env.ORDER_DLQ_URL)),
}));
