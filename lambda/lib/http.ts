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

/** How long a client should wait before it repeats a request that failed: longer than a moment of throttling. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Answers a request, or says that it may be repeated later. Only for requests that can be repeated. Without this, API
 * Gateway would answer 502 and not say whether a repetition makes sense.
 */
export async function answerOrUnavailable(
  answer: () => Promise<APIGatewayProxyResult>,
  onFailure: (error: Error) => void,
): Promise<APIGatewayProxyResult> {
  try {
    return await answer();
  } catch (error) {
    onFailure(error as Error);
    const title = 'the request could not be answered at the moment; it is safe to repeat it';
    return problemAnswer(503, 'UNAVAILABLE', title, [], { 'retry-after': String(RETRY_AFTER_SECONDS) });
  }
}
