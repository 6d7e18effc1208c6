import type { APIGatewayProxyResult } from 'aws-lambda';
import { isLoad } from './load';
import { problemAnswer } from '../lib/http';

/** How long a client should wait before it repeats a request that failed: longer than a moment of throttling. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Answers a request, or says that it may be repeated later. Only for requests that can be repeated. Throws a defect:
 * then API Gateway answers 502, and the error counts in the metrics of the function.
 */
export async function answerOrUnavailable(
  answer: () => Promise<APIGatewayProxyResult>,
  onFailure: (error: Error) => void,
): Promise<APIGatewayProxyResult> {
  try {
    return await answer();
  } catch (error) {
    onFailure(error as Error);
    if (!isLoad(error)) throw error;
    const title = 'the request could not be answered at the moment; it is safe to repeat it';
    return problemAnswer(503, 'UNAVAILABLE', title, [], { 'retry-after': String(RETRY_AFTER_SECONDS) });
  }
}
