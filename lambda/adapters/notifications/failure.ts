import { MessageRejected, SESServiceException } from '@aws-sdk/client-ses';
import { TechnicalError } from '../../../src/contract/errors';

/**
 * Why a notification failed:
 * - `refused`: SES refuses this one email, for example because of its address. No retry helps.
 * - `ours`: SES or SNS refuse what we send until somebody repairs something: permission, verification, sending.
 * - `busy`: throttling, an outage, or another sender. It passes by itself.
 * - `defect`: anything else, such as a message that cannot be read, or a template that fails.
 */
export type Failure = 'refused' | 'ours' | 'busy' | 'defect';

export function failureOf(error: Error): Failure {
  if (PASSING.has(error.name) || isThrottling(error) || isOutage(error)) return 'busy';
  if (isAboutMessage(error)) return 'refused';
  return '$fault' in error ? 'ours' : 'defect';
}

/** Errors of this code that pass by themselves. A newer release can read an event that this one cannot. */
const PASSING = new Set<string>([
  TechnicalError.CONFLICT, TechnicalError.CONTENTION, TechnicalError.UNKNOWN_EVENT, 'DeliveryInProgress', 'OutOfTime',
]);

/** SES calls it `Throttling`, also when the quota of 24 hours is used up; SNS and DynamoDB have other names for it. */
const THROTTLING = /throttl|TooManyRequests|LimitExceeded|ThroughputExceeded/i;
const isThrottling = ({ name }: Error): boolean => THROTTLING.test(name);

/** The service failed, or did not answer. The SDK marks what it may retry. */
const isOutage = (error: Error & Partial<ServiceFailure>): boolean =>
  error.$fault === 'server' || (error.$metadata?.httpStatusCode ?? 0) >= 500 || error.$retryable !== undefined ||
  error.name === 'TimeoutError' || NETWORK.test(error.code ?? '');

/** What the SDK and Node put on an error. */
interface ServiceFailure {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly $retryable: object;
  readonly code: string;
}

/** Codes of Node's network errors, such as ECONNRESET and EAI_AGAIN. */
const NETWORK = /^(?:E[A-Z]+|EAI_[A-Z]+)$/;

/**
 * SES names an invalid address `InvalidParameterValue`, and an email whose content it does not accept
 * `MessageRejected`. But it also says `MessageRejected` when the sender, or the recipient in its sandbox, is not
 * verified, and when sending is paused: then all emails fail until somebody acts.
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
function isAboutMessage(error: Error): boolean {
  if (error instanceof MessageRejected) return !/not verified|paused|suspended|shut down|sandbox/i.test(error.message);
  return error instanceof SESServiceException && error.name === 'InvalidParameterValue';
}
