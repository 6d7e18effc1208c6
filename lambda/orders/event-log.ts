import type { Effect } from './effects';
import type { EventLike, Origin, StoredEvent } from './stored-event';
import type { Item } from './stored-item';
import { TechnicalError } from '../../src/contract/errors';

/** A stream as one consistent read returned it. Decisions and the expected version of an append are based on it. */
export interface History<E extends EventLike> {
  readonly stream: string;
  readonly version: number;
  readonly events: readonly StoredEvent<E>[];
}

/** The result of an append: the history with the new events at its end. */
export interface Appended<E extends EventLike> extends History<E> {
  /** Whether the log already had the same events. It may have later events, too. */
  readonly replayed: boolean;
}

/** Another writer has appended the next version. The caller has to load and decide again. */
export class ConcurrencyConflict extends Error {
  override readonly name = TechnicalError.CONFLICT;
  constructor(stream: string, version: number) {
    super(`version ${version} of ${stream} is taken`);
  }
}

/** The conditions of effects did not hold. `refused` has their indexes. Neither events nor effects were written. */
export class EffectRefused extends Error {
  override readonly name = 'EffectRefused';
  constructor(readonly refused: ReadonlySet<number>) {
    super(`the conditions of ${refused.size} effects do not hold`);
  }
}

/** A log as it is stored, for readers that go on where this release cannot read an event. */
export interface ItemLog {
  /** Reads the items of a stream after a version, to the end, with a consistent read. */
  readItems(stream: string, after?: number): Promise<readonly Item[]>;
}

/**
 * An append-only log of streams.
 * @typeParam F the effects that can be written together with events
 */
export interface EventLog<E extends EventLike, F = Effect> {
  /**
   * Reads the events of a stream after a version, to the end, with a consistent read.
   * Throws UnknownEvent for an event that this release cannot read.
   */
  load(stream: string, after?: number): Promise<History<E>>;

  /**
   * Appends events to a history if their versions are free, and writes the effects in the same transaction. Succeeds if
   * the log already has the same events: then an earlier call wrote them, and its response was lost. Throws
   * ConcurrencyConflict, EffectRefused or TransactionContention; then it has written nothing.
   */
  append(history: History<E>, events: readonly E[], origin: Origin, effects?: readonly F[]): Promise<Appended<E>>;
}
