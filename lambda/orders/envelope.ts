import { v5 as uuidv5 } from 'uuid';
import type { History } from './event-log';
import type { EventLike, Origin, StoredEvent } from './stored-event';
import { SCHEMA_VERSION } from '../domain/events';

/** The namespace of the event ids: a random UUID that never changes. @see RFC 9562, section 5.5 */
const NAMESPACE = '5b0f3a0e-6d0c-4c55-9a53-0c1f0f7e4d7a';

/** `identity` is the identity of the pipeline, so two pipelines with the same order id have different event ids. */
export const eventId = (identity: string, stream: string, command: string, index: number): string =>
  uuidv5(`${identity}\n${stream}\n${command}\n${index}`, NAMESPACE);

/** Makes the stored events that follow a history in the pipeline of this identity. */
export function envelopes<E extends EventLike>(
  identity: string,
  history: History<E>,
  events: readonly E[],
  origin: Origin,
): StoredEvent<E>[] {
  const last = history.events.at(-1);
  return events.map((event, index) => ({
    stream: history.stream,
    version: history.version + index + 1,
    id: eventId(identity, history.stream, origin.command, index),
    time: origin.time.toISOString(),
    command: origin.command,
    correlation: last?.correlation ?? origin.correlation ?? origin.command,
    causation: last?.id,
    actor: origin.actor,
    schemaVersion: SCHEMA_VERSION,
    event,
  }));
}

/** Returns a history with events appended. */
export const extended = <E extends EventLike>(history: History<E>, stored: readonly StoredEvent<E>[]): History<E> =>
  ({ ...history, version: history.version + stored.length, events: [...history.events, ...stored] });
