import { type StepHandler, finishStep } from './step';
import { holdsMoney } from '../../domain/state/money';
import type { Orders } from '../../orders/orders';
import type { PaymentGateway } from '../payment/gateway';

interface Needs {
  readonly orders: Orders;
  readonly gateway: PaymentGateway;
}

/**
 * Compensation: refunds a captured payment with the idempotency key of the charge, then records the refund. Does
 * nothing if no payment was captured.
 */
export const refundPayment = ({ orders, gateway }: Needs): StepHandler => async ({ orderId }) => {
  const known = await orders.loadOrder(orderId);
  if (!holdsMoney(known.state)) return finishStep(orderId, { ...known, appended: false });

  const { key, attempt, amount, currency, method } = known.state.payment!;
  const { reference } = await gateway.refund({ key, orderId, amount, currency, method });
  const command = { type: 'RecordRefund', key, reference } as const;
  return finishStep(orderId, await orders.execute(orderId, command, { id: `RecordRefund:${attempt}`, known }));
};
