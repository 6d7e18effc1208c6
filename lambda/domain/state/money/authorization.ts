import { type MoneyState, type Payment, heldBy, paymentsOf } from './payments';

/** An authorization is captured, renewed or released this long before its end, or after three quarters of its life. */
const LEAD_MS = 24 * 60 * 60_000;

/** What an authorization is known by in time. */
export type Authorization = Payment & { readonly authorizedAt: string; readonly captureBefore: string };

/** The payments that hold money which nobody has captured. */
export const authorizationsOf = (money: MoneyState): readonly Authorization[] =>
  paymentsOf(money).filter((payment): payment is Authorization =>
    heldBy(payment) > 0 && payment.captureBefore !== undefined && payment.authorizedAt !== undefined);

/**
 * From when on an authorization has to be captured, renewed or released, in milliseconds since 1970: a day before its
 * end, so that an outage of hours and a heartbeat that beats twice a day do no harm; of a short one, after three
 * quarters of its life.
 */
export function endsSoonAt({ authorizedAt, captureBefore }: Authorization): number {
  const [start, end] = [Date.parse(authorizedAt), Date.parse(captureBefore)];
  return end - Math.min(LEAD_MS, (end - start) / 4);
}

/** Whether an authorization has ended: nobody can capture it any more. */
export const isExpired = ({ captureBefore }: Authorization, now: number): boolean => Date.parse(captureBefore) <= now;

/** Whether an authorization was to be renewed, even if the provider declined that. */
export const wasRenewalTried = (money: MoneyState, { key }: Payment): boolean =>
  paymentsOf(money).some(({ renews }) => renews === key);

/** Whether a later payment has taken the place of the authorization. */
export const wasRenewed = (money: MoneyState, { key }: Payment): boolean =>
  paymentsOf(money).some(({ renews, authorized }) => renews === key && authorized > 0);
