import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ConcurrencyConflict, EventStore, type History } from './dynamo-event-log';
import { type Origin, orderStream } from './stored-event';
import { type OrderCommand, decide } from '../domain/decide';
import { type OrderEvent, isEventType } from '../domain/events';
import { fold } from '../domain/fold';
import { NEW_ORDER, type OrderState } from '../domain/state/order-state';
import { backoff } from '../lib/backoff';

/** An order as its history makes it. */
export interface LoadedOrder {
  readonly state: OrderState;
  readonly history: History<OrderEvent>;
}

/** What a command came to: the order after it, and whether it made an event now. */
export interface Outcome extends LoadedOrder {
  readonly appended: boolean;
}

export interface ExecuteOptions {
  /** Identifies the command within its order; by default its type, for a command that an order sees once. */
  readonly id?: string;
  readonly correlation?: string;
  /** What the caller knows of the order already, in place of a load before the first try; a conflict shows when it is out of date. */
  readonly known?: LoadedOrder;
  /** What must be written together with the events, or not at all. */
  readonly effects?: (events: readonly OrderEvent[], state: OrderState) => Promise<readonly TransactWriteItem[]>;
}

/** Tries of load, decide and append under conflicts; two writers of one order are rare, five in a row are a defect. */
const CONFLICT_TRIES = 5;

/** The orders of an event store: load the stream, decide, append. */
export class Orders extends EventStore<OrderEvent> {
  /** An order that is expected to be new. */
  static unplaced(orderId: string): LoadedOrder {
    return { state: NEW_ORDER, history: { stream: orderStream(orderId), version: 0, events: [] } };
  }

  /** `actor` is recorded with what is appended. */
  constructor(client: DynamoDBClient, table: string, private readonly actor?: string) {
    super(client, table, isEventType);
  }

  /** Reads an order, consistently. One that was never placed has no events. */
  async loadOrder(orderId: string): Promise<LoadedOrder> {
    const history = await this.load(orderStream(orderId));
    return { state: fold(history.events.map(({ event }) => event)), history };
  }

  /**
   * Carries out a command once: where the log holds it already, its recorded outcome is returned.
   * A conflict loads and decides again. Throws CommandRefused, EffectRefused, ConcurrencyConflict, TransactionContention, UnknownEvent.
   */
  async execute(orderId: string, command: OrderCommand, options: ExecuteOptions = {}): Promise<Outcome> {
    const id = options.id ?? command.type;
    let order = options.known ?? await this.loadOrder(orderId);
    for (let attempt = 1; ; attempt++) {
      const { state, history } = order;
      if (history.events.some(event => event.command === id)) return { ...order, appended: false };
      const events = decide(command, state);
      if (events.length === 0) return { ...order, appended: false };
      const origin: Origin = { command: id, time: new Date(), actor: this.actor, correlation: options.correlation };
      try {
        const { replayed, ...appended } = await this.append(history, events, origin, await options.effects?.(events, state));
        if (!replayed) return { state: fold(events, state), history: appended, appended: true };
      } catch (error) {
        if (!(error instanceof ConcurrencyConflict) || attempt >= CONFLICT_TRIES) throw error;
        await backoff(attempt);
      }
      order = await this.loadOrder(orderId);
    }
  }
}
