import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { UNUSED_CLIENT } from './unused-client';
import type { OrderRow } from '../../../lambda/adapters/order-view/order-row';
import { OrderView, type ViewEntry } from '../../../lambda/adapters/order-view/order-view-table';

type Crash = 'before' | 'after';

/** The order view in memory, with the gate of the table: a row is written only over the version it was made from, and not while it is stuck. */
export class MemoryView extends OrderView {
  private readonly entries = new Map<string, { version: number; row?: string; stuck?: { version: number; error: string } }>();
  /** What befalls the next writes of a row, one each: a crash before or after it is written. */
  crashes: (Crash | undefined)[] = [];
  writes = 0;

  constructor() {
    super(UNUSED_CLIENT, 'view');
  }

  override async get(orderId: string): Promise<ViewEntry | undefined> {
    await tick();
    const entry = this.entries.get(orderId);
    return entry && { version: entry.version, stuck: entry.stuck, row: entry.row ? unmarshall(JSON.parse(entry.row)) as OrderRow : undefined };
  }

  override async put(row: OrderRow, version: number, from: number): Promise<boolean> {
    await tick();
    const crash = this.crashes.shift();
    if (crash === 'before') throw new Error('crash before the row is written');
    const entry = this.entries.get(row.orderId);
    if (entry?.stuck || (entry?.version ?? 0) !== from) return false;
    this.entries.set(row.orderId, { version, row: JSON.stringify(marshall(row, { removeUndefinedValues: true })) });
    this.writes++;
    if (crash === 'after') throw new Error('crash after the row is written');
    return true;
  }

  override async markStuck(orderId: string, version: number, error: string): Promise<void> {
    await tick();
    this.entries.set(orderId, { version: 0, ...this.entries.get(orderId), stuck: { version, error } });
  }

  override async clearStuck(orderId: string): Promise<void> {
    await tick();
    this.entries.set(orderId, { version: 0, ...this.entries.get(orderId), stuck: undefined });
  }
}

/** Lets writers that run side by side take turns. */
const tick = () => new Promise<void>(resolve => setImmediate(resolve));
