import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type EventLike, type PublishedEvent, type StoredEvent, UnknownEvent } from './stored-event';
import { EventAttribute as A } from '../../src/contract/attributes';
import { SCHEMA_VERSION } from '../domain/events';

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
 * Throws UnknownEvent for data that is not JSON.
 */
export function readItem(item: Item): PublishedEvent {
  const stream = item[A.STREAM]!.S!;
  const version = Number(item[A.VERSION]!.N);
  const type = item[A.TYPE]!.S!;
  return {
    stream,
    version,
    id: item[A.ID]!.S!,
    time: item[A.TIME]!.S!,
    correlation: item[A.CORRELATION]!.S!,
    causation: item[A.CAUSATION]?.S,
    actor: item[A.ACTOR]?.S,
    schemaVersion: Number(item[A.SCHEMA_VERSION]!.N),
    event: { type, data: dataOf(item, () => new UnknownEvent(stream, version, `${type} with unreadable data`)) },
  };
}

/**
 * Reads an item of a type for which `isKnown` is true.
 * Throws UnknownEvent for another type, for a newer schema version, and for data that is not JSON.
 */
export function fromItem<E extends EventLike>(item: Item, isKnown: (type: string) => boolean): StoredEvent<E> {
  const type = item[A.TYPE]!.S!;
  const schemaVersion = Number(item[A.SCHEMA_VERSION]!.N);
  if (!isKnown(type) || schemaVersion > SCHEMA_VERSION) {
    throw new UnknownEvent(
      item[A.STREAM]!.S!,
      Number(item[A.VERSION]!.N),
      `${type} in schema version ${schemaVersion}`,
    );
  }
  return { ...readItem(item), command: item[A.COMMAND]!.S! } as StoredEvent<E>;
}

function dataOf(item: Item, unreadable: () => UnknownEvent): unknown {
  try {
    return JSON.parse(item[A.DATA]!.S!);
  } catch {
    throw unreadable();
  }
}
