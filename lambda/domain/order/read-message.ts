import { type Problem, malformedJson } from './problem';
import { isLikeRunMessage, wrongRun } from './run-message';
import { type Reading, parseOrder } from './validation';
import { MAX_ORDER_BYTES } from '../../../src/contract/intake';

export type MessageReading =
  | Reading
  | { readonly kind: 'too-large'; readonly problems: readonly Problem[]; readonly bytes: number };

/** Reads the text of a message or of a request body as an order. Never throws. */
export function readMessage(text: string): MessageReading {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_ORDER_BYTES) return { kind: 'too-large', problems: [], bytes };
  try {
    const input: unknown = JSON.parse(text);
    return isLikeRunMessage(input) ? { kind: 'unreadable', problems: [wrongRun(input.run)] } : parseOrder(input);
  } catch (error) {
    return { kind: 'unreadable', problems: [malformedJson((error as Error).message)] };
  }
}
