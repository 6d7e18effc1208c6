import { Env } from '../../../src/contract/environment';
import { SagaStep, type StepsOn } from '../../../src/contract/saga';
import {
  countFromEnvironment, identityFromEnvironment, ordersFromEnvironment,
} from '../../adapters/from-environment';
import { sendToFunction } from '../../adapters/payment/callback/send-to-function';
import { Provider } from '../../adapters/payment/provider';
import type { SettleNeeds } from '../../adapters/payment/settling/settle-needs';
import {
  callbackGateway, functionGateway, gatewayFromEnvironment, noGateway, simulatedGateway, termsFromEnvironment,
} from '../../adapters/payment-from-environment';
import { type StepFunction, runSteps } from '../../adapters/steps/dispatch';
import { refundPayment } from '../../adapters/steps/refund-payment';
import type { RunStepInput } from '../../adapters/steps/step';
import { takePayment } from '../../adapters/steps/take-payment';
import { required } from '../../lib/environment';
import type { CountMetric } from '../../lib/metrics';
import { system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs extends SettleNeeds {
  readonly count: CountMetric;
}

/** The steps that call the payment provider. */
export const paymentSteps = (needs: Needs): StepFunction<StepsOn<'payment'>, RunStepInput> => runSteps({
  [SagaStep.PAY]: takePayment(needs),
  [SagaStep.REFUND]: refundPayment(needs),
}, needs.count);

export const handler = wire(() => paymentSteps({
  orders: ordersFromEnvironment(),
  provider: new Provider(gatewayFromEnvironment({
    simulated: simulatedGateway,
    function: functionGateway,
    callback: () => callbackGateway(sendToFunction(required(Env.PAYMENT_FUNCTION_ARN))),
    none: noGateway,
  }), system),
  terms: termsFromEnvironment(),
  identity: identityFromEnvironment(),
  now: system.now,
  count: countFromEnvironment(),
}));
