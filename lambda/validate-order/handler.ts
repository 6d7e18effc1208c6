import { orders } from '../shared/orders';
import { type StepInput, type StepResult, finishForward } from '../shared/step';

/** First step: checks the order against the rules. Throws OrderRejected after `OrderRejected` is recorded. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> =>
  finishForward(orderId, await orders.execute(orderId, { type: 'ValidateOrder' }));
