/** The steps that call a payment provider which gets its requests by a queue or a topic. */
import { Env } from '../../../src/contract/environment';
import type { SendPaymentMessage } from '../../adapters/payment/callback/send';
import { sendToQueue, sendToTopic } from '../../adapters/payment/callback/send-by-message';
import { callbackGateway } from '../../adapters/payment-from-environment';
import { paymentStepsWith } from '../../adapters/steps/payment-steps';
import { optional, required } from '../../lib/environment';
import { wire } from '../../lib/wire';

function sendFromEnvironment(): SendPaymentMessage {
  const queueUrl = optional(Env.PAYMENT_QUEUE_URL);
  return queueUrl ? sendToQueue(queueUrl) : sendToTopic(required(Env.PAYMENT_TOPIC_ARN));
}

export const handler = wire(() => paymentStepsWith({ callback: () => callbackGateway(sendFromEnvironment()) }));
