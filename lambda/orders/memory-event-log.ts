import type { Effect } from './effects';
import { envelopes, extended } from './envelope';
import { type Appended, ConcurrencyConflict, EffectRefused, type EventLog, type History } from './event-log';
import type { EventLike, Origin, StoredEvent } from './stored-event';
import { type Item, fromItem, toItem } from './stored-item';
import { EventAttribute } from '../../src/contract/attributes';

export interface MemoryEventLogOptions<F> {
  /** The types of events that this log can read. */
  readonly isKnown: (type: string) => boolean;
  /**
   * Makes all effects, or none and returns the indexes of those that are refused.
   * @default - every effect is refused
   */
  readonly apply?: (effects: readonly F[]) => ReadonlySet<number>;
  /** The items to begin with; several logs can share one table. @default - none */
  readonly items?: Map<string, Item[]>;
}

/**
 * The event log in memory, for tests and simulations: it keeps the contract of the one in DynamoDB, and holds the same
 * items, so both are read by the same code.
 */
export class MemoryEventLog<E extends EventLike, F = Effect> implements EventLog<E, F> {
  /** The events table: the items of each stream by version, from 1 on. */
  readonly items: Map<string, Item[]>;

  constructor(private readonly options: MemoryEventLogOptions<F>) {
    this.items = options.items ?? new Map<string, Item[]>();
  }

  async load(stream: string, after = 0): Promise<History<E>> {
    const items = (this.items.get(stream) ?? []).slice(after);
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
    const stored = envelopes(history, events, origin);
    return { ...extended(history, stored), replayed: this.write(history.stream, stored, effects) };
  }

  /** Whether the events were there already. Nothing comes between its look and its write, because it does not wait. */
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
