import { type CommandReading, isLikeCommand, commandIn } from './read-command';
import { type MessageReading, readJson, orderIn } from '../order/read-message';
import { readRunMessage } from '../order/run-message';

/** A message of the order queue: an order, a command, or the id of an order on record that may have to run. */
export type QueueMessage = MessageReading | CommandReading | { readonly kind: 'run'; readonly orderId: string };

/** Reads the text of a message on the order queue. Never throws. */
export function readQueueMessage(text: string): QueueMessage {
  const orderId = readRunMessage(text);
  if (orderId !== undefined) return { kind: 'run', orderId };
  const reading = readJson(text);
  if (reading.kind !== 'json') return reading;
  const { input, bytes } = reading;
  return isLikeCommand(input) ? commandIn({ input, bytes }) : orderIn(input);
}
