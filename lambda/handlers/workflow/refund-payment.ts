import { orders } from '../../adapters/from-environment';
import { gatewayFromEnvironment } from '../../adapters/payment/provider';
import { type StepInput, type StepResult, finish } from '../../adapters/workflow/step';
import { holdsMoney } from '../../domain/state/money';

const gateway = gatewayFromEnvironment();

/** Compensation: gives back what was captured, under the key of the charge, then records it. Nothing captured, nothing done. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> => {
  const known = await orders.loadOrder(orderId);
  if (!holdsMoney(known.state)) return finish(orderId, { ...known, appended: false });

  const { key, attempt, amount, currency, method } = known.state.payment!;
  const { reference } = await gateway.refund({ key, orderId, amount, currency, method });
  return finish(orderId, await orders.execute(orderId, { type: 'RecordRefund', key, reference }, { id: `RecordRefund:${attempt}`, known }));
};
