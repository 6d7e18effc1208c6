/** The steps that call the payment provider, unless it gets its requests by a queue or a topic. */
import { Env } from '../../../src/contract/environment';
import { sendToFunction } from '../../adapters/payment/callback/send-to-function';
import {
  callbackGateway, functionGateway, noGateway, simulatedGateway,
} from '../../adapters/payment-from-environment';
import { paymentStepsWith } from '../../adapters/steps/payment-steps';
import { required } from '../../lib/environment';
import { wire } from '../../lib/wire';

export const handler = wire(() => paymentStepsWith({
  simulated: simulatedGateway,
  function: functionGateway,
  callback: () => callbackGateway(sendToFunction(required(Env.PAYMENT_FUNCTION_ARN))),
  none: noGateway,
}));
