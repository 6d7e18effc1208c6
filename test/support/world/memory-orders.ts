import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { UNUSED_CLIENT } from './unused-client';
import { SKU_PREFIX } from '../../../lambda/adapters/stock/stock-items';
import { type OrderEvent, isEventType } from '../../../lambda/domain/events';
import { type Appended, ConcurrencyConflict, EffectRefused, type History } from '../../../lambda/orders/dynamo-event-log';
import { Orders } from '../../../lambda/orders/orders';
import { type Origin, type StoredEvent, eventId, fromItem, toItem } from '../../../lambda/orders/stored-event';

type Item = Record<string, AttributeValue>;

/** What can go wrong with one append: nothing is written; all is written but the answer is lost; another writer comes in between. */
export type Fault = { readonly kind: 'crash' | 'crash after' | 'lost answer' } | { readonly kind: 'race'; readonly rival: () => Promise<void> };

export class Crash extends Error {}

/** The real Orders over a log and stock counters in memory, which keep the contract of the tables: all or nothing, on condition. */
export class MemoryOrders extends Orders {
  readonly items = new Map<string, Item[]>();
  readonly stock = new Map<string, Record<string, number>>();
  /** What befalls the next appends, one each. */
  faults: (Fault | undefined)[] = [];

  constructor() {
    super(UNUSED_CLIENT, 'events');
  }

  override load(stream: string, after = 0): Promise<History<OrderEvent>> {
    const events = (this.items.get(stream) ?? []).slice(after).map(item => fromItem<OrderEvent>(item, isEventType));
    return Promise.resolve({ stream, version: after + events.length, events });
  }

  override async append(
    history: History<OrderEvent>, events: readonly OrderEvent[], origin: Origin, effects: readonly TransactWriteItem[] = [],
  ): Promise<Appended<OrderEvent>> {
    const fault = this.faults.shift();
    if (fault?.kind === 'crash') throw new Crash();
    if (fault?.kind === 'race') await fault.rival();

    const stored = events.map((event, index) => store(history, event, index, origin));
    let replayed = this.write(history.stream, stored, effects);
    if (fault?.kind === 'crash after') throw new Crash();
    if (fault?.kind === 'lost answer') replayed = this.write(history.stream, stored, effects); // as the client tries again
    return { ...history, version: history.version + stored.length, events: [...history.events, ...stored], replayed };
  }

  private write(stream: string, stored: readonly StoredEvent<OrderEvent>[], effects: readonly TransactWriteItem[]): boolean {
    const log = this.items.get(stream) ?? [];
    const taken = stored.map(({ version }) => log[version - 1]?.id?.S);
    if (taken.some(Boolean)) {
      if (stored.every(({ id }, index) => id === taken[index])) return true;
      throw new ConcurrencyConflict(`${stream} has grown`);
    }
    const moves = effects.map(moveOf);
    const refused = moves.flatMap(({ sku, from, quantity }, index) => ((this.stock.get(sku)?.[from] ?? 0) < quantity ? [[index, undefined] as const] : []));
    if (refused.length > 0) throw new EffectRefused(new Map(refused));
    for (const { sku, from, to, quantity } of moves) {
      const level = this.stock.get(sku)!;
      level[from]! -= quantity;
      level[to]! += quantity;
    }
    if (log.length !== stored[0]!.version - 1) throw new Error(`${stream} would have a gap`);
    this.items.set(stream, [...log, ...stored.map(toItem)]);
    return false;
  }
}

function store(history: History<OrderEvent>, event: OrderEvent, index: number, { command, time }: Origin): StoredEvent<OrderEvent> {
  const version = history.version + index + 1;
  const { stream } = history;
  return { stream, version, id: eventId(stream, command, index), time: time.toISOString(), command, correlation: command, schemaVersion: 1, event };
}

/** Reads a move between two counters, the one kind of effect that a small reservation has. */
function moveOf({ Update }: TransactWriteItem) {
  const { '#from': from, '#to': to } = Update!.ExpressionAttributeNames!;
  if (Update!.UpdateExpression !== 'SET #from = #from - :q, #to = #to + :q' || Update!.ConditionExpression !== '#from >= :q') throw new Error('not a move of stock');
  return { sku: Update!.Key!.pk!.S!.slice(SKU_PREFIX.length), from: from!, to: to!, quantity: Number(Update!.ExpressionAttributeValues![':q']!.N) };
}
