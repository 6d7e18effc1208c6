import { orders } from '../../adapters/from-environment';
import { type StepInput, type StepResult, finishForward } from '../../adapters/workflow/step';

/** First step: checks the order against the rules. Throws OrderRejected after `OrderRejected` is recorded. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> =>
  finishForward(orderId, await orders.execute(orderId, { type: 'ValidateOrder' }));
