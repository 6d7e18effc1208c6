/** The messages on the retry queue of a reader of the stream. Only that reader's function writes and reads them. */

/** An event that a reader cannot take for now, and why. Its order is set aside, and the other orders go on. */
export interface Stop {
  readonly orderId: string;
  /** The version of the event. 0 stands for all events of the order, which a redrive hands over. */
  readonly version: number;
  readonly error: string;
  /** Of an order that a redrive hands over: the time since which it takes events. ISO 8601, UTC. */
  readonly eventsSince?: string;
}

/** An order that is set aside. */
export interface SetAside extends Stop {
  /** When it was set aside for the first time. ISO 8601, UTC. */
  readonly since: string;
  /** How often it was tried again. */
  readonly tries: number;
}

/** What part of the events table a redrive reads, and which orders it takes. */
export interface Redrive {
  /** A parallel scan divides the table into as many segments; this is one of them, from 0 on. */
  readonly segment: number;
  readonly segments: number;
  /** Takes only orders with an event since this time. Without it, takes all orders. ISO 8601, UTC. */
  readonly since?: string;
  /** When an operator started the redrive. It tells the redrive from others. ISO 8601, UTC. */
  readonly started: string;
}

/** How far a redrive of one segment is. */
export interface RedriveProgress {
  /** The number of events that were read. */
  readonly read: number;
  /** The number of orders that were taken again, with all their events. */
  readonly redriven: number;
  /** The number of orders that have an event which stops them, and are set aside. */
  readonly setAside: number;
  /** The number of orders that failed, or for which no time was left. Each has a message of its own. */
  readonly handedOver: number;
}

/** A redrive of one segment, with its progress. Each message redrives one page, and the function sends the next one. */
export interface RedrivePage extends Redrive, RedriveProgress {
  /** The key of the last event that was read. */
  readonly cursor?: { readonly stream: string; readonly version: number };
  /** The last order that was redriven: a page may end between two events of one order. */
  readonly last?: string;
  /** How often this page was tried again. */
  readonly tries: number;
}

export type RetryMessage = { readonly order: SetAside } | { readonly page: RedrivePage };

/**
 * What copies of a message have in common, also those that two functions have sent after copies of one message. They
 * may have counted other progress, or met another error.
 */
export function messageKeyOf(message: RetryMessage): string {
  if ('order' in message) {
    const { orderId, version, since, eventsSince, tries } = message.order;
    return JSON.stringify(['order', orderId, version, since, eventsSince, tries]);
  }
  const { started, since, segment, cursor, tries } = message.page;
  return JSON.stringify(['page', started, since, segment, cursor?.stream, cursor?.version, tries]);
}

/**
 * Reads the body of a message. Throws for anything else than the function has written: such a message goes to the
 * dead-letter queue, after as many deliveries as a message that stops the function.
 */
export function retryMessageIn(body: string): RetryMessage {
  const message = JSON.parse(body) as Partial<Record<string, unknown>> | null;
  const isKnown = typeof message === 'object' && message !== null && ('order' in message || 'page' in message);
  if (!isKnown) throw new Error('the message is neither an order that was set aside nor a page of a redrive');
  return message as unknown as RetryMessage;
}
