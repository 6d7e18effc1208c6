import type { Deliveries, Delivery } from './delivery';
import { type MailTemplateTexts, renderMail } from './mail';
import { type Mailer, isRefusal } from './ses-mailer';
import type { Topic } from './sns-topic';
import { MAILED_EVENT_TYPES } from '../../../src/contract/events';
import { MetricName } from '../../../src/contract/metrics';
import { fold } from '../../domain/fold';
import type { Channel } from '../../domain/notification';
import { isEmailAddress } from '../../domain/order/texts';
import type { OrderState } from '../../domain/state/order-state';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import type { CloudEvent } from '../../orders/cloud-event';
import type { Orders } from '../../orders/orders';

export interface NotifierOptions {
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

  /** Sends what was not sent before. Throws the first failure; the other channel has its message all the same. */
  async notify(event: CloudEvent): Promise<void> {
    if (!event?.id || !event.subject) throw new TypeError('the message holds no event of an order');
    const { history: { events } } = await this.options.orders.loadOrder(event.subject);
    if (!events.some(({ id }) => id === event.id)) {
      log.warn('not an event of this store: the bus is shared', { orderId: event.subject, event: event.type });
      return;
    }
    // The order as the event left it, whatever came later.
    const state = fold(events.filter(({ version }) => version <= event.sequence).map(one => one.event));
    const { deliveries } = this.options;
    const delivery = await deliveries.open({ orderId: event.subject, eventId: event.id, eventType: event.type });

    const failures: Error[] = [];
    for (const sending of this.sendingsOf(event, state)) {
      const failure = await this.deliver(event, delivery, sending);
      if (failure) failures.push(failure);
    }
    if (failures[0]) throw failures[0];
  }

  /** What there is to send about an event. */
  private sendingsOf(event: CloudEvent, state: OrderState): ChannelSending[] {
    const { topic, mailer, templates } = this.options;
    const sendings: ChannelSending[] = [{ channel: 'TOPIC', send: async () => topic.publish(event, state) }];
    const address = mailAddressOf(event, state);
    if (mailer && address) {
      const send = async () => mailer.send(renderMail(templates, event.type, event.subject, state), address);
      sendings.push({ channel: 'MAIL', send });
    }
    return sendings;
  }

  /** Delivers once; returns why it failed. A refusal that no retry changes is recorded before the message goes back. */
  private async deliver(
    event: CloudEvent, delivery: Delivery, { channel, send }: ChannelSending,
  ): Promise<Error | undefined> {
    const about = { orderId: event.subject, event: event.type, channel };
    try {
      log.info(await delivery.once(channel, send) ? 'sent' : 'sent before', about);
      return undefined;
    } catch (error) {
      if (isRefusal(error) && await delivery.recordFailure(channel, error.name)) {
        this.options.count(MetricName.NOTIFICATION_FAILED, { ...about, error: error.name });
      }
      return error as Error;
    }
  }
}

/** Where the customer's mail about an event goes, if one goes at all. */
function mailAddressOf({ type }: CloudEvent, { order }: OrderState): string | undefined {
  const isMailed = MAILED_EVENT_TYPES.some(mailed => mailed === type);
  const address = order?.customer.email;
  return isMailed && address && isEmailAddress(address) ? address : undefined;
}
