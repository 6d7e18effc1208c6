import { orders } from '../../adapters/from-environment';
import { type StepInput, type StepResult, finish } from '../../adapters/workflow/step';

/** Last compensation: the order holds neither money nor stock any more, and is cancelled with its reason. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> =>
  finish(orderId, await orders.execute(orderId, { type: 'CancelOrder' }));
