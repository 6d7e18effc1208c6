import type { APIGatewayProxyResult } from 'aws-lambda';
import { problemAnswer } from '../../lib/http';

/** The answer to a request about an order that is not on record. */
export function orderNotFound(orderId: string, hint = ''): APIGatewayProxyResult {
  const id = JSON.stringify(orderId.slice(0, 128));
  return problemAnswer(404, 'ORDER_NOT_FOUND', `no order ${id}${hint}`);
}
