/**
 * The number of digits after the decimal point, by currency.
 * @see ISO 4217:2015, list one (active currencies), as published by SIX on 2025-01-01; without funds, precious metals
 */
const TWO_DIGITS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY '
  + 'COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR '
  + 'ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK '
  + 'MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP '
  + 'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER '
  + 'ZAR ZMW ZWG';
const NO_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND';

const DIGITS = new Map<string, number>([[TWO_DIGITS, 2], [NO_DIGITS, 0], [THREE_DIGITS, 3]]
  .flatMap(([codes, digits]) => (codes as string).split(' ').map(code => [code, digits as number] as const)));

export const CURRENCIES: readonly string[] = [...DIGITS.keys()].sort();

/**
 * The number of digits after the decimal point of a currency: 2 for GBP, 0 for JPY, 3 for KWD.
 * Throws RangeError for a code that ISO 4217 does not list.
 */
export function minorDigits(currency: string): number {
  const digits = DIGITS.get(currency);
  if (digits !== undefined) return digits;
  throw new RangeError(`currency is ${JSON.stringify(currency)}; allowed: an active ISO 4217 code`);
}
