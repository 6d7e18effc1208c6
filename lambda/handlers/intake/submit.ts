import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MAX_ORDER_BYTES, RefusalReason } from '../../../src/contract/intake';
import { commandAt } from '../../../src/contract/routes';
import { answerOrUnavailable } from '../../adapters/answer-or-unavailable';
import { CommandRequests } from '../../adapters/api/command-requests';
import { bodyOf } from '../../adapters/api/request';
import { CLIENT_SETTINGS } from '../../adapters/client-settings';
import { commandsFromEnvironment, countFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import { OrderQueue } from '../../adapters/queue/order-queue';
import type { Order } from '../../domain/order/order';
import { readMessage } from '../../domain/order/read-message';
import { CommandRefused } from '../../domain/state/refusal';
import { required } from '../../lib/environment';
import { jsonAnswer, problemAnswer } from '../../lib/http';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly queue: OrderQueue;
  readonly commandRequests: CommandRequests;
}

/**
 * Takes what clients send: orders, and commands for orders on record. Both append to the event store and send a message
 * to the order queue, so one function with these permissions does, and rare commands find it warm.
 *
 * `POST /orders` records the order, puts it on the queue and responds with 202 and its URL. The same order again gets
 * the same response. Errors are 400 if fields are wrong, 409 if another order has the id, 413 if the body is too large,
 * 422 if the order is wrong as a whole, and 503 if a service does not answer.
 */
export const submit = (needs: Needs) => async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const answer = await answerOrUnavailable(
    async () => {
      const command = commandAt(event.resource);
      return command ? needs.commandRequests.answer(event, command) : submitOrder(needs, event);
    },
    error => log.error('cannot answer', { error }),
  );
  log.info('answered', { status: answer.statusCode });
  return answer;
};

async function submitOrder(needs: Needs, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
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
      return accept(needs, reading.order, text, event.requestContext);
  }
}

/**
 * Appends `OrderPlaced`, then sends the message that makes the intake start the workflow. So the log decides here which
 * of two orders with the same id is placed: one client gets 202, the other 409. After the queue it would be too late,
 * because both would have got 202.
 *
 * If the message cannot be sent, the order is placed but does not start. The client gets 503; when it repeats the
 * request, the append changes nothing and the message is sent. Should it never do so, the order stands still in status
 * `PLACED`. The heartbeat finds it there by its row in the order view. If the stream has lost its record as well, it
 * has no row, and no execution either: then only a redrive of the projector, with `since`, makes the row.
 */
async function accept(
  { orders, queue }: Needs,
  order: Order,
  text: string,
  { path, requestId }: APIGatewayProxyEvent['requestContext'],
): Promise<APIGatewayProxyResult> {
  const { orderId } = order;
  try {
    await orders.place(order, requestId);
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return problemAnswer(409, RefusalReason.ID_CONFLICT, error.message);
  }
  await queue.send(text);
  const url = `${path.replace(/\/$/, '')}/${encodeURIComponent(orderId)}`;
  return jsonAnswer(202, { orderId, status: 'ACCEPTED', url }, { location: url });
}

export const handler = wire(() => {
  const orders = ordersFromEnvironment();
  const queue = new OrderQueue(new SQSClient(CLIENT_SETTINGS), required(Env.ORDER_QUEUE_URL));
  const commands = commandsFromEnvironment(orders);
  return submit({
    orders,
    queue,
    commandRequests: new CommandRequests({ commands, queue, count: countFromEnvironment() }),
  });
});
