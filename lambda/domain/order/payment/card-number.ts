/** What looks like the number of a card, in any text. */

/** Card numbers have 13 to 19 digits: the oldest of Visa have 13, and ISO/IEC 7812-1 allows 19. */
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

/** Digits in a row, or in groups with spaces or dashes of any kind between them. */
const GROUPED_DIGITS = /\d(?:[\s\p{Pd}]{0,3}\d)*/gu;

/**
 * UUIDs, and words of at least 16 hexadecimal digits with a letter among them: ids and hashes. One in some thousand has
 * digits in a row that pass the check by chance. Letters of which only some are hexadecimal do not protect a number.
 */
const HEX_IDS = new RegExp([
  '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}',
  '(?=[0-9]*[a-f])[0-9a-f]{16,}',
].map(id => `(?<![0-9a-z])${id}(?![0-9a-z])`).join('|'), 'gi');

/** Whether a text has 13 to 19 digits, in a row or in groups, that pass the check of Luhn. Takes linear time. */
export function hasCardNumber(text: string): boolean {
  for (const [run] of runsIn(text)) {
    if (isCardNumberIn(run)) return true;
  }
  return false;
}

/** A text in which each digit is `*` wherever digits look like the number of a card. All else stays as it is. */
export function maskCardNumbers(text: string): string {
  let masked = '';
  let end = 0;
  for (const { 0: run, index } of runsIn(text)) {
    if (!isCardNumberIn(run)) continue;
    masked += text.slice(end, index) + run.replace(/\d/g, '*');
    end = index + run.length;
  }
  return masked + text.slice(end);
}

/** The runs of digits and groups of digits, at their places in the text. */
const runsIn = (text: string) => text.replace(HEX_IDS, id => 'x'.repeat(id.length)).matchAll(GROUPED_DIGITS);

/**
 * Whether some groups in sequence are the number of a card. Other groups may follow, such as the date until which the
 * card is valid. A part of a group is no number of a card: of 30 digits in a row, some 13 to 19 nearly always pass.
 */
function isCardNumberIn(run: string): boolean {
  const groups = run.match(/\d+/g)!;
  const digits = groups.join('');
  if (digits.length < MIN_DIGITS) return false;
  // The place of the first digit of each group, and the end.
  const starts = [0];
  for (const group of groups) starts.push(starts.at(-1)! + group.length);
  const sums = luhnSums(digits);
  return starts.some((start, group) => {
    for (let next = group + 1; next < starts.length && starts[next]! - start <= MAX_DIGITS; next++) {
      if (starts[next]! - start >= MIN_DIGITS && passesLuhn(sums, start, starts[next]!)) return true;
    }
    return false;
  });
}

/**
 * By place, the sum of all digits before it, of which every second one counts as the digits of its double: those at odd
 * places in the first list, those at even places in the second. The sum of any digits in sequence is then one
 * subtraction. To add up each sequence would take seconds for 256 KiB of digits that stand alone.
 */
function luhnSums(digits: string): readonly [Uint32Array, Uint32Array] {
  const odd = new Uint32Array(digits.length + 1);
  const even = new Uint32Array(digits.length + 1);
  for (let place = 0; place < digits.length; place++) {
    const plain = digits.charCodeAt(place) - ZERO;
    const doubled = plain < 5 ? 2 * plain : 2 * plain - 9;
    odd[place + 1] = odd[place]! + (place % 2 === 1 ? doubled : plain);
    even[place + 1] = even[place]! + (place % 2 === 0 ? doubled : plain);
  }
  return [odd, even];
}

const ZERO = '0'.charCodeAt(0);

/**
 * Whether the digits from `start` to before `end` pass the check of Luhn, which doubles every second digit from the
 * right, but not the last one.
 * @see ISO/IEC 7812-1, annex B
 */
function passesLuhn([odd, even]: ReturnType<typeof luhnSums>, start: number, end: number): boolean {
  const sums = end % 2 === 1 ? odd : even; // the last digit is at the place end - 1
  return (sums[end]! - sums[start]!) % 10 === 0;
}
