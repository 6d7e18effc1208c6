import { ordersFromEnvironment } from '../../adapters/from-environment';
import { type StepHandler, finishStep } from '../../adapters/workflow/step';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

/** Last compensation: the order holds neither money nor stock any more, and is cancelled with its reason. */
export const cancelOrder = ({ orders }: { orders: Orders }): StepHandler => async ({ orderId }) =>
  finishStep(orderId, await orders.execute(orderId, { type: 'CancelOrder' }));

export const handler = wire(() => cancelOrder({ orders: ordersFromEnvironment() }));
