import { type StepHandler, finishForwardStep } from './step';
import { TechnicalError } from '../../../src/contract/errors';
import { ProviderDeadline } from '../../../src/contract/payment';
import { type Payment, isKeyAlive, isPaymentOpen } from '../../domain/state/money';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { Orders, Outcome } from '../../orders/orders';
import type { ChargeRequest } from '../payment/gateway';
import { type Answer, PaymentOutcomeUnknown, type Provider } from '../payment/provider';

/**
 * The provider knows no such charge, and the idempotency key is older than the provider keeps keys. If the charge was
 * made after all, to charge again would charge twice. The workflow parks the order, and a person has to find out.
 */
class PaymentKeyExpired extends Error {
  override readonly name = TechnicalError.PAYMENT_KEY_EXPIRED;
}

interface Needs extends Pick<System, 'now'> {
  readonly orders: Orders;
  readonly provider: Provider;
  /** The identity of the pipeline. */
  readonly identity: string;
}

/**
 * Third step: records `PaymentRequested`, charges with a stable idempotency key, and records the outcome. A retry finds
 * `PaymentRequested`, and looks the charge up before it charges with the same key. Throws PaymentDeclined after it has
 * recorded `PaymentDeclined`, PaymentOutcomeUnknown if the outcome is unknown, and PaymentKeyExpired.
 */
export const takePayment = (needs: Needs): StepHandler => async ({ orderId }) => {
  const { orders, identity, now } = needs;
  const requested = await orders.execute(orderId, { type: 'RequestPayment', identity, at: now().toISOString() });
  const outcome = isPaymentOpen(requested.state) ? await settle(needs, orderId, requested) : requested;
  return finishForwardStep(orderId, outcome);
};

async function settle(needs: Needs, orderId: string, known: Outcome): Promise<Outcome> {
  const { orders } = needs;
  const payment = known.state.payment!;
  const { key, attempt } = payment;
  const answer = await findOut(needs, orderId, { payment, isFirstTry: known.appended });
  switch (answer.status) {
    case 'captured': {
      const command = { type: 'RecordCapture', key, reference: answer.reference } as const;
      return orders.execute(orderId, command, { id: `RecordCapture:${attempt}`, known });
    }
    case 'declined': {
      const command = { type: 'RecordDecline', key, code: answer.code } as const;
      return orders.execute(orderId, command, { id: `RecordDecline:${attempt}`, known });
    }
    case 'unknown':
      throw new PaymentOutcomeUnknown(`charge ${key}: ${answer.reason}`);
  }
}

/**
 * Finds out what became of a payment. Only the first try charges at once. From the second try on the charge may be
 * there, so it looks first, and charges only if the provider knows of no charge. After a charge without a clear answer,
 * it looks again.
 */
async function findOut(
  { provider, now }: Needs, orderId: string, { payment, isFirstTry }: { payment: Payment; isFirstTry: boolean },
): Promise<Exclude<Answer, { status: 'none' }>> {
  const { key, amount, currency, method } = payment;
  const request: ChargeRequest = { key, orderId, amount, currency, method };
  if (!isFirstTry) {
    const before = await provider.lookUp(request);
    if (before.status !== 'none') return before;
  }
  const { keyLife } = provider;
  if (!isKeyAlive(payment, { now: now().getTime(), within: ProviderDeadline.CHARGE, keyLife })) {
    throw new PaymentKeyExpired(`charge ${key}, requested at ${payment.requestedAt}, is unknown to the provider`);
  }
  const answer = await provider.charge(request);
  if (answer.status !== 'unknown') return answer;
  log.warn('charge not answered, asking what became of it', { orderId, reason: answer.reason });
  const after = await provider.lookUp(request);
  return after.status === 'captured' || after.status === 'declined' ? after : answer;
}
