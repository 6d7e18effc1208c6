import type { ItemLog } from './event-log';
import type { Item } from './stored-item';
import { orderStream } from './streams';

/** The events of orders as they are stored, for readers that go on where this release cannot read an event. */
export class OrderItems {
  constructor(private readonly log: ItemLog) {}

  /** Reads the items of an order's events after a version, with a consistent read. */
  async after(orderId: string, version: number): Promise<readonly Item[]> {
    return this.log.readItems(orderStream(orderId), version);
  }
}
