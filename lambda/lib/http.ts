import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Problem } from '../domain/order/problem';

export const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): APIGatewayProxyResult =>
  ({ statusCode, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, body: JSON.stringify(body) });

/** An error as problem details. @see RFC 9457 */
export function problem(statusCode: number, code: string, title: string, problems: readonly Problem[] = []): APIGatewayProxyResult {
  return json(statusCode, { type: 'about:blank', status: statusCode, title, code, problems }, { 'content-type': 'application/problem+json' });
}
