import type { Channel, NotificationEvent } from '../../domain/notification';
import type { Backoff } from '../../lib/backoff';
import { DeadlineExceeded } from '../../lib/flow/deadline';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import { ConcurrencyConflict, type EventLog, type History } from '../../orders/event-log';
import { notificationStream } from '../../orders/streams';

/**
 * How long a claim is valid, in milliseconds: twice the function's time-out of 60 s. After that, the sender must have
 * stopped. The queue's visibility time-out is longer, so when a retry comes, the lease is always over.
 */
const LEASE = 120_000;

/**
 * The time that a send needs, in milliseconds: a claim takes less than 10 s, SES or SNS at most 13 s (two attempts of
 * 6 s and a wait), and a receipt less than 10 s. With less time left, nothing is sent: a function that is killed
 * between sending and the receipt sends twice.
 */
const TIME_TO_SEND = 35_000;

/**
 * An attempt to write a receipt takes less than 10 s, and the wait before it up to 2 s. With less time left, the
 * receipt is given up. The customer then gets the email again, so this tries for as long as the function runs.
 */
const TIME_FOR_RECEIPT = 12_000;
/** In milliseconds; a random part of each is waited. */
const RECEIPT_WAITS = [200, 2_000] as const;

/** Another sender holds the claim; the message goes back to the queue. */
export class DeliveryInProgress extends Error {
  override readonly name = 'DeliveryInProgress';
}

/** A message was sent, but this could not be recorded until the function's time was over. */
export class ReceiptLost extends Error {
  override readonly name = 'ReceiptLost';
}

/** An event of an order about which the notifier sends messages. */
export interface Notification {
  readonly orderId: string;
  readonly eventId: string;
  readonly eventType: string;
}

/** How much time the function has left, in milliseconds. */
export type TimeLeft = () => number;

export interface DeliveriesOptions extends Pick<System, 'now' | 'newId'> {
  readonly log: EventLog<NotificationEvent, never>;
  /** The name of the notifier. Each notifier of an event store has its own deliveries. */
  readonly notifier: string;
  readonly backoff: Backoff;
}

/** The deliveries of one notifier that an event log records. */
export class Deliveries {
  constructor(private readonly options: DeliveriesOptions) {}

  /** Loads the records of a notification: what was sent, and what was refused. */
  async open(notification: Notification, timeLeft: TimeLeft): Promise<Delivery> {
    const { log: events, notifier } = this.options;
    const stream = notificationStream({ ...notification, notifier });
    return new Delivery({ ...this.options, timeLeft }, notification, await events.load(stream));
  }
}

interface DeliveryOptions extends DeliveriesOptions {
  readonly timeLeft: TimeLeft;
}

/**
 * The delivery of one notification. A sender claims it once for all channels, and records a receipt for each channel
 * after sending. Two senders never hold a claim at the same time, and a channel with a receipt does not send again. So
 * a channel sends at least once, and a second time only if its receipt is missing: because the sender crashed between
 * the provider's response and the receipt, or because the event log failed just then and until the sender's time was
 * over. That is better than no email.
 */
export class Delivery {
  private isClaimed = false;

  constructor(
    private readonly options: DeliveryOptions,
    private readonly notification: Notification,
    private history: History<NotificationEvent>,
  ) {}

  /**
   * Sends over a channel and records it. Returns false if the channel has sent before.
   * Throws the error of `send`, DeliveryInProgress, ConcurrencyConflict, DeadlineExceeded and ReceiptLost. After the
   * last, nothing more should be sent: it could not be recorded either.
   */
  async once(channel: Channel, send: () => Promise<string>): Promise<boolean> {
    if (this.has('NotificationSent', channel)) return false;
    if (this.options.timeLeft() < TIME_TO_SEND) throw new DeadlineExceeded();
    await this.claim();
    await this.recordSent(channel, await send());
    return true;
  }

  /**
   * Records once that a channel refused the notification permanently. Returns false if that is already recorded.
   */
  async recordFailure(channel: Channel, error: string): Promise<boolean> {
    if (this.has('NotificationFailed', channel)) return false;
    const { eventId } = this.notification;
    await this.record({ type: 'NotificationFailed', data: { eventId, channel, error } }, `failed/${channel}`);
    return true;
  }

  private async claim(): Promise<void> {
    if (this.isClaimed) return;
    const { orderId, eventId, eventType } = this.notification;
    const last = this.history.events.findLast(({ event }) => event.type === 'NotificationRequested');
    if (last && this.options.now().getTime() - Date.parse(last.time) < LEASE) {
      throw new DeliveryInProgress(`${eventType} of order ${orderId} is being sent since ${last.time}`);
    }
    // Each claim has a new command id. So of two senders that claim at the same time, only one succeeds.
    await this.record({ type: 'NotificationRequested', data: { eventId, eventType } }, `claim/${this.options.newId()}`);
    this.isClaimed = true;
  }

  /** Records a receipt. The message is already sent, so this tries until the function's time is over. */
  private async recordSent(channel: Channel, messageId: string): Promise<void> {
    const { orderId, eventId } = this.notification;
    const receipt: NotificationEvent = { type: 'NotificationSent', data: { eventId, channel, messageId } };
    let isOvertaken = false;
    for (let attempt = 1; ; attempt++) {
      try {
        // The send took longer than the lease, and another sender has claimed or sent meanwhile.
        if (isOvertaken) this.history = await this.options.log.load(this.history.stream);
        if (this.has('NotificationSent', channel)) return;
        return await this.record(receipt, `sent/${channel}`);
      } catch (error) {
        if (this.options.timeLeft() < TIME_FOR_RECEIPT) {
          log.error('sent without a receipt, will be sent again', { orderId, channel });
          throw new ReceiptLost(`${channel} of order ${orderId} has no receipt`, { cause: error });
        }
        isOvertaken ||= error instanceof ConcurrencyConflict;
        await this.options.backoff(attempt, ...RECEIPT_WAITS);
      }
    }
  }

  private async record(event: NotificationEvent, command: string): Promise<void> {
    const origin = { command, time: this.options.now(), correlation: this.notification.eventId };
    this.history = await this.options.log.append(this.history, [event], origin);
  }

  private has(type: 'NotificationSent' | 'NotificationFailed', channel: Channel): boolean {
    return this.history.events.some(({ event }) => event.type === type && event.data.channel === channel);
  }
}
