import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type EventLike, type PublishedEvent, type StoredEvent, UnknownEvent } from './stored-event';
import { EventAttribute as A } from '../../src/contract/attributes';
import { NEWEST_SCHEMA_VERSION } from '../domain/events';

/** An item of the events table, as the table and its stream hold it. */
export type Item = Record<string, AttributeValue>;

export function toItem(stored: StoredEvent): Item {
  return {
    [A.STREAM]: { S: stored.stream },
    [A.VERSION]: { N: String(stored.version) },
    [A.ID]: { S: stored.id },
    [A.TYPE]: { S: stored.event.type },
    [A.SCHEMA_VERSION]: { N: String(stored.schemaVersion) },
    [A.TIME]: { S: stored.time },
    [A.COMMAND]: { S: stored.command },
    [A.CORRELATION]: { S: stored.correlation },
    ...(stored.causation && { [A.CAUSATION]: { S: stored.causation } }),
    ...(stored.actor && { [A.ACTOR]: { S: stored.actor } }),
    [A.DATA]: { S: JSON.stringify(stored.event.data) },
  };
}

/**
 * Reads an item of any type and schema version, for code that only passes events on.
 * Throws UnknownEvent for an item without the attributes of an event, and for data that is not JSON.
 */
export function readItem(item: Item): PublishedEvent {
  return {
    stream: streamIn(item),
    version: versionIn(item),
    id: textIn(item, A.ID),
    time: textIn(item, A.TIME),
    correlation: textIn(item, A.CORRELATION),
    causation: item[A.CAUSATION]?.S,
    actor: item[A.ACTOR]?.S,
    schemaVersion: schemaVersionOf(item),
    event: { type: textIn(item, A.TYPE), data: dataOf(item) },
  };
}

/**
 * Reads an item of a type for which `isKnown` is true.
 * Throws UnknownEvent as `readItem` does, and for another type or a newer schema version.
 */
export function fromItem<E extends EventLike>(item: Item, isKnown: (type: string) => boolean): StoredEvent<E> {
  const type = textIn(item, A.TYPE);
  const schemaVersion = schemaVersionOf(item);
  if (!isKnown(type) || schemaVersion > NEWEST_SCHEMA_VERSION) {
    throw unreadable(item, `${type} in schema version ${schemaVersion}`);
  }
  return { ...readItem(item), command: textIn(item, A.COMMAND) } as StoredEvent<E>;
}

/** The key of an item, which every item has. */
export const streamIn = (item: Item): string => item[A.STREAM]!.S!;
export const versionIn = (item: Item): number => Number(item[A.VERSION]!.N);

function textIn(item: Item, attribute: string): string {
  const text = item[attribute]?.S;
  if (text === undefined) throw unreadable(item, `an item without the text attribute ${attribute}`);
  return text;
}

function schemaVersionOf(item: Item): number {
  const version = item[A.SCHEMA_VERSION]?.N;
  if (version === undefined) throw unreadable(item, `an item without the number attribute ${A.SCHEMA_VERSION}`);
  return Number(version);
}

function dataOf(item: Item): unknown {
  try {
    return JSON.parse(item[A.DATA]!.S!);
  } catch {
    throw unreadable(item, `${textIn(item, A.TYPE)} with unreadable data`);
  }
}

const unreadable = (item: Item, what: string) => new UnknownEvent(streamIn(item), versionIn(item), what);
