import { TechnicalError } from '../../../src/contract/errors';
import { orders } from '../../adapters/from-environment';
import type { ChargeRequest, PaymentResult } from '../../adapters/payment/gateway';
import { gatewayFromEnvironment } from '../../adapters/payment/provider';
import { type StepInput, type StepResult, finishForward } from '../../adapters/workflow/step';
import { isPaymentOpen } from '../../domain/state/money';
import { log } from '../../lib/log';
import type { Outcome } from '../../orders/orders';

const gateway = gatewayFromEnvironment();

/** The provider did not say what became of a charge: asked again with the same key, and parked in the end, but never taken for a refusal. */
class PaymentOutcomeUnknown extends Error {
  override readonly name = TechnicalError.PAYMENT_OUTCOME_UNKNOWN;
}

/**
 * Third step: records the intent, charges under a stable key, records the answer. A retry finds the intent and asks again with the same key.
 * Throws PaymentDeclined after `PaymentDeclined` is recorded, and PaymentOutcomeUnknown where there is no answer.
 */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> => {
  const requested = await orders.execute(orderId, { type: 'RequestPayment' });
  const outcome = isPaymentOpen(requested.state) ? await settle(orderId, requested) : requested;
  return finishForward(orderId, outcome);
};

async function settle(orderId: string, known: Outcome): Promise<Outcome> {
  const { key, attempt, amount, currency, method } = known.state.payment!;
  const result = await ask({ key, orderId, amount, currency, method });
  switch (result.status) {
    case 'captured':
      return orders.execute(orderId, { type: 'RecordCapture', key, reference: result.reference }, { id: `RecordCapture:${attempt}`, known });
    case 'declined':
      return orders.execute(orderId, { type: 'RecordDecline', key, code: result.code }, { id: `RecordDecline:${attempt}`, known });
    case 'unknown':
      throw new PaymentOutcomeUnknown(`the provider does not know what became of charge ${key}`);
  }
}

/** Charges; a charge that fails technically may have been taken, so the provider is asked what became of it. */
async function ask(request: ChargeRequest): Promise<PaymentResult> {
  try {
    return await gateway.charge(request);
  } catch (error) {
    log.warn('charge not answered, asking what became of it', { orderId: request.orderId, error: error as Error });
    return gateway.lookUp(request.key).catch((): PaymentResult => ({ status: 'unknown' }));
  }
}
