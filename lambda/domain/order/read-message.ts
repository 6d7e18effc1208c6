import { maskCardNumbers } from './payment/card-number';
import { type Problem, malformedJson } from './problem';
import { ProblemCode } from './problem-codes';
import { isLikeRunMessage, wrongRun } from './run-message';
import { type Reading, parseOrder } from './validation';
import { MAX_ORDER_BYTES } from '../../../src/contract/intake';

/** A text that cannot be read as anything. */
type NoJson =
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] }
  | { readonly kind: 'too-large'; readonly problems: readonly Problem[]; readonly bytes: number };

export type JsonReading = NoJson | { readonly kind: 'json'; readonly input: unknown; readonly bytes: number };
export type MessageReading = NoJson | Reading;

/** Parses the text of a message or of a request body, unless it is larger than the largest order. Never throws. */
export function readJson(text: string): JsonReading {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_ORDER_BYTES) return { kind: 'too-large', problems: [], bytes };
  try {
    return { kind: 'json', input: JSON.parse(text), bytes };
  } catch (error) {
    return { kind: 'unreadable', problems: [malformedJson((error as Error).message)] };
  }
}

/** What may be kept of a text with these problems. If it was refused for the number of a card, each digit is `*`. */
export const textToKeep = (text: string, problems: readonly Problem[]): string =>
  (problems.some(({ code }) => code === ProblemCode.CARD_NUMBER) ? maskCardNumbers(text) : text);

/** Reads a value as an order. A message that only looks like one of the heartbeat has a problem of its own. */
export const orderIn = (input: unknown): Reading =>
  (isLikeRunMessage(input) ? { kind: 'unreadable', problems: [wrongRun(input.run)] } : parseOrder(input));

/** Reads the text of a message or of a request body as an order. Never throws. */
export function readMessage(text: string): MessageReading {
  const reading = readJson(text);
  return reading.kind === 'json' ? orderIn(reading.input) : reading;
}
