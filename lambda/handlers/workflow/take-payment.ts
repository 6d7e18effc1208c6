import { TechnicalError } from '../../../src/contract/errors';
import { gatewayFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import type { ChargeRequest, PaymentGateway, PaymentResult } from '../../adapters/payment/gateway';
import { type StepHandler, finishForwardStep } from '../../adapters/workflow/step';
import { isPaymentOpen } from '../../domain/state/money';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import type { Orders, Outcome } from '../../orders/orders';

/**
 * The provider did not say what became of a charge: asked again with the same key, and parked in the end, but never
 * taken for a refusal.
 */
class PaymentOutcomeUnknown extends Error {
  override readonly name = TechnicalError.PAYMENT_OUTCOME_UNKNOWN;
}

interface Needs {
  readonly orders: Orders;
  readonly gateway: PaymentGateway;
}

/**
 * Third step: records the intent, charges under a stable key, records the answer. A retry finds the intent and asks
 * again with the same key. Throws PaymentDeclined after `PaymentDeclined` is recorded, and PaymentOutcomeUnknown where
 * there is no answer.
 */
export const takePayment = (needs: Needs): StepHandler => async ({ orderId }) => {
  const requested = await needs.orders.execute(orderId, { type: 'RequestPayment' });
  const outcome = isPaymentOpen(requested.state) ? await settle(needs, orderId, requested) : requested;
  return finishForwardStep(orderId, outcome);
};

async function settle({ orders, gateway }: Needs, orderId: string, known: Outcome): Promise<Outcome> {
  const { key, attempt, amount, currency, method } = known.state.payment!;
  const result = await ask(gateway, { key, orderId, amount, currency, method });
  switch (result.status) {
    case 'captured': {
      const command = { type: 'RecordCapture', key, reference: result.reference } as const;
      return orders.execute(orderId, command, { id: `RecordCapture:${attempt}`, known });
    }
    case 'declined': {
      const command = { type: 'RecordDecline', key, code: result.code } as const;
      return orders.execute(orderId, command, { id: `RecordDecline:${attempt}`, known });
    }
    case 'unknown':
      throw new PaymentOutcomeUnknown(`the provider does not know what became of charge ${key}`);
  }
}

/** Charges; a charge that fails technically may have been taken, so the provider is asked what became of it. */
async function ask(gateway: PaymentGateway, request: ChargeRequest): Promise<PaymentResult> {
  try {
    return await gateway.charge(request);
  } catch (error) {
    log.warn('charge not answered, asking what became of it', { orderId: request.orderId, error: error as Error });
    return gateway.lookUp(request.key).catch((): PaymentResult => ({ status: 'unknown' }));
  }
}

export const handler = wire(() => takePayment({ orders: ordersFromEnvironment(), gateway: gatewayFromEnvironment() }));
