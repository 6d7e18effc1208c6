import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderRow } from '../../../lambda/adapters/order-view/order-row';
import {
  type Gate, type OrderEntry, type OrderRows, RowRefused, type StuckMark,
} from '../../../lambda/adapters/order-view/order-rows';

type WriteCrash = 'before' | 'after';

/**
 * The rows of the order view in memory, with the gate of the table: a row is written only over the version it was made
 * from, and not while it is stuck.
 */
export class MemoryRows implements OrderRows {
  private readonly entries = new Map<string, Omit<OrderEntry, 'row'> & { readonly row?: string }>();
  /** What befalls the next writes of a row, one each: a crash before or after it is written. */
  crashes: (WriteCrash | undefined)[] = [];
  writes = 0;
  /** Whether the table refuses a row for good. */
  refuses: (row: OrderRow) => boolean = () => false;

  async get(orderId: string): Promise<OrderEntry | undefined> {
    await tick();
    const entry = this.entries.get(orderId);
    if (!entry) return undefined;
    const row = entry.row === undefined ? undefined : unmarshall(JSON.parse(entry.row)) as OrderRow;
    return { version: entry.version, stuck: entry.stuck, row };
  }

  async put(row: OrderRow, version: number, { from, overMark }: Gate): Promise<boolean> {
    await tick();
    const crash = this.crashes.shift();
    if (crash === 'before') throw new Error('crash before the row is written');
    if (this.refuses(row)) throw new RowRefused('the item is too large');
    const entry = this.entries.get(row.orderId);
    if ((entry?.stuck && !overMark) || (entry?.version ?? 0) !== from) return false;
    this.entries.set(row.orderId, { version, row: JSON.stringify(marshall(row, { removeUndefinedValues: true })) });
    this.writes++;
    if (crash === 'after') throw new Error('crash after the row is written');
    return true;
  }

  async markStuck(orderId: string, stuck: StuckMark): Promise<boolean> {
    await tick();
    const entry = this.entries.get(orderId);
    if (entry && entry.version >= stuck.version) return false;
    this.entries.set(orderId, { version: 0, ...entry, stuck: { version: stuck.version, error: stuck.error } });
    return true;
  }

  async clearStuck(orderId: string): Promise<void> {
    await tick();
    this.entries.set(orderId, { version: 0, ...this.entries.get(orderId), stuck: undefined });
  }
}

/** Lets writers that run side by side take turns. */
const tick = () => new Promise<void>(resolve => setImmediate(resolve));
