import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { ROUTES, type Route } from '../../../src/contract/routes';
import type { CommandStream } from '../../../src/contract/streams';
import { answerOrUnavailable } from '../../adapters/answer-or-unavailable';
import { orderNotFound } from '../../adapters/api/order-not-found';
import { idIn } from '../../adapters/api/request';
import {
  commandsFromEnvironment, orderRowsFromEnvironment, ordersFromEnvironment,
} from '../../adapters/from-environment';
import type { OrderRows } from '../../adapters/order-view/order-rows';
import { isOrderId } from '../../domain/order/texts';
import { jsonAnswer, problemAnswer } from '../../lib/http';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import { publicData } from '../../orders/cloud-event';
import type { Commands } from '../../orders/commands/commands';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly rows: Pick<OrderRows, 'get'>;
  readonly commands: Pick<Commands, 'outcomeOf'>;
}

/**
 * `GET /orders/{orderId}` returns the row of the order view. `GET /orders/{orderId}/events` returns the timeline, read
 * directly from the event store. `GET /orders/{orderId}/commands/{commandId}` returns what became of a command.
 */
export const readOrder = (needs: Needs) => async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const orderId = idIn(event, 'orderId');
  const answer = await answerOrUnavailable(
    async () => answerTo(needs, event, orderId),
    error => log.error('cannot answer', { orderId, error }),
  );
  log.info('answered', { orderId, status: answer.statusCode });
  return answer;
};

async function answerTo(needs: Needs, event: APIGatewayProxyEvent, orderId: string): Promise<APIGatewayProxyResult> {
  if (!isOrderId(orderId)) return orderNotFound(orderId);
  // How the resource ends, wherever the function is mounted.
  const isAt = ({ path }: Route) => event.resource.endsWith(path);
  if (isAt(ROUTES.READ_COMMAND)) return outcome(needs, { orderId, commandId: idIn(event, 'commandId') });
  return isAt(ROUTES.READ_TIMELINE) ? timeline(needs, orderId) : row(needs, orderId);
}

async function row({ rows }: Needs, orderId: string): Promise<APIGatewayProxyResult> {
  const entry = await rows.get(orderId);
  if (!entry?.row) return orderNotFound(orderId, '; an order that was just accepted appears within seconds');
  // Keys and single requests are for the pipeline. `payment` says what they come to.
  const { payments: _, ...shown } = entry.row;
  return jsonAnswer(200, { ...shown, version: entry.version });
}

async function timeline({ orders }: Needs, orderId: string): Promise<APIGatewayProxyResult> {
  const { history } = await orders.loadOrder(orderId);
  if (history.events.length === 0) return orderNotFound(orderId);
  const events = history.events.map(({ id, version, time, command, actor, event }) =>
    ({ version, type: event.type, time, id, command, actor, data: publicData(event.data) }));
  return jsonAnswer(200, { orderId, events });
}

async function outcome({ commands }: Needs, id: CommandStream): Promise<APIGatewayProxyResult> {
  const found = isOrderId(id.commandId) ? await commands.outcomeOf(id) : undefined;
  if (!found) {
    const [command, order] = [id.commandId, id.orderId].map(text => JSON.stringify(text.slice(0, 128)));
    return problemAnswer(404, 'COMMAND_NOT_FOUND', `no command ${command} for order ${order}`);
  }
  const { time, record: { type, data: { digest: _, ...data } } } = found;
  return jsonAnswer(200, { ...id, status: type === 'CommandAccepted' ? 'ACCEPTED' : 'REFUSED', time, ...data });
}

export const handler = wire(() => readOrder({
  orders: ordersFromEnvironment(),
  rows: orderRowsFromEnvironment(),
  commands: commandsFromEnvironment(),
}));
