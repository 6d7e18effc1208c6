import { wasNotSent } from './was-not-sent';
import type { PaymentMessage } from '../../../../src/contract/payment/payment-callback';
import { MAX_FOREIGN, foreignText } from '../../../domain/state/foreign-text';
import { NotAsked } from '../gateway';

/** Sends a message. Throws NotAsked if it was surely not sent. */
export type SendPaymentMessage = (message: PaymentMessage, signal: AbortSignal) => Promise<void>;

/**
 * One attempt: after several, the last error would not tell whether an earlier one has sent the message. The workflow
 * tries again.
 */
const ONE_ATTEMPT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

/** The settings of a client in the region of the resource, as far as its ARN or URL says it. */
export const settingsFor = (region: string | undefined) => (region ? { ...ONE_ATTEMPT, region } : ONE_ATTEMPT);
export const regionIn = (arn: string): string | undefined => arn.split(':')[3];

/** Waits until a message is sent. Throws NotAsked if it was surely not. */
export async function trySend(target: string, sending: Promise<unknown>): Promise<void> {
  try {
    await sending;
  } catch (caught) {
    const error = caught as Error;
    if (!wasNotSent(error)) throw error;
    const text = foreignText(`${error.name}: ${error.message}`, MAX_FOREIGN.message);
    throw new NotAsked(`no message was sent to ${target}: ${text}`);
  }
}
