import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { v5 as uuidv5 } from 'uuid';
import { EventAttribute as A } from '../../src/contract/attributes';
import { TechnicalError } from '../../src/contract/errors';
import { SCHEMA_VERSION } from '../domain/events';

/** Any event: its type and its data. */
export interface EventLike {
  readonly type: string;
  readonly data: unknown;
}

/** Who and what made an event. */
export interface Origin {
  /** Identifies the command; the same command makes the same event ids, whenever it is tried again. */
  readonly command: string;
  readonly time: Date;
  /** Follows one order through all systems; by default the command that started the stream. */
  readonly correlation?: string;
  readonly actor?: string;
}

/** An event as it stands in the log. */
export interface StoredEvent<E extends EventLike = EventLike> {
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly time: string;
  readonly command: string;
  readonly correlation: string;
  readonly causation?: string;
  readonly actor?: string;
  readonly schemaVersion: number;
  readonly event: E;
}

/** The log holds an event that this code cannot read: written by newer code, or by hand. */
export class UnknownEvent extends Error {
  override readonly name = TechnicalError.UNKNOWN_EVENT;
  constructor(stream: string, readonly version: number, what: string) {
    super(`event ${version} of ${stream} is ${what}; known: the types of this release up to schema version ${SCHEMA_VERSION}, as JSON`);
  }
}

export const orderStream = (orderId: string): string => `ORDER#${orderId}`;
export const notificationStream = (orderId: string): string => `ORDER#${orderId}#NTF`;

/** The order of a stream, undefined for a stream that is not an order's own. An order id has no `#`. */
export const orderIdOf = (stream: string): string | undefined => /^ORDER#([^#]+)$/.exec(stream)?.[1];

/** Namespace of the event ids, a random UUID fixed for ever. @see RFC 9562, section 5.5 */
const NAMESPACE = '5b0f3a0e-6d0c-4c55-9a53-0c1f0f7e4d7a';

export const eventId = (stream: string, command: string, index: number): string => uuidv5(`${stream}\n${command}\n${index}`, NAMESPACE);

export function toItem(stored: StoredEvent): Record<string, AttributeValue> {
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

/** Reads an item of the events table. Throws UnknownEvent for a type or schema version that `known` does not cover, and for data that is no JSON. */
export function fromItem<E extends EventLike>(item: Record<string, AttributeValue>, known: (type: string) => boolean): StoredEvent<E> {
  const stream = item[A.STREAM]!.S!;
  const version = Number(item[A.VERSION]!.N);
  const type = item[A.TYPE]!.S!;
  const schemaVersion = Number(item[A.SCHEMA_VERSION]!.N);
  if (!known(type) || schemaVersion > SCHEMA_VERSION) throw new UnknownEvent(stream, version, `${type} in schema version ${schemaVersion}`);
  return {
    stream,
    version,
    id: item[A.ID]!.S!,
    time: item[A.TIME]!.S!,
    command: item[A.COMMAND]!.S!,
    correlation: item[A.CORRELATION]!.S!,
    causation: item[A.CAUSATION]?.S,
    actor: item[A.ACTOR]?.S,
    schemaVersion,
    event: { type, data: dataOf(item, () => new UnknownEvent(stream, version, `${type} with unreadable data`)) } as E,
  };
}

function dataOf(item: Record<string, AttributeValue>, unreadable: () => UnknownEvent): unknown {
  try {
    return JSON.parse(item[A.DATA]!.S!);
  } catch {
    throw unreadable();
  }
}
