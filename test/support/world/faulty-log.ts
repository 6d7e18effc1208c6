import type { Effect } from '../../../lambda/orders/effects';
import type { Appended, EventLog, History, ItemLog } from '../../../lambda/orders/event-log';
import type { MemoryEventLog } from '../../../lambda/orders/memory-event-log';
import type { EventLike, Origin } from '../../../lambda/orders/stored-event';
import type { Item } from '../../../lambda/orders/stored-item';

/**
 * What can go wrong with one append: nothing is written; all is written but the answer is lost; another writer comes in
 * between.
 */
export type Fault =
  | { readonly kind: 'crash' | 'crash after' | 'lost answer'; readonly error?: Error }
  | { readonly kind: 'race'; readonly rival: () => Promise<void> };

export class Crash extends Error {}

/** An event log in memory whose appends can go wrong. */
export class FaultyLog<E extends EventLike> implements EventLog<E>, ItemLog {
  /** What befalls the next appends, one each. */
  faults: (Fault | undefined)[] = [];

  constructor(private readonly log: MemoryEventLog<E>) {}

  /** The events table. */
  get items(): MemoryEventLog<E>['items'] {
    return this.log.items;
  }

  async load(stream: string, after?: number): Promise<History<E>> {
    return this.log.load(stream, after);
  }

  async readItems(stream: string, after?: number): Promise<readonly Item[]> {
    return this.log.readItems(stream, after);
  }

  async append(
    history: History<E>, events: readonly E[], origin: Origin, effects?: readonly Effect[],
  ): Promise<Appended<E>> {
    const fault = this.faults.shift();
    if (fault?.kind === 'crash') throw fault.error ?? new Crash();
    if (fault?.kind === 'race') await fault.rival();
    const appended = await this.log.append(history, events, origin, effects);
    if (fault?.kind === 'crash after') throw fault.error ?? new Crash();
    // As the client tries again.
    return fault?.kind === 'lost answer' ? this.log.append(history, events, origin, effects) : appended;
  }
}
