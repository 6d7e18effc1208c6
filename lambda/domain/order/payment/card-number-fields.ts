import { hasCardNumber } from './card-number';

/** The most fields that are named. A payment has two. */
const MAX_FIELDS = 10;

/**
 * The fields of a payment in which something looks like the number of a card, in whatever shape it came. The payment
 * itself is `undefined`: it is no object, or the name of a field has the number.
 */
export function cardNumberFields(payment: unknown): (string | undefined)[] {
  if (typeof payment !== 'object' || payment === null || Array.isArray(payment)) {
    return containsCardNumber(payment) ? [undefined] : [];
  }
  const fields = Object.entries(payment);
  if (fields.some(([name]) => hasCardNumber(name))) return [undefined];
  return fields.filter(([, value]) => containsCardNumber(value)).map(([name]) => name).slice(0, MAX_FIELDS);
}

/** Looks into a value at any depth. Recursion would overflow the stack at some 10,000 levels, and 256 KiB hold more. */
function containsCardNumber(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string' && hasCardNumber(next)) return true;
    if (typeof next === 'number' && mayBeCardNumber(next)) return true;
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, child] of Object.entries(next)) waiting.push(key, child);
  }
  return false;
}

/** A number from 2^53 on has lost its last digits, so nobody can check them. No field of a payment is a number. */
const mayBeCardNumber = (value: number): boolean =>
  (Number.isSafeInteger(value) ? hasCardNumber(String(value)) : value >= 2 ** 53 && value < 1e19);
