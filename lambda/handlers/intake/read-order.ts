import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { orders } from '../../adapters/from-environment';
import { OrderView } from '../../adapters/order-view/order-view-table';
import { isOrderId } from '../../domain/order/texts';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';
import { json, problem } from '../../lib/http';
import { log } from '../../lib/log';

const view = new OrderView(dynamodb, required(Env.VIEW_TABLE));

/** `GET /orders/{orderId}`: the order view's row. `GET /orders/{orderId}/events`: the timeline, straight from the event store. */
export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const orderId = decode(event.pathParameters?.orderId ?? '');
  const answer = !isOrderId(orderId) ? notFound(orderId) : event.resource.endsWith('/events') ? await timeline(orderId) : await row(orderId);
  log.info('answered', { orderId, status: answer.statusCode });
  return answer;
};

async function row(orderId: string): Promise<APIGatewayProxyResult> {
  const entry = await view.get(orderId);
  return entry?.row ? json(200, { ...entry.row, version: entry.version }) : notFound(orderId);
}

async function timeline(orderId: string): Promise<APIGatewayProxyResult> {
  const { history: { events } } = await orders.loadOrder(orderId);
  if (events.length === 0) return notFound(orderId);
  return json(200, {
    orderId,
    events: events.map(({ id, version, time, command, actor, event }) => ({ version, type: event.type, time, id, command, actor, data: event.data })),
  });
}

const notFound = (orderId: string) =>
  problem(404, 'ORDER_NOT_FOUND', `no order ${JSON.stringify(orderId.slice(0, 128))}; an order that was just accepted appears within seconds`);

/** API Gateway hands a path parameter as it stands in the path. An order id has no `%`, so decoding is never done twice. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
