/** Amounts of money: whole minor units of a currency, such as pence. No floating-point number ever holds a fraction. */
import * as v from 'valibot';
import { minorDigits } from './currencies';

/** The largest amount that a JSON number carries exactly, 2^53 - 1. */
export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

/** An amount as events record it. */
export const amountSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Sum of quantity times unit price, in minor units; exact at any size, because it is computed with big integers. */
export function totalOf(lines: readonly { readonly quantity: number; readonly unitPrice: number }[]): bigint {
  return lines.reduce((sum, line) => sum + BigInt(line.quantity) * BigInt(line.unitPrice), 0n);
}

/**
 * Writes minor units as decimal text, `1234` GBP as `12.34`, without floating-point arithmetic.
 * Throws RangeError for a number that is not an exact amount.
 */
export function toDecimal(amount: number, currency: string): string {
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError(`amount is ${amount}; allowed: whole minor units of at most ${MAX_AMOUNT}`);
  }
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits > 0 ? `.${text.slice(-digits)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${fraction}`;
}

/**
 * Reads decimal text as minor units, `"2.55"` GBP as `255`.
 * Returns undefined for text that is not a number, is not whole minor units or is too large to be exact.
 */
export function fromDecimal(text: string, currency: string): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return undefined;
  const amount = Number(`${match[1]}${match[2]}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) ? amount || 0 : undefined;
}
