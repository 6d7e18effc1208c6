import { type StepHandler, finishForwardStep } from './step';
import type { Orders } from '../../orders/orders';

/** First step: checks the order against the rules. Throws OrderRejected after it has recorded `OrderRejected`. */
export const validateOrder = ({ orders }: { orders: Orders }): StepHandler => async ({ orderId }) =>
  finishForwardStep(orderId, await orders.execute(orderId, { type: 'ValidateOrder' }));
