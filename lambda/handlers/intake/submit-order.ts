import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MAX_ORDER_BYTES, RefusalReason } from '../../../src/contract/intake';
import { ordersFromEnvironment } from '../../adapters/from-environment';
import { OrderQueue } from '../../adapters/queue/order-queue';
import type { Order } from '../../domain/order/order';
import { readMessage } from '../../domain/order/read-message';
import { digestOf } from '../../lib/digest';
import { required } from '../../lib/environment';
import { jsonAnswer, problemAnswer } from '../../lib/http';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly queue: OrderQueue;
}

/**
 * `POST /orders` checks the order, puts it on the queue and responds with 202 and its URL. The same order again gets
 * the same response. Errors are 400 if fields are wrong, 409 if another order has the id, 413 if the body is too large,
 * and 422 if the order is wrong as a whole.
 */
export const submitOrder = (needs: Needs) => async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const answer = await submit(needs, event);
  log.info('answered', { status: answer.statusCode });
  return answer;
};

async function submit(needs: Needs, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const text = bodyOf(event);
  const reading = readMessage(text);
  switch (reading.kind) {
    case 'too-large': {
      const title = `the body has ${reading.bytes} bytes; allowed: at most ${MAX_ORDER_BYTES}`;
      return problemAnswer(413, RefusalReason.TOO_LARGE, title);
    }
    case 'unreadable':
      return problemAnswer(400, reading.problems[0]!.code, 'the body is not an order', reading.problems);
    case 'unacceptable':
      return problemAnswer(
        reading.whole ? 422 : 400,
        reading.problems[0]!.code,
        'the order cannot be accepted',
        reading.problems,
      );
    case 'acceptable':
      return accept(needs, reading.order, text, event.requestContext.path);
  }
}

const bodyOf = ({ body, isBase64Encoded }: APIGatewayProxyEvent): string =>
  (isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : body ?? '');

async function accept(
  { orders, queue }: Needs,
  order: Order,
  text: string,
  collection: string,
): Promise<APIGatewayProxyResult> {
  const { orderId } = order;
  const { state } = await orders.loadOrder(orderId);
  if (state.digest !== undefined && state.digest !== digestOf(order)) {
    const title = `order ${orderId} was placed before with another content; allowed: the same content, or another id`;
    return problemAnswer(409, RefusalReason.ID_CONFLICT, title);
  }
  await queue.send(text);
  const url = `${collection.replace(/\/$/, '')}/${encodeURIComponent(orderId)}`;
  return jsonAnswer(202, { orderId, status: 'ACCEPTED', url }, { location: url });
}

export const handler = wire(() => submitOrder({
  orders: ordersFromEnvironment(),
  queue: new OrderQueue(new SQSClient({}), required(Env.ORDER_QUEUE_URL)),
}));
