import { SagaStep, type StepsOn } from '../../../src/contract/saga';
import { countFromEnvironment, gatewayFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import type { PaymentGateway } from '../../adapters/payment/gateway';
import { type StepFunction, runSteps } from '../../adapters/steps/dispatch';
import { refundPayment } from '../../adapters/steps/refund-payment';
import { takePayment } from '../../adapters/steps/take-payment';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly gateway: PaymentGateway;
  readonly count: CountMetric;
}

/** The steps that call the payment provider. */
export const paymentSteps = (needs: Needs): StepFunction<StepsOn<'payment'>> => runSteps({
  [SagaStep.PAY]: takePayment(needs),
  [SagaStep.REFUND]: refundPayment(needs),
}, needs.count);

export const handler = wire(() => paymentSteps({
  orders: ordersFromEnvironment(),
  gateway: gatewayFromEnvironment(),
  count: countFromEnvironment(),
}));
