/** What a request to the API says, as text. */
import type { APIGatewayProxyEvent } from 'aws-lambda';

export const bodyOf = ({ body, isBase64Encoded }: APIGatewayProxyEvent): string =>
  (isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : body ?? '');

/**
 * An id in the path. API Gateway does not decode path parameters. An id contains no `%`, so even decoding it twice
 * would do no harm.
 */
export function idIn({ pathParameters }: APIGatewayProxyEvent, name: 'orderId' | 'commandId'): string {
  const text = pathParameters?.[name] ?? '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
