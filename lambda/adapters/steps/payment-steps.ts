import { type StepFunction, runSteps } from './dispatch';
import { refundPayment } from './refund-payment';
import type { RunStepInput } from './step';
import { takePayment } from './take-payment';
import type { PaymentProviderName } from '../../../src/contract/payment/payment';
import { SagaStep, type StepsOn } from '../../../src/contract/saga';
import type { CountMetric } from '../../lib/metrics';
import { system } from '../../lib/system';
import { countFromEnvironment, identityFromEnvironment, ordersFromEnvironment } from '../from-environment';
import type { PaymentGateway } from '../payment/gateway';
import { Provider } from '../payment/provider';
import type { SettleNeeds } from '../payment/settling/settle-needs';
import { gatewayFromEnvironment, termsFromEnvironment } from '../payment-from-environment';

interface PaymentStepsNeeds extends SettleNeeds {
  readonly count: CountMetric;
}

type PaymentSteps = StepFunction<StepsOn<'payment'>, RunStepInput>;

/** The steps that call the payment provider. */
export const paymentSteps = (needs: PaymentStepsNeeds): PaymentSteps => runSteps({
  [SagaStep.PAY]: takePayment(needs),
  [SagaStep.REFUND]: refundPayment(needs),
}, needs.count);

/** The same, with what the environment says. Each bundle has gateways of its own, because not all fit into one. */
export const paymentStepsWith = (
  gateways: Partial<Record<PaymentProviderName, () => PaymentGateway>>,
): PaymentSteps => paymentSteps({
  orders: ordersFromEnvironment(),
  provider: new Provider(gatewayFromEnvironment(gateways), system),
  terms: termsFromEnvironment(),
  identity: identityFromEnvironment(),
  now: system.now,
  count: countFromEnvironment(),
});
