import type { MoneyEvent } from './events';
import { authorizationsOf, isExpired } from '../state/money/authorization';
import { heldBy } from '../state/money/payments';
import type { OrderState } from '../state/order-state';

/** Records that an authorization has ended: nobody can capture it any more. */
export interface ExpireAuthorization {
  readonly type: 'ExpireAuthorization';
  /** The key of the payment. */
  readonly key: string;
  /** In milliseconds since 1970. */
  readonly now: number;
}

export function decideExpireAuthorization(
  state: OrderState, { key, now }: ExpireAuthorization,
): readonly MoneyEvent[] {
  const ended = authorizationsOf(state).find(one => one.key === key && isExpired(one, now));
  if (!ended) return [];
  return [{ type: 'AuthorizationExpired', data: { key, amount: heldBy(ended), currency: ended.currency } }];
}
