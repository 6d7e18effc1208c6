import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { RefusalReason } from '../../../src/contract/intake';
import { orders } from '../../adapters/from-environment';
import { refuse } from '../../adapters/queue/refuse';
import { startWorkflow } from '../../adapters/workflow/start-workflow';
import type { Order } from '../../domain/order/order';
import { type MessageReading, readMessage } from '../../domain/order/read-message';
import { CommandRefused } from '../../domain/state/refusal';
import { digestOf } from '../../lib/digest';
import { groupBy } from '../../lib/group-by';
import { log } from '../../lib/log';
import { Orders } from '../../orders/orders';

/** Invoked by hand after a repair: runs the workflow of these orders again, from where their events say that they stand. */
interface Rerun {
  readonly rerun: readonly string[];
}

/**
 * Takes orders off the queue: records `OrderPlaced`, starts the workflow. Messages of one order are handled in sequence, those of different
 * orders side by side. A message that fails technically goes back to the queue, with those of its order behind it; one that is no order
 * goes to the dead-letter queue with its reason.
 */
export const handler = async (event: SQSEvent | Rerun): Promise<SQSBatchResponse> => {
  if ('rerun' in event) {
    for (const orderId of event.rerun) await rerun(orderId);
    return { batchItemFailures: [] };
  }
  const messages = event.Records.map(record => ({ record, reading: readMessage(record.body) }));
  const lanes = groupBy(messages, laneOf);
  const failures = await Promise.all([...lanes.values()].map(inSequence));
  return { batchItemFailures: failures.flat() };
};

interface Message {
  readonly record: SQSRecord;
  readonly reading: MessageReading;
}

const laneOf = ({ record, reading }: Message): string => ('order' in reading ? `order ${reading.order.orderId}` : `message ${record.messageId}`);

async function inSequence(lane: readonly Message[]): Promise<SQSBatchItemFailure[]> {
  for (const [index, message] of lane.entries()) {
    try {
      await take(message);
    } catch (error) {
      log.error('back to the queue', { messageId: message.record.messageId, error: error as Error });
      return lane.slice(index).map(({ record }) => ({ itemIdentifier: record.messageId }));
    }
  }
  return [];
}

async function take({ record, reading }: Message): Promise<void> {
  if (reading.kind === 'too-large') return refuse(record, RefusalReason.TOO_LARGE, `${reading.bytes} bytes`);
  if (reading.kind === 'unreadable') return refuse(record, RefusalReason.UNREADABLE, JSON.stringify(reading.problems));
  try {
    await place(reading.order, record.messageId);
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    await refuse(record, RefusalReason.ID_CONFLICT, error.message);
  }
}

async function place(order: Order, messageId: string): Promise<void> {
  const digest = digestOf(order);
  const { state, history, appended } = await orders.execute(order.orderId, { type: 'PlaceOrder', order, digest }, {
    id: `PlaceOrder:${digest}`,
    correlation: messageId,
    known: Orders.unplaced(order.orderId),
  });
  const execution = await startWorkflow(order.orderId, state);
  log.info(appended ? 'placed' : 'placed before', { orderId: order.orderId, status: state.status, version: history.version, execution });
}

async function rerun(orderId: string): Promise<void> {
  const { state } = await orders.loadOrder(orderId);
  if (state.status === 'NEW') throw new Error(`there is no order ${JSON.stringify(orderId)}; allowed: ids of orders on record`);
  log.info('run again', { orderId, status: state.status, execution: await startWorkflow(orderId, state) });
}
