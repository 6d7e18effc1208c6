import type { Effect } from './effects';
import { ConcurrencyConflict, type EventLog, type History } from './event-log';
import type { Origin } from './stored-event';
import { orderStream } from './streams';
import { type OrderCommand, decide } from '../domain/decide';
import type { OrderEvent } from '../domain/events';
import { fold } from '../domain/fold';
import type { Order } from '../domain/order/order';
import { NEW_ORDER, type OrderState } from '../domain/state/order-state';
import type { Backoff } from '../lib/backoff';
import { digestOf } from '../lib/digest';
import type { System } from '../lib/system';

/** An order: its history, and the state that follows from the history. */
export interface LoadedOrder {
  readonly state: OrderState;
  readonly history: History<OrderEvent>;
}

/** The result of a command: the order after it, and whether this call appended events. */
export interface Outcome extends LoadedOrder {
  readonly appended: boolean;
}

export interface OrdersOptions extends Pick<System, 'now'> {
  readonly backoff: Backoff;
  /** The stage that appends the events. Every event records it. */
  readonly actor?: string;
}

export interface ExecuteOptions {
  /** Identifies the command within its order. The default is its type, for a command that an order gets only once. */
  readonly id?: string;
  readonly correlation?: string;
  /**
   * The order, if the caller has already loaded it. The first attempt then does not load the order. If it is out of
   * date, the append conflicts, and the next attempt loads the order.
   */
  readonly known?: LoadedOrder;
  /** Who sends the command. @default - the stage that appends the events */
  readonly actor?: string;
  /** Makes the effects to write in one transaction with the events, which follow the history. */
  readonly effects?: (
    events: readonly OrderEvent[], state: OrderState, history: History<OrderEvent>,
  ) => Promise<readonly Effect[]>;
}

/** Attempts to load, decide and append while others append first. One conflict is rare, five in a row are a defect. */
const CONFLICT_TRIES = 5;

/** The orders of an event log: load the stream, decide, append. */
export class Orders {
  /** An order that is expected to be new. */
  static unplaced(orderId: string): LoadedOrder {
    return { state: NEW_ORDER, history: { stream: orderStream(orderId), version: 0, events: [] } };
  }

  constructor(private readonly log: EventLog<OrderEvent>, private readonly options: OrdersOptions) {}

  /** Loads an order with a consistent read. An order that was never placed has no events. */
  async loadOrder(orderId: string): Promise<LoadedOrder> {
    const history = await this.log.load(orderStream(orderId));
    return { state: fold(history.events.map(({ event }) => event)), history };
  }

  /**
   * Records an order as placed. If it was placed before, returns it as it is now. The first of two orders with the same
   * id wins: the append of the second conflicts, and it throws CommandRefused.
   */
  async place(order: Order, correlation: string): Promise<Outcome> {
    const { orderId } = order;
    const digest = digestOf(order);
    return this.execute(orderId, { type: 'PlaceOrder', order, digest }, {
      id: `PlaceOrder:${digest}`,
      correlation,
      known: Orders.unplaced(orderId),
    });
  }

  /**
   * Carries out a command once. If the log already has events of this command, returns the order and appends nothing.
   * After a conflict, it loads and decides again. Throws CommandRefused, EffectRefused, ConcurrencyConflict,
   * TransactionContention and UnknownEvent.
   */
  async execute(orderId: string, command: OrderCommand, options: ExecuteOptions = {}): Promise<Outcome> {
    const { now, backoff } = this.options;
    const { id = command.type, actor = this.options.actor } = options;
    let order = options.known ?? await this.loadOrder(orderId);
    for (let attempt = 1; ; attempt++) {
      const { state, history } = order;
      if (history.events.some(event => event.command === id)) return { ...order, appended: false };
      const events = decide(command, state);
      if (events.length === 0) return { ...order, appended: false };
      const origin: Origin = { command: id, time: now(), actor, correlation: options.correlation };
      try {
        const effects = await options.effects?.(events, state, history);
        const { replayed, ...appended } = await this.log.append(history, events, origin, effects);
        if (!replayed) return { state: fold(events, state), history: appended, appended: true };
      } catch (error) {
        if (!(error instanceof ConcurrencyConflict) || attempt >= CONFLICT_TRIES) throw error;
        await backoff(attempt);
      }
      order = await this.loadOrder(orderId);
    }
  }
}
