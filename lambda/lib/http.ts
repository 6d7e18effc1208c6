import type { APIGatewayProxyResult } from 'aws-lambda';

/** A problem of a request: the path of the wrong value, the code of the rule, and a message. */
export interface ProblemDetail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export function jsonAnswer(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** An error as problem details. @see RFC 9457 */
export function problemAnswer(
  statusCode: number,
  code: string,
  title: string,
  problems: readonly ProblemDetail[] = [],
  headers: Record<string, string> = {},
): APIGatewayProxyResult {
  const body = { type: 'about:blank', status: statusCode, title, code, problems };
  return jsonAnswer(statusCode, body, { 'content-type': 'application/problem+json', ...headers });
}
