import { type Deliveries, type Delivery, ReceiptLost, type TimeLeft } from './delivery';
import { failureOf } from './failure';
import { type MailTemplateTexts, renderMail } from './mail';
import type { Mailer } from './ses-mailer';
import type { Topic } from './sns-topic';
import { MAILED_EVENT_TYPES, NOTIFIED_EVENT_TYPES } from '../../../src/contract/events';
import { MetricName } from '../../../src/contract/metrics';
import { fold } from '../../domain/fold';
import type { Channel } from '../../domain/notification';
import { isEmailAddress, isOrderId } from '../../domain/order/texts';
import type { OrderState } from '../../domain/state/order-state';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import { type CloudEvent, toCloudEvent } from '../../orders/cloud-event';
import type { Orders } from '../../orders/orders';

/** What a message says: look at this event of this order. */
export interface Announcement {
  /** The id of the event. */
  readonly id: string;
  /** The order's id. */
  readonly subject: string;
}

export interface NotifierOptions {
  /** The identity of the pipeline, which the source of its events contains. */
  readonly identity: string;
  readonly orders: Pick<Orders, 'loadOrder'>;
  readonly deliveries: Deliveries;
  readonly topic: Topic;
  /** Undefined where no mail is sent. */
  readonly mailer?: Mailer;
  readonly templates: MailTemplateTexts;
  readonly count: CountMetric;
}

interface ChannelSending {
  readonly channel: Channel;
  readonly send: () => Promise<string>;
}

/** Notifies subscribers of the topic and the customer of an event. The order itself is never touched. */
export class Notifier {
  constructor(private readonly options: NotifierOptions) {}

  /**
   * Sends what was not sent before. What it says comes from the event store, not from the message, which anybody on the
   * bus could have sent. Throws the first failure; the other channel has its message all the same, unless there is no
   * time left, or no receipt can be written.
   */
  async notify(announcement: Announcement, timeLeft: TimeLeft): Promise<void> {
    const { id, subject: orderId } = readAnnouncement(announcement);
    const { identity, orders, deliveries } = this.options;
    const { history: { events } } = await orders.loadOrder(orderId);
    const stored = events.find(one => one.id === id);
    if (!stored || !isNotified(stored.event.type)) {
      log.warn('not an event of this store that anybody is notified of', { orderId });
      return;
    }
    const event = toCloudEvent(stored, { orderId, identity });
    // The order as the event left it, whatever came later.
    const state = fold(events.filter(({ version }) => version <= stored.version).map(one => one.event));
    const delivery = await deliveries.open({ orderId, eventId: id, eventType: event.type }, timeLeft);

    const failures: Error[] = [];
    for (const sending of this.sendingsOf(event, state)) {
      const failure = await this.deliver(event, delivery, sending);
      if (failure) failures.push(failure);
      if (failure instanceof ReceiptLost) break;
    }
    if (failures[0]) throw failures[0];
  }

  /** What there is to send about an event. */
  private sendingsOf(event: CloudEvent, state: OrderState): ChannelSending[] {
    const { topic, mailer, templates } = this.options;
    const sendings: ChannelSending[] = [{ channel: 'TOPIC', send: async () => topic.publish(event, state) }];
    const address = mailAddressOf(event, state);
    if (mailer && address) {
      const orderId = event.subject;
      const send = async () => mailer.send(renderMail(templates, event.type, orderId, state), { address, orderId });
      sendings.push({ channel: 'MAIL', send });
    }
    return sendings;
  }

  /** Delivers once; returns why it failed. */
  private async deliver(
    event: CloudEvent, delivery: Delivery, { channel, send }: ChannelSending,
  ): Promise<Error | undefined> {
    const about = { orderId: event.subject, event: event.type, channel };
    try {
      log.info(await delivery.once(channel, send) ? 'sent' : 'sent before', about);
      return undefined;
    } catch (caught) {
      const error = caught as Error;
      const failure = failureOf(error);
      // A refusal is recorded and counted once. What somebody has to repair counts until it is repaired.
      const isNews = failure === 'refused' ? await delivery.recordFailure(channel, error.name) : failure !== 'busy';
      if (isNews) this.options.count(MetricName.NOTIFICATION_FAILED, { ...about, failure, error: error.name });
      return error;
    }
  }
}

function readAnnouncement(announcement: Partial<Announcement> | undefined): Announcement {
  const { id, subject } = announcement ?? {};
  if (typeof id === 'string' && typeof subject === 'string' && isOrderId(subject)) return { id, subject };
  throw new TypeError('the message holds no event of an order');
}

const isNotified = (type: string): boolean => NOTIFIED_EVENT_TYPES.some(notified => notified === type);

/** Where the customer's mail about an event goes, if one goes at all. */
function mailAddressOf({ type }: CloudEvent, { order }: OrderState): string | undefined {
  const isMailed = MAILED_EVENT_TYPES.some(mailed => mailed === type);
  const address = order?.customer.email;
  return isMailed && address && isEmailAddress(address) ? address : undefined;
}
