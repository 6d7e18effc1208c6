import { PaymentKeyExpired } from './errors';
import type { KnownAnswer, UnknownAnswer } from '../provider';
import type { SettleNeeds } from './settle-needs';
import { ProviderDeadline } from '../../../../src/contract/payment/payment';
import type { ProviderRequest } from '../../../../src/contract/payment/payment-call';
import { isKeyAlive } from '../../../domain/state/money/payments';
import { log } from '../../../lib/log';

/**
 * Finds out what became of a request. Only who has recorded it sends it at once. From the second try on it may have
 * been sent, so it looks first, and sends it only if the provider does not know it and still knows its key. After a
 * request without a clear answer, it looks again. Throws PaymentKeyExpired and NotAsked.
 */
export async function findOut(
  { provider, now }: Pick<SettleNeeds, 'provider' | 'now'>, request: ProviderRequest, attempt: 'first try' | 'again',
): Promise<KnownAnswer | UnknownAnswer> {
  if (attempt === 'again') {
    const before = await provider.lookUp(request);
    if (before.status !== 'notFound') return before;
  }
  const { keyLife } = provider;
  const { purpose, key, orderId, requestedAt } = request;
  if (!isKeyAlive(request, { now: now().getTime(), within: ProviderDeadline.REQUEST, keyLife })) {
    throw new PaymentKeyExpired(`${purpose} ${key}, requested at ${requestedAt}, is unknown to the provider`);
  }
  const answer = await provider.ask(request);
  if (answer.status !== 'unknown') return answer;
  log.warn('no clear answer, asking what became of it', { orderId, purpose, reason: answer.reason });
  const after = await provider.lookUp(request);
  return after.status === 'notFound' || after.status === 'unknown' ? answer : after;
}
