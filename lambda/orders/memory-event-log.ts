import type { Effect } from './effects';
import { envelopes, extended } from './envelope';
import {
  type Appended, ConcurrencyConflict, EffectRefused, type EventLog, type History, type ItemLog,
} from './event-log';
import type { EventLike, Origin, StoredEvent } from './stored-event';
import { type Item, fromItem, toItem } from './stored-item';
import { EventAttribute } from '../../src/contract/attributes';

export interface MemoryEventLogOptions<F> {
  /** The identity of the pipeline, which event ids contain. */
  readonly identity: string;
  /** The types of events that this log can read. */
  readonly isKnown: (type: string) => boolean;
  /**
   * Applies all effects, or none of them if any is refused. Returns the indexes of the refused effects.
   * @default - every effect is refused
   */
  readonly apply?: (effects: readonly F[]) => ReadonlySet<number>;
  /** The initial items. Several logs can share them, like one table. @default - none */
  readonly items?: Map<string, Item[]>;
}

/**
 * The event log in memory, for tests and simulations. It has the same contract as the log in DynamoDB. It also holds
 * the same items, so the same code reads both.
 */
export class MemoryEventLog<E extends EventLike, F = Effect> implements EventLog<E, F>, ItemLog {
  /** The events table: the items of each stream by version, from 1 on. */
  readonly items: Map<string, Item[]>;

  constructor(private readonly options: MemoryEventLogOptions<F>) {
    this.items = options.items ?? new Map<string, Item[]>();
  }

  async readItems(stream: string, after = 0): Promise<readonly Item[]> {
    return (this.items.get(stream) ?? []).slice(after);
  }

  async load(stream: string, after = 0): Promise<History<E>> {
    const items = await this.readItems(stream, after);
    return {
      stream,
      version: after + items.length,
      events: items.map(item => fromItem<E>(item, this.options.isKnown)),
    };
  }

  async append(
    history: History<E>,
    events: readonly E[],
    origin: Origin,
    effects: readonly F[] = [],
  ): Promise<Appended<E>> {
    const stored = envelopes(this.options.identity, history, events, origin);
    return { ...extended(history, stored), replayed: this.write(history.stream, stored, effects) };
  }

  /** Returns whether the log already had the events. It is synchronous, so check and write are atomic. */
  private write(stream: string, stored: readonly StoredEvent<E>[], effects: readonly F[]): boolean {
    const log = this.items.get(stream) ?? [];
    const ids = stored.map(({ version }) => log[version - 1]?.[EventAttribute.ID]?.S);
    const taken = stored.find((_, index) => ids[index] !== undefined);
    if (taken && stored.every(({ id }, index) => id === ids[index])) return true;
    if (taken) throw new ConcurrencyConflict(stream, taken.version);
    if (stored[0] && stored[0].version !== log.length + 1) {
      throw new Error(`${stream} would have a gap before version ${stored[0].version}`);
    }
    const refused = this.apply(effects);
    if (refused.size > 0) throw new EffectRefused(refused);
    this.items.set(stream, [...log, ...stored.map(toItem)]);
    return false;
  }

  private apply(effects: readonly F[]): ReadonlySet<number> {
    return this.options.apply?.(effects) ?? new Set(effects.keys());
  }
}
