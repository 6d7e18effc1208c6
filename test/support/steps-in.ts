import type { PaymentGateway } from '../../lambda/adapters/payment/gateway';
import type { Stock } from '../../lambda/adapters/stock/stock';
import type { StepHandler } from '../../lambda/adapters/workflow/step';
import { cancelOrder } from '../../lambda/handlers/workflow/cancel-order';
import { confirmOrder } from '../../lambda/handlers/workflow/confirm-order';
import { refundPayment } from '../../lambda/handlers/workflow/refund-payment';
import { releaseStock } from '../../lambda/handlers/workflow/release-stock';
import { reserveStock } from '../../lambda/handlers/workflow/reserve-stock';
import { takePayment } from '../../lambda/handlers/workflow/take-payment';
import { validateOrder } from '../../lambda/handlers/workflow/validate-order';
import type { Orders } from '../../lambda/orders/orders';
import { SagaStep, type SagaStepName } from '../../src/contract/saga';

/** What the steps of the saga work on. */
interface StepsWorld {
  readonly orders: Orders;
  readonly stock: Stock;
  readonly gateway: PaymentGateway;
}

/** The real steps of the saga, over the given orders, stock and payment provider. */
export const stepsIn = (world: StepsWorld): Record<SagaStepName, StepHandler> => ({
  [SagaStep.VALIDATE]: validateOrder(world),
  [SagaStep.RESERVE]: reserveStock(world),
  [SagaStep.PAY]: takePayment(world),
  [SagaStep.CONFIRM]: confirmOrder(world),
  [SagaStep.REFUND]: refundPayment(world),
  [SagaStep.RELEASE]: releaseStock(world),
  [SagaStep.CANCEL]: cancelOrder(world),
});
