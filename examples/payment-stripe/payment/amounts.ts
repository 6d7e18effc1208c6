/**
 * Amounts. The pipeline counts in minor units of ISO 4217. Stripe has its own idea of some currencies:
 * https://docs.stripe.com/currencies#minor-units and #special-cases
 */

/** Both have three decimals, but Stripe wants the last one to be 0. */
const THREE_DECIMALS = new Set('BHD JOD KWD OMR TND'.split(' '));

/** ISO 4217 has no decimals, but Stripe counts in hundredths, which must be 0: 5 ISK are 500. */
const HUNDREDTHS_AT_STRIPE = new Set(['ISK']);

/** ISO 4217 has two decimals, but Stripe has none. */
const HUNDREDTHS_IN_ISO = new Set(['MGA']);

/**
 * Refused. Stripe's page lists UGX both without decimals and, among the special cases, with two: a mistake would be a
 * charge of a hundred times the amount. The others are those with three or four decimals that Stripe does not list.
 */
const REFUSED = new Set('UGX IQD LYD CLF UYW'.split(' '));

/** An amount that Stripe cannot take exactly. Nothing was sent. */
export class AmountError extends Error {
  public readonly name = 'AmountError';
}

/** The amount in Stripe's units. Throws `AmountError` where it would have to be rounded. */
export function toStripe(amount: number, currency: string): number {
  if (!Number.isSafeInteger(amount) || amount < 1) {
    throw new AmountError(`amount ${amount}: allowed are integers from 1, in minor units of ${currency}`);
  }
  if (REFUSED.has(currency)) throw new AmountError(`currency ${currency} is not supported by this function`);
  if (HUNDREDTHS_AT_STRIPE.has(currency)) return exactly(amount * 100, `amount ${amount} ${currency} is too large`);
  if (HUNDREDTHS_IN_ISO.has(currency)) {
    return exactly(amount / 100, `amount ${amount} ${currency}: Stripe takes whole ${currency}, so multiples of 100`);
  }
  if (THREE_DECIMALS.has(currency) && amount % 10 !== 0) {
    throw new AmountError(`amount ${amount} ${currency}: Stripe takes multiples of 10`);
  }
  return amount; // Both count the same: JPY, KRW and others in whole units, most in hundredths.
}

/** The amount in minor units of ISO 4217. Stripe's currencies are in lower case. */
export function fromStripe(amount: number, stripeCurrency: string): number {
  const currency = stripeCurrency.toUpperCase();
  if (HUNDREDTHS_AT_STRIPE.has(currency)) {
    return exactly(amount / 100, `Stripe has a fraction of ${currency}: ${amount}`);
  }
  return HUNDREDTHS_IN_ISO.has(currency) ? amount * 100 : amount;
}

function exactly(amount: number, otherwise: string): number {
  if (!Number.isSafeInteger(amount)) throw new AmountError(otherwise);
  return amount;
}
