import { type StepHandler, afterRefund, finishStep } from './step';
import type { Orders } from '../../orders/orders';

/** Last compensation: cancels the order with its reason. By then it holds neither a payment nor stock. */
export const cancelOrder = ({ orders }: { orders: Orders }): StepHandler => afterRefund(orders, async ({ orderId }) =>
  finishStep(orderId, await orders.execute(orderId, { type: 'CancelOrder' })));
