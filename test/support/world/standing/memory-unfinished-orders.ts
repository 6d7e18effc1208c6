import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { unfinishedEntryOf } from '../../../../lambda/adapters/order-view/unfinished-entry';
import type {
  UnfinishedOrder, UnfinishedOrders, UnfinishedOrdersPage, PageOptions,
} from '../../../../lambda/adapters/order-view/unfinished-orders';
import { type OrderEvent, isEventType } from '../../../../lambda/domain/events';
import type { MemoryEventLog } from '../../../../lambda/orders/memory-event-log';
import { fromItem } from '../../../../lambda/orders/stored-item';
import { orderIdOf } from '../../../../lambda/orders/streams';
import type { Standing } from '../../../../src/contract/heartbeat/unfinished-orders';

type Items = MemoryEventLog<OrderEvent>['items'];

/** The index of unfinished orders that a projector which never lags keeps of a log in memory. */
export class MemoryUnfinishedOrders implements UnfinishedOrders {
  /** Orders that the projector has never seen. */
  readonly unseen = new Set<string>();

  constructor(private readonly log: { readonly items: Items }) {}

  async count(standing: Standing): Promise<number> {
    return this.all([standing]).length;
  }

  async page({ standings, limit, next = '' }: PageOptions): Promise<UnfinishedOrdersPage> {
    const found = this.all(standings).filter(({ key }) => key > next);
    const shown = found.slice(0, limit);
    return { orders: shown.map(({ order }) => order), ...(found.length > limit && { next: shown.at(-1)!.key }) };
  }

  async* stillSince(standing: Standing, before: Date): AsyncGenerator<UnfinishedOrder> {
    for (const { key, order } of this.all([standing])) if (key < before.toISOString()) yield order;
  }

  private all(standings: readonly Standing[]): { readonly key: string; readonly order: UnfinishedOrder }[] {
    const rows = [...this.log.items].flatMap(([stream, items]) => {
      const orderId = orderIdOf(stream);
      if (orderId === undefined || this.unseen.has(orderId)) return [];
      const events = items.map(item => fromItem<OrderEvent>(item, isEventType));
      return [events.reduce(evolveRow, undefined as never as OrderRow)];
    });
    return rows.flatMap(row => {
      const { unfinishedGroup, unfinishedSince } = unfinishedEntryOf(row);
      const standing = unfinishedGroup?.split('#')[0] as Standing | undefined;
      if (!standing || !standings.includes(standing)) return [];
      const { orderId, status, parked } = row;
      const key = unfinishedSince!;
      const since = key.slice(0, key.length - orderId.length - 1);
      return [{ key, order: { orderId, standing, status, since, ...(parked && { parked }) } }];
    }).sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}
