import { SagaStep, type StepsOn } from '../../../src/contract/saga';
import {
  countFromEnvironment, gatewayFromEnvironment, identityFromEnvironment, ordersFromEnvironment,
} from '../../adapters/from-environment';
import { Provider } from '../../adapters/payment/provider';
import { type StepFunction, runSteps } from '../../adapters/steps/dispatch';
import { refundPayment } from '../../adapters/steps/refund-payment';
import { takePayment } from '../../adapters/steps/take-payment';
import type { CountMetric } from '../../lib/metrics';
import { type System, system } from '../../lib/system';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs extends Pick<System, 'now'> {
  readonly orders: Orders;
  readonly provider: Provider;
  readonly identity: string;
  readonly count: CountMetric;
}

/** The steps that call the payment provider. */
export const paymentSteps = (needs: Needs): StepFunction<StepsOn<'payment'>> => runSteps({
  [SagaStep.PAY]: takePayment(needs),
  [SagaStep.REFUND]: refundPayment(needs),
}, needs.count);

export const handler = wire(() => paymentSteps({
  orders: ordersFromEnvironment(),
  provider: new Provider(gatewayFromEnvironment(), system),
  identity: identityFromEnvironment(),
  now: system.now,
  count: countFromEnvironment(),
}));
