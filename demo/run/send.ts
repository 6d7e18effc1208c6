import { SQSClient, SQSServiceException, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Order } from '../../lambda/domain/order/order';
import { fullJitter } from '../../lambda/lib/backoff';
import { system } from '../../lambda/lib/system';
import { MAX_ORDER_BYTES, RefusalReason } from '../../src/contract/intake';
import { ROUTES } from '../../src/contract/routes';
import { type DemoOutputs, apiUrlOf } from '../target/outputs';
import type { Target } from '../target/target';

const untilNextTry = fullJitter(system);

/** SQS accepts up to 10 messages in a batch. */
const BATCH_ENTRIES = 10;
/** The number of parallel batches and REST calls: enough to keep the pipeline busy. */
const PARALLEL = 4;
const SEND_TRIES = 6;
/** Every tenth order goes through the REST API. */
const REST_EVERY = 10;

/** The counts of the orders sent so far. */
export interface SendProgress {
  sent: number;
  byApi: number;
  /** Orders that the API refused with a 4xx. The demo then sent them to the queue, so that a rejection is recorded. */
  refusedByApi: number;
  /** Orders that SQS itself did not accept, with the reason. */
  readonly refusedByQueue: Map<string, string>;
}

export const newSendProgress = (): SendProgress => ({ sent: 0, byApi: 0, refusedByApi: 0, refusedByQueue: new Map() });

/**
 * Sends every order, every tenth through the API and the others through the queue. Retries failed calls; the pipeline
 * recognizes an order that arrives twice.
 */
export async function sendOrders(target: Target, orders: readonly Order[], sending: SendProgress): Promise<void> {
  const sqs = new SQSClient(target.client);
  const queueUrl = target.outputs.OrderQueueUrl;
  const isByApi = (_: unknown, index: number) => index % REST_EVERY === REST_EVERY - 1;
  const byApi = orders.filter(isByApi);
  const batches = batchesOf(orders.filter((order, index) => !isByApi(order, index)));
  await Promise.all([
    sendInParallel(batches, async batch => sendBatch(sqs, queueUrl, batch, sending)),
    sendInParallel(byApi, async order => {
      if (await post(target.outputs, order)) {
        sending.byApi += 1;
        sending.sent += 1;
      } else {
        sending.refusedByApi += 1;
        await sendBatch(sqs, queueUrl, [orderMessageOf(order)], sending);
      }
    }),
  ]);
  sqs.destroy();
}

/** An order as the body of a message. */
export interface OrderMessage {
  readonly orderId: string;
  readonly body: string;
}

const orderMessageOf = (order: Order): OrderMessage => ({ orderId: order.orderId, body: JSON.stringify(order) });

/** Makes batches of up to 10 messages and 256 KiB. A larger message gets its own batch, and the receiver refuses it. */
export function batchesOf(orders: readonly Order[]): OrderMessage[][] {
  const batches: OrderMessage[][] = [];
  let bytes = Infinity;
  for (const message of orders.map(orderMessageOf)) {
    const size = Buffer.byteLength(message.body);
    if (bytes + size > MAX_ORDER_BYTES || batches.at(-1)!.length === BATCH_ENTRIES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(message);
    bytes += size;
  }
  return batches;
}

async function sendBatch(
  sqs: SQSClient, queueUrl: string, batch: readonly OrderMessage[], sending: SendProgress,
): Promise<void> {
  let open = [...batch];
  for (let attempt = 1; open.length > 0; attempt++) {
    const Entries = open.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
    try {
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const failed = new Set(Failed.map(({ Id }) => Number(Id)));
      sending.sent += open.length - failed.size;
      open = open.filter((_, index) => failed.has(index));
      if (open.length > 0 && attempt >= SEND_TRIES) {
        throw new Error(`the queue does not take ${open.length} orders: ${Failed[0]?.Code} ${Failed[0]?.Message}`);
      }
    } catch (error) {
      if (!isTooLarge(error) || open.length > 1) throw error;
      sending.refusedByQueue.set(open[0]!.orderId, RefusalReason.TOO_LARGE);
      sending.sent += 1;
      return;
    }
    if (open.length > 0) await untilNextTry(attempt);
  }
}

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof SQSServiceException)) return false;
  return /TooLong|must be shorter|longer than/i.test(`${error.name} ${error.message}`);
}

/** Sends an order to the API. Returns true if the API accepts it, and false if the API refuses it. */
async function post(outputs: DemoOutputs, order: Order): Promise<boolean> {
  const { method, path } = ROUTES.SUBMIT_ORDER;
  const request = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) };
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(apiUrlOf(outputs, path), request).catch((error: Error) => error);
    const status = answer instanceof Error ? 0 : answer.status;
    if (!(answer instanceof Error)) await answer.arrayBuffer(); // an unread response would block its connection
    if (status === 202) return true;
    if (status >= 400 && status < 500 && status !== 429) return false;
    if (attempt >= SEND_TRIES) {
      const found = answer instanceof Error ? answer.message : status;
      throw new Error(`${method} ${path} of ${order.orderId} is answered with ${found}; allowed: 202, or a 4xx`);
    }
    await untilNextTry(attempt);
  }
}

async function sendInParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const open = items.values();
  await Promise.all(Array.from({ length: PARALLEL }, async () => {
    for (const item of open) await work(item);
  }));
}
