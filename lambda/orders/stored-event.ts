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

/** What others may see of an event: all but the command, which is the pipeline's own. */
export type PublishedEvent = Omit<StoredEvent, 'command'>;

/** The log holds an event that this code cannot read: written by newer code, or by hand. */
export class UnknownEvent extends Error {
  override readonly name = TechnicalError.UNKNOWN_EVENT;
  constructor(stream: string, readonly version: number, what: string) {
    const known = `the types of this release up to schema version ${SCHEMA_VERSION}, as JSON`;
    super(`event ${version} of ${stream} is ${what}; known: ${known}`);
  }
}
