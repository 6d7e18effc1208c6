import type { SettleNeeds } from '../../lambda/adapters/payment/settling/settle-needs';
import { cancelOrder } from '../../lambda/adapters/steps/cancel-order';
import { confirmOrder } from '../../lambda/adapters/steps/confirm-order';
import { refundPayment } from '../../lambda/adapters/steps/refund-payment';
import { releaseStock } from '../../lambda/adapters/steps/release-stock';
import { reserveStock } from '../../lambda/adapters/steps/reserve-stock';
import type { RunStepInput, StepHandler } from '../../lambda/adapters/steps/step';
import { takePayment } from '../../lambda/adapters/steps/take-payment';
import { validateOrder } from '../../lambda/adapters/steps/validate-order';
import type { Stock } from '../../lambda/adapters/stock/stock';
import { SagaStep, type SagaStepName } from '../../src/contract/saga';

/** What the steps of the saga work on. */
interface StepsWorld extends SettleNeeds {
  readonly stock: Stock;
}

/** The real steps of the saga, over the given orders, stock and payment provider. */
export const stepsIn = (world: StepsWorld): Record<SagaStepName, StepHandler<RunStepInput>> => ({
  [SagaStep.VALIDATE]: validateOrder(world),
  [SagaStep.RESERVE]: reserveStock(world),
  [SagaStep.PAY]: takePayment(world),
  [SagaStep.CONFIRM]: confirmOrder(world),
  [SagaStep.REFUND]: refundPayment(world),
  [SagaStep.RELEASE]: releaseStock(world),
  [SagaStep.CANCEL]: cancelOrder(world),
});
