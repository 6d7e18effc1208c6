import { SagaStep, type StepsOn } from '../../../src/contract/saga';
import { countFromEnvironment, ordersFromEnvironment, stockFromEnvironment } from '../../adapters/from-environment';
import { confirmOrder } from '../../adapters/steps/confirm-order';
import { type StepFunction, runSteps } from '../../adapters/steps/dispatch';
import { releaseStock } from '../../adapters/steps/release-stock';
import { reserveStock } from '../../adapters/steps/reserve-stock';
import type { Stock } from '../../adapters/stock/stock';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly stock: Stock;
  readonly count: CountMetric;
}

/** The steps that move stock. */
export const stockSteps = (needs: Needs): StepFunction<StepsOn<'stock'>> => runSteps({
  [SagaStep.RESERVE]: reserveStock(needs),
  [SagaStep.CONFIRM]: confirmOrder(needs),
  [SagaStep.RELEASE]: releaseStock(needs),
}, needs.count);

export const handler = wire(() => {
  const stock = stockFromEnvironment();
  return stockSteps({ orders: ordersFromEnvironment(stock), stock, count: countFromEnvironment() });
});
