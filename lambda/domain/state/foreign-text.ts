/** Rules for texts that others wrote: payment providers, runtimes, services. The log keeps them for ever. */

/** The longest of each kind, in characters. */
export const MAX_FOREIGN = { code: 64, name: 100, message: 300 } as const;

/** Letters with their marks, digits, punctuation and symbols. So no control, format (bidi) or private characters. */
const NOT_ALLOWED = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu;
/** 13 to 19 digits in a row or in groups: this may be the number of a card. */
const CARD_NUMBER = /\d(?:[ -]?\d){12,18}/g;
const EMAIL_ADDRESS = /[^\s<>"']+@[^\s<>"']+/g;

/**
 * A text of others, as the log may keep it: at most `max` characters, only printable ones, without addresses and card
 * numbers. Every such text enters the log through this function, except references, which have to stay as they are.
 */
export function foreignText(text: string, max: number): string {
  // Cut first, so that the time of the replacements does not depend on the length of the text.
  const readable = [...text.slice(0, 4 * max)].join('').replace(NOT_ALLOWED, ' ');
  const masked = readable.replace(EMAIL_ADDRESS, '(address)').replace(CARD_NUMBER, '(number)');
  return [...masked.replace(/ {2,}/g, ' ').trim()].slice(0, max).join('');
}

/** A reference at a provider: 1 to 255 printable ASCII characters without spaces. */
export const REFERENCE = /^[!-~]{1,255}$/;

/**
 * Whether a text can be the reference of a payment at its provider. A refund sends the reference back exactly as it
 * came, so a wrong one is refused, not changed.
 */
export const isReference = (text: unknown): text is string => typeof text === 'string' && REFERENCE.test(text);
