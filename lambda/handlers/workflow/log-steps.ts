import { SagaStep, type StepsOn, PARK_STEP } from '../../../src/contract/saga';
import { countFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import { cancelOrder } from '../../adapters/steps/cancel-order';
import { type StepFunction, runSteps } from '../../adapters/steps/dispatch';
import { type ParkInput, parkOrder } from '../../adapters/steps/park-order';
import { validateOrder } from '../../adapters/steps/validate-order';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly count: CountMetric;
}

/** The steps that work on nothing but the events of an order. */
export const logSteps = (needs: Needs): StepFunction<StepsOn<'log'>, ParkInput> => runSteps({
  [SagaStep.VALIDATE]: validateOrder(needs),
  [SagaStep.CANCEL]: cancelOrder(needs),
  [PARK_STEP.name]: parkOrder(needs),
}, needs.count);

export const handler = wire(() => logSteps({ orders: ordersFromEnvironment(), count: countFromEnvironment() }));
