import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { ROUTES } from '../../../src/contract/routes';
import { answerOrUnavailable } from '../../adapters/answer-or-unavailable';
import { orderRowsFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import type { OrderRows } from '../../adapters/order-view/order-rows';
import { isOrderId } from '../../domain/order/texts';
import { jsonAnswer, problemAnswer } from '../../lib/http';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly rows: Pick<OrderRows, 'get'>;
}

/**
 * `GET /orders/{orderId}` returns the row of the order view. `GET /orders/{orderId}/events` returns the timeline, read
 * directly from the event store.
 */
export const readOrder = (needs: Needs) => async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const orderId = decodeId(event.pathParameters?.orderId ?? '');
  const answer = await answerOrUnavailable(
    async () => answerTo(needs, event.resource, orderId),
    error => log.error('cannot answer', { orderId, error }),
  );
  log.info('answered', { orderId, status: answer.statusCode });
  return answer;
};

/** How the resource of the timeline ends, wherever the function is mounted. */
const TIMELINE = ROUTES.READ_TIMELINE.path.slice(ROUTES.READ_ORDER.path.length);

async function answerTo(needs: Needs, resource: string, orderId: string): Promise<APIGatewayProxyResult> {
  if (!isOrderId(orderId)) return notFound(orderId);
  return resource.endsWith(TIMELINE) ? timeline(needs, orderId) : row(needs, orderId);
}

async function row({ rows }: Needs, orderId: string): Promise<APIGatewayProxyResult> {
  const entry = await rows.get(orderId);
  if (!entry?.row) return notFound(orderId, '; an order that was just accepted appears within seconds');
  return jsonAnswer(200, { ...entry.row, version: entry.version });
}

async function timeline({ orders }: Needs, orderId: string): Promise<APIGatewayProxyResult> {
  const { history } = await orders.loadOrder(orderId);
  if (history.events.length === 0) return notFound(orderId);
  const events = history.events.map(({ id, version, time, command, actor, event }) =>
    ({ version, type: event.type, time, id, command, actor, data: event.data }));
  return jsonAnswer(200, { orderId, events });
}

function notFound(orderId: string, hint = ''): APIGatewayProxyResult {
  const id = JSON.stringify(orderId.slice(0, 128));
  return problemAnswer(404, 'ORDER_NOT_FOUND', `no order ${id}${hint}`);
}

/**
 * API Gateway does not decode path parameters. An order id contains no `%`, so even decoding it twice would do no harm.
 */
function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const handler = wire(() => readOrder({ orders: ordersFromEnvironment(), rows: orderRowsFromEnvironment() }));
