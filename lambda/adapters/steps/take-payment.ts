import { type StepHandler, finishForwardStep } from './step';
import { TechnicalError } from '../../../src/contract/errors';
import { isPaymentOpen } from '../../domain/state/money';
import { log } from '../../lib/log';
import type { Orders, Outcome } from '../../orders/orders';
import type { ChargeRequest, PaymentGateway, PaymentResult } from '../payment/gateway';

/**
 * The provider did not report the outcome of a charge. The workflow retries the step with the same idempotency key and
 * finally parks the order. It never treats this as a declined payment.
 */
class PaymentOutcomeUnknown extends Error {
  override readonly name = TechnicalError.PAYMENT_OUTCOME_UNKNOWN;
}

interface Needs {
  readonly orders: Orders;
  readonly gateway: PaymentGateway;
}

/**
 * Third step: records `PaymentRequested`, charges with a stable idempotency key, and records the outcome. A retry finds
 * `PaymentRequested` and asks again with the same key. Throws PaymentDeclined after it has recorded `PaymentDeclined`,
 * and PaymentOutcomeUnknown if the outcome is unknown.
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

/** Charges. If the call fails technically, the provider may have charged, so it looks the charge up. */
async function ask(gateway: PaymentGateway, request: ChargeRequest): Promise<PaymentResult> {
  try {
    return await gateway.charge(request);
  } catch (error) {
    log.warn('charge not answered, asking what became of it', { orderId: request.orderId, error: error as Error });
    return gateway.lookUp(request.key).catch((): PaymentResult => ({ status: 'unknown' }));
  }
}
