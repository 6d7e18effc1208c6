import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MAILED_EVENT_TYPES } from '../../../src/contract/events';
import { MetricName } from '../../../src/contract/metrics';
import {
  countFromEnvironment, deliveriesFromEnvironment, mailTemplatesFromBundle, ordersFromEnvironment,
} from '../../adapters/from-environment';
import type { Deliveries, Delivery } from '../../adapters/notifications/delivery';
import { type MailTemplateTexts, renderMail } from '../../adapters/notifications/mail';
import { type Mailer, SesMailer, isRefusal } from '../../adapters/notifications/ses-mailer';
import { SnsTopic, type Topic } from '../../adapters/notifications/sns-topic';
import { fold } from '../../domain/fold';
import type { Channel } from '../../domain/notification';
import { isEmailAddress } from '../../domain/order/texts';
import type { OrderState } from '../../domain/state/order-state';
import { type BatchResponse, inLanes, oneByOne } from '../../lib/batch';
import { optional, required } from '../../lib/environment';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import type { CloudEvent } from '../../orders/cloud-event';
import type { Orders } from '../../orders/orders';

interface Needs {
  readonly orders: Orders;
  readonly deliveries: Deliveries;
  readonly topic: Topic;
  /** Undefined if the pipeline sends no emails. */
  readonly mailer?: Mailer;
  readonly templates: MailTemplateTexts;
  readonly count: CountMetric;
}

/**
 * Publishes to the topic, and sends the customer an email if there is a sender and an address. It never changes the
 * order. A message that fails goes back to the queue, and after the last attempt to the dead-letter queue.
 */
export const notify = (needs: Needs) => async ({ Records }: SQSEvent): Promise<BatchResponse> => inLanes(Records, {
  laneOf: () => '', // one message after the other, so that the number of concurrent functions limits the rate
  idOf: ({ messageId }) => messageId,
  work: oneByOne<SQSRecord>({
    take: async ({ body }) => notifyOf(needs, (JSON.parse(body) as { detail: CloudEvent }).detail),
    onFailure: ({ messageId }, error) => log.error('back to the queue', { messageId, error }),
  }),
});

async function notifyOf(needs: Needs, event: CloudEvent): Promise<void> {
  if (!event?.id || !event.subject) throw new TypeError('the message holds no event of an order');
  const { history: { events } } = await needs.orders.loadOrder(event.subject);
  if (!events.some(({ id }) => id === event.id)) {
    log.warn('not an event of this store: the bus is shared', { orderId: event.subject, event: event.type });
    return;
  }
  // The state of the order directly after this event, without later events.
  const state = fold(events.filter(({ version }) => version <= event.sequence).map(one => one.event));
  const delivery = await needs.deliveries.open({ orderId: event.subject, eventId: event.id, eventType: event.type });

  const failures: (Error | undefined)[] = [];
  for (const { channel, send } of sendingsOf(needs, event, state)) {
    failures.push(await deliver(needs, event, delivery, channel, send));
  }
  // If one channel fails, the other still sends. A retry sends only what was not sent.
  const failure = failures.find(Boolean);
  if (failure) throw failure;
}

interface Sending {
  readonly channel: Channel;
  readonly send: () => Promise<string>;
}

/** The messages to send about an event, by channel. */
function sendingsOf({ topic, mailer, templates }: Needs, event: CloudEvent, state: OrderState): Sending[] {
  const sendings: Sending[] = [{ channel: 'TOPIC', send: async () => topic.publish(event, state) }];
  const address = mailAddressOf(event, state);
  if (mailer && address) {
    const send = async () => mailer.send(renderMail(templates, event.type, event.subject, state), address);
    sendings.push({ channel: 'MAIL', send });
  }
  return sendings;
}

/** The address for the customer's email about an event. Undefined if no email is due. */
function mailAddressOf({ type }: CloudEvent, { order }: OrderState): string | undefined {
  const address = order?.customer.email;
  return address && isEmailAddress(address) && (MAILED_EVENT_TYPES as readonly string[]).includes(type)
    ? address
    : undefined;
}

/**
 * Delivers once. Returns the error if it fails. Records a permanent refusal, which no retry changes, before the message
 * goes back to the queue and in the end to the dead-letter queue.
 */
async function deliver(
  { count }: Needs, event: CloudEvent, delivery: Delivery, channel: Channel, send: Sending['send'],
): Promise<Error | undefined> {
  const about = { orderId: event.subject, event: event.type, channel };
  try {
    log.info(await delivery.once(channel, send) ? 'sent' : 'sent before', about);
    return undefined;
  } catch (error) {
    if (isRefusal(error) && await delivery.recordFailure(channel, error.name)) {
      count(MetricName.NOTIFICATION_FAILED, { ...about, error: error.name });
    }
    return error as Error;
  }
}

function mailerFromEnvironment(): Mailer | undefined {
  const sender = optional(Env.MAIL_SENDER);
  return sender === undefined ? undefined : new SesMailer(new SESClient({}), sender);
}

export const handler = wire(() => notify({
  orders: ordersFromEnvironment(),
  deliveries: deliveriesFromEnvironment(),
  topic: new SnsTopic(new SNSClient({}), required(Env.TOPIC_ARN)),
  mailer: mailerFromEnvironment(),
  templates: mailTemplatesFromBundle(),
  count: countFromEnvironment(),
}));
