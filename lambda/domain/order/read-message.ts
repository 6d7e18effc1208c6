import { type Problem, malformedJson } from './problem';
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
    return parseOrder(JSON.parse(text));
  } catch (error) {
    return { kind: 'unreadable', problems: [malformedJson((error as Error).message)] };
  }
}
