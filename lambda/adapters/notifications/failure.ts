import { MessageRejected, SESServiceException } from '@aws-sdk/client-ses';
import { DeliveryInProgress, ReceiptLost } from './delivery';
import { isTransient } from '../../../src/contract/errors';
import { DeadlineExceeded } from '../../lib/flow/deadline';
import { isServiceFault } from '../../lib/flow/service-fault';

/**
 * Why a notification failed:
 * - `refused`: SES refuses this one email, for example because of its address. No retry helps.
 * - `ours`: SES or SNS refuse what we send until somebody repairs something: permission, verification, sending.
 * - `busy`: throttling, an outage, too little time, or another sender. It passes by itself.
 * - `defect`: anything else, such as a message that cannot be read, or a template that fails.
 */
export type Failure = 'refused' | 'ours' | 'busy' | 'defect';

const PASSING = [DeliveryInProgress, ReceiptLost, DeadlineExceeded];

export function failureOf(error: Error): Failure {
  if (PASSING.some(type => error instanceof type)) return 'busy';
  if (isTransient(error.name) || isServiceFault(error)) return 'busy';
  if (isAboutMessage(error)) return 'refused';
  return '$fault' in error ? 'ours' : 'defect';
}

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
