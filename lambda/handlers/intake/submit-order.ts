import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MAX_ORDER_BYTES, RefusalReason } from '../../../src/contract/intake';
import { orders } from '../../adapters/from-environment';
import type { Order } from '../../domain/order/order';
import { readMessage } from '../../domain/order/read-message';
import { digestOf } from '../../lib/digest';
import { required } from '../../lib/environment';
import { json, problem } from '../../lib/http';
import { log } from '../../lib/log';

const sqs = new SQSClient({});
const queueUrl = required(Env.ORDER_QUEUE_URL);

/**
 * `POST /orders`: checks the order, puts it on the queue and answers 202 with its URL. The same order again gets the same answer. 400 names
 * each field that is wrong, 409 an id that another order has, 413 a body over the limit, 422 an order that is wrong as a whole.
 */
export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const answer = await submit(event);
  log.info('answered', { status: answer.statusCode });
  return answer;
};

async function submit(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : event.body ?? '';
  const reading = readMessage(text);
  switch (reading.kind) {
    case 'too-large':
      return problem(413, RefusalReason.TOO_LARGE, `the body has ${reading.bytes} bytes; allowed: at most ${MAX_ORDER_BYTES}`);
    case 'unreadable':
      return problem(400, reading.problems[0]!.code, 'the body is not an order', reading.problems);
    case 'unacceptable':
      return problem(reading.whole ? 422 : 400, reading.problems[0]!.code, 'the order cannot be accepted', reading.problems);
    case 'acceptable':
      return accept(reading.order, text, event.requestContext.path);
  }
}

async function accept(order: Order, text: string, collection: string): Promise<APIGatewayProxyResult> {
  const { state } = await orders.loadOrder(order.orderId);
  if (state.digest !== undefined && state.digest !== digestOf(order)) {
    return problem(409, RefusalReason.ID_CONFLICT, `order ${order.orderId} was placed before with another content; allowed: the same content, or another id`);
  }
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: text }));
  const url = `${collection.replace(/\/$/, '')}/${encodeURIComponent(order.orderId)}`;
  return json(202, { orderId: order.orderId, status: 'ACCEPTED', url }, { location: url });
}
