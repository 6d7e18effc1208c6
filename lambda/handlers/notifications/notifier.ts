import { MessageRejected, SESClient, SESServiceException, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MAILED_EVENT_TYPES } from '../../../src/contract/events';
import { MetricName } from '../../../src/contract/metrics';
import { orders } from '../../adapters/from-environment';
import { Deliveries, type Delivery } from '../../adapters/notifications/delivery';
import { renderMail, templatesFromBundle } from '../../adapters/notifications/mail';
import type { Channel } from '../../domain/notification';
import { isEmailAddress, isPlainText } from '../../domain/order';
import { type OrderState, fold } from '../../domain/state';
import { dynamodb } from '../../lib/dynamodb';
import { optional, required } from '../../lib/environment';
import { log } from '../../lib/log';
import { count } from '../../lib/metrics';
import type { CloudEvent } from '../../orders/cloud-event';

const sns = new SNSClient({});
const ses = new SESClient({});
const topic = required(Env.TOPIC_ARN);
const sender = optional(Env.MAIL_SENDER);
const templates = templatesFromBundle();
const deliveries = new Deliveries(dynamodb, required(Env.EVENTS_TABLE));

/**
 * Tells the world about an order: the topic, and the customer by mail where there is a sender and an address. The order itself is never
 * touched; what fails goes back to the queue and in the end to its dead-letter queue.
 */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const { body, messageId } of Records) { // one after the other: the pace is the number of functions at work
    try {
      await notify((JSON.parse(body) as { detail: CloudEvent }).detail);
    } catch (error) {
      log.error('back to the queue', { messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

async function notify(event: CloudEvent): Promise<void> {
  if (!event?.id || !event.subject) throw new TypeError('the message holds no event of an order');
  const { history: { events } } = await orders.loadOrder(event.subject);
  if (!events.some(({ id }) => id === event.id)) {
    log.warn('not an event of this store: the bus is shared', { orderId: event.subject, event: event.type });
    return;
  }
  // The order as the event left it, whatever came later.
  const state = fold(events.filter(({ version }) => version <= event.sequence).map(one => one.event));
  const delivery = await deliveries.open({ orderId: event.subject, eventId: event.id, eventType: event.type });

  const address = mailAddressOf(event, state);
  const failures = [
    await deliver(event, delivery, 'TOPIC', () => publish(event, state)),
    sender && address ? await deliver(event, delivery, 'MAIL', () => mail(event, state, sender, address)) : undefined,
  ].filter(Boolean);
  // A channel that fails does not keep the other from being told; what was sent is not sent again.
  if (failures.length > 0) throw failures[0]!;
}

/** Where the customer's mail about an event goes, if one goes at all. */
function mailAddressOf({ type }: CloudEvent, { order }: OrderState): string | undefined {
  const address = order?.customer.email;
  return address && isEmailAddress(address) && (MAILED_EVENT_TYPES as readonly string[]).includes(type) ? address : undefined;
}

/** Delivers once; returns why it failed. A refusal that no retry changes is recorded before the message goes its way to the dead-letter queue. */
async function deliver(event: CloudEvent, delivery: Delivery, channel: Channel, send: () => Promise<string>): Promise<Error | undefined> {
  const about = { orderId: event.subject, event: event.type, channel };
  try {
    log.info(await delivery.once(channel, send) ? 'sent' : 'sent before', about);
    return undefined;
  } catch (error) {
    if (isRefusal(error) && await delivery.recordFailure(channel, error.name)) count(MetricName.NOTIFICATION_FAILED, { ...about, error: error.name });
    return error as Error;
  }
}

/** SES answers a mail that it will not send with a client error other than throttling. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof MessageRejected || (error instanceof SESServiceException && error.$fault === 'client' && !/throttl/i.test(`${error.name} ${error.message}`));

async function publish(event: CloudEvent, state: OrderState): Promise<string> {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const { MessageId } = await sns.send(new PublishCommand({
    TopicArn: topic,
    Message: JSON.stringify(event),
    MessageAttributes: {
      eventType: attribute(event.type),
      status: attribute(state.status),
      ...(state.order?.customer.id && isPlainText(state.order.customer.id) && { customerId: attribute(state.order.customer.id) }),
    },
  }));
  return MessageId!;
}

async function mail(event: CloudEvent, state: OrderState, from: string, to: string): Promise<string> {
  const { subject, text, html } = renderMail(templates, event.type, event.subject, state);
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const { MessageId } = await ses.send(new SendEmailCommand({
    Source: from,
    Destination: { ToAddresses: [to] },
    Message: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } },
  }));
  return MessageId!;
}
