import { didNotRun } from '../function/did-not-run';

/** What an error of an AWS client says about the response of the service. */
interface Answered {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The service gave up waiting for the rest of a request, and may have had enough of it. */
const REQUEST_TIMEOUT = 408;

/**
 * Whether a failed call proves that no message was sent. SQS, SNS and Lambda take a message with a status of 2XX. With
 * 4XX they refuse it, for instance because they throttle the caller or the queue does not exist.
 */
export function wasNotSent(error: Error): boolean {
  const status = (error as Answered).$metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500 && status !== REQUEST_TIMEOUT) || didNotRun(error);
}
