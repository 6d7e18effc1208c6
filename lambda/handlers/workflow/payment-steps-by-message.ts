import { Env } from '../../../src/contract/environment';
import { SagaStep, type StepsOn } from '../../../src/contract/saga';
import {
  countFromEnvironment, identityFromEnvironment, ordersFromEnvironment,
} from '../../adapters/from-environment';
import type { SendPaymentMessage } from '../../adapters/payment/callback/send';
import { sendToQueue, sendToTopic } from '../../adapters/payment/callback/send-by-message';
import { Provider } from '../../adapters/payment/provider';
import type { SettleNeeds } from '../../adapters/payment/settling/settle-needs';
import {
  callbackGateway, gatewayFromEnvironment, termsFromEnvironment,
} from '../../adapters/payment-from-environment';
import { type StepFunction, runSteps } from '../../adapters/steps/dispatch';
import { refundPayment } from '../../adapters/steps/refund-payment';
import type { RunStepInput } from '../../adapters/steps/step';
import { takePayment } from '../../adapters/steps/take-payment';
import { optional, required } from '../../lib/environment';
import type { CountMetric } from '../../lib/metrics';
import { system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs extends SettleNeeds {
  readonly count: CountMetric;
}

/** The steps that call a payment provider which gets its requests by a queue or a topic. */
export const paymentStepsByMessage = (needs: Needs): StepFunction<StepsOn<'payment'>, RunStepInput> => runSteps({
  [SagaStep.PAY]: takePayment(needs),
  [SagaStep.REFUND]: refundPayment(needs),
}, needs.count);

function sendFromEnvironment(): SendPaymentMessage {
  const queueUrl = optional(Env.PAYMENT_QUEUE_URL);
  return queueUrl ? sendToQueue(queueUrl) : sendToTopic(required(Env.PAYMENT_TOPIC_ARN));
}

export const handler = wire(() => paymentStepsByMessage({
  orders: ordersFromEnvironment(),
  provider: new Provider(gatewayFromEnvironment({
    callback: () => callbackGateway(sendFromEnvironment()),
  }), system),
  terms: termsFromEnvironment(),
  identity: identityFromEnvironment(),
  now: system.now,
  count: countFromEnvironment(),
}));
