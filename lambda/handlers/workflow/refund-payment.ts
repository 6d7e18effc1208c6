import { gatewayFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import type { PaymentGateway } from '../../adapters/payment/gateway';
import { type StepHandler, finishStep } from '../../adapters/workflow/step';
import { holdsMoney } from '../../domain/state/money';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

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

export const handler = wire(() =>
  refundPayment({ orders: ordersFromEnvironment(), gateway: gatewayFromEnvironment() }),
);
