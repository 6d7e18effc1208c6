import { TechnicalError } from '../../src/contract/errors';
import { NEWEST_SCHEMA_VERSION } from '../domain/events';

/** Any event: its type and its data. */
export interface EventLike {
  readonly type: string;
  readonly data: unknown;
}

/** What caused an event. */
export interface Origin {
  /** Identifies the command. A retry of the same command makes the same event ids. */
  readonly command: string;
  readonly time: Date;
  /** An id with which to trace one order through all systems. The default is the command that started the stream. */
  readonly correlation?: string;
  readonly actor?: string;
}

/** An event with its envelope, as the log stores it. */
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

/** An event as others may see it: without its command, which is internal to the pipeline. */
export type PublishedEvent = Omit<StoredEvent, 'command'>;

/** The log has an event that this code cannot read, because newer code or a person wrote it. */
export class UnknownEvent extends Error {
  override readonly name = TechnicalError.UNKNOWN_EVENT;
  constructor(stream: string, readonly version: number, what: string) {
    const known = `the types of this release up to schema version ${NEWEST_SCHEMA_VERSION}, as JSON`;
    super(`event ${version} of ${stream} is ${what}; known: ${known}`);
  }
}
