import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ConcurrencyConflict, EventStore, type History } from './event-store';
import { type Origin, orderStream } from './stored-event';
import { type OrderCommand, decide } from '../domain/decide';
import { type OrderEvent, isEventType } from '../domain/events';
import { type OrderState, fold } from '../domain/state';
import { backoff } from '../shared/backoff';

/** What a command came to: the order after it, and whether it made an event now. */
export interface Outcome {
  readonly state: OrderState;
  readonly version: number;
  readonly appended: boolean;
}

export interface ExecuteOptions {
  /** Identifies the command within its order; by default its type, for a command that an order sees once. */
  readonly id?: string;
  readonly actor?: string;
  readonly correlation?: string;
  /** The order is expected to be new, so the first try is made without a load. */
  readonly expectNew?: boolean;
  /** What must be written together with the events, or not at all. */
  readonly effects?: (events: readonly OrderEvent[], state: OrderState) => Promise<readonly TransactWriteItem[]>;
}

/** Tries of load, decide and append under conflicts; two writers of one order are rare, five in a row are a defect. */
const CONFLICT_TRIES = 5;

/** The orders of an event store: load the stream, decide, append. */
export class Orders extends EventStore<OrderEvent> {
  constructor(client: DynamoDBClient, table: string) {
    super(client, table, isEventType);
  }

  loadOrder(orderId: string): Promise<History<OrderEvent>> {
    return this.load(orderStream(orderId));
  }

  /**
   * Carries out a command once: where the log holds it already, its recorded outcome is returned.
   * A conflict loads and decides again. Throws CommandRefused, EffectRefused, ConcurrencyConflict, TransactionContention, UnknownEvent.
   */
  async execute(orderId: string, command: OrderCommand, options: ExecuteOptions = {}): Promise<Outcome> {
    const id = options.id ?? command.type;
    for (let attempt = 1; ; attempt++) {
      const history = attempt === 1 && options.expectNew
        ? EventStore.fresh<OrderEvent>(orderStream(orderId))
        : await this.loadOrder(orderId);
      const state = fold(history.events.map(({ event }) => event));
      if (history.events.some(event => event.command === id)) return { state, version: history.version, appended: false };
      const events = decide(command, state);
      if (events.length === 0) return { state, version: history.version, appended: false };
      const origin: Origin = { command: id, time: new Date(), actor: options.actor, correlation: options.correlation };
      try {
        const { version, replayed } = await this.append(history, events, origin, await options.effects?.(events, state));
        if (!replayed) return { state: fold(events, state), version, appended: true };
      } catch (error) {
        if (!(error instanceof ConcurrencyConflict) || attempt >= CONFLICT_TRIES) throw error;
        await backoff(attempt);
      }
    }
  }
}
