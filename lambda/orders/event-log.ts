import type { Effect } from './effects';
import type { EventLike, Origin, StoredEvent } from './stored-event';
import { TechnicalError } from '../../src/contract/errors';

/** A stream as one consistent read saw it: what a decision is based on, and the only source of an expected version. */
export interface History<E extends EventLike> {
  readonly stream: string;
  readonly version: number;
  readonly events: readonly StoredEvent<E>[];
}

/** What an append came to: the history with the new events at its end. */
export interface Appended<E extends EventLike> extends History<E> {
  /** The same events were there already, and perhaps others behind them. */
  readonly replayed: boolean;
}

/** Another writer took the next version: load again and decide again. */
export class ConcurrencyConflict extends Error {
  override readonly name = TechnicalError.CONFLICT;
  constructor(stream: string, version: number) {
    super(`version ${version} of ${stream} is taken`);
  }
}

/** Effects are refused, by their index; neither events nor effects were written. */
export class EffectRefused extends Error {
  override readonly name = 'EffectRefused';
  constructor(readonly refused: ReadonlySet<number>) {
    super(`the conditions of ${refused.size} effects do not hold`);
  }
}

/**
 * An append-only log of streams.
 * @typeParam F what can be written together with events
 */
export interface EventLog<E extends EventLike, F = Effect> {
  /**
   * Reads a stream from an exclusive version on, consistently and to its end.
   * Throws UnknownEvent for an event that this release cannot read.
   */
  load(stream: string, after?: number): Promise<History<E>>;

  /**
   * Appends events to a history on the condition that their versions are free, with the effects in the same
   * transaction. The same events again are a success: they were written before, and the answer was lost. Throws
   * ConcurrencyConflict, EffectRefused or TransactionContention; then nothing was written.
   */
  append(history: History<E>, events: readonly E[], origin: Origin, effects?: readonly F[]): Promise<Appended<E>>;
}
