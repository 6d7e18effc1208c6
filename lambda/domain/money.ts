/**
 * Digits after the decimal point, by currency.
 * @see ISO 4217:2015, list one (active currencies), as published by SIX on 2025-01-01; funds and precious metals are left out.
 */
const TWO_DIGITS = 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE '
  + 'CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP '
  + 'LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR '
  + 'SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';
const NO_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND';

const DIGITS = new Map<string, number>([[TWO_DIGITS, 2], [NO_DIGITS, 0], [THREE_DIGITS, 3]]
  .flatMap(([codes, digits]) => (codes as string).split(' ').map(code => [code, digits as number] as const)));

export const CURRENCIES: readonly string[] = [...DIGITS.keys()].sort();

/** Digits after the decimal point of a currency: 2 for GBP, 0 for JPY, 3 for KWD. Throws RangeError for a code that ISO 4217 does not list. */
export function minorDigits(currency: string): number {
  const digits = DIGITS.get(currency);
  if (digits === undefined) throw new RangeError(`currency is ${JSON.stringify(currency)}; allowed: an active ISO 4217 code`);
  return digits;
}

/** The largest amount that a JSON number carries exactly, 2^53 - 1. */
export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

/** Sum of quantity times unit price, in minor units; exact whatever the size, because it is computed with big integers. */
export function totalOf(lines: readonly { readonly quantity: number; readonly unitPrice: number }[]): bigint {
  return lines.reduce((sum, line) => sum + BigInt(line.quantity) * BigInt(line.unitPrice), 0n);
}

/** Minor units as a decimal number in text, `1234` GBP as `12.34`: no floating point on the way. Throws RangeError for what is no exact amount. */
export function toDecimal(amount: number, currency: string): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`amount is ${amount}; allowed: whole minor units of at most ${MAX_AMOUNT}`);
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

/** Reads decimal text as minor units, `"2.55"` GBP as `255`; undefined where it is not a number, not whole minor units or not exact. */
export function fromDecimal(text: string, currency: string): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return undefined;
  const amount = Number(`${match[1]}${match[2]}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) ? amount || 0 : undefined;
}
