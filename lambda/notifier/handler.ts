import { MessageRejected, SESClient, SESServiceException, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Deliveries, type Notification } from './delivery';
import { renderMail, templatesFromBundle } from './mail';
import { Env } from '../../src/contract/environment';
import { Metric } from '../../src/contract/metrics';
import { type OrderState, fold } from '../domain/state';
import type { CloudEvent } from '../relay/cloud-event';
import { dynamodb } from '../shared/dynamodb';
import { optional, required } from '../shared/environment';
import { log } from '../shared/log';
import { count } from '../shared/metrics';
import { orders } from '../shared/orders';

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
  const results = await Promise.all(Records.map(async ({ body, messageId }) => {
    try {
      await notify((JSON.parse(body) as { detail: CloudEvent }).detail);
      return [];
    } catch (error) {
      log.error('back to the queue', { messageId, error: error as Error });
      return [{ itemIdentifier: messageId }];
    }
  }));
  return { batchItemFailures: results.flat() };
};

async function notify(event: CloudEvent): Promise<void> {
  const { events } = await orders.loadOrder(event.subject);
  // The order as the event left it, whatever came later.
  const state = fold(events.filter(({ version }) => version <= event.sequence).map(one => one.event));
  const about = { orderId: event.subject, eventId: event.id, eventType: event.type };

  const published = await deliver({ ...about, channel: 'TOPIC' }, () => publish(event, state));
  const address = state.order?.customer.email;
  const mailed = sender && address ? await deliver({ ...about, channel: 'MAIL' }, () => mail(event, state, sender, address)) : false;
  log.info('notified', { orderId: event.subject, event: event.type, published, mailed });
}

/** Delivers once. A refusal that no retry changes is recorded before the message goes its way to the dead-letter queue. */
async function deliver(notification: Notification, send: () => Promise<string>): Promise<boolean> {
  try {
    return await deliveries.once(notification, send);
  } catch (error) {
    if (isRefusal(error)) {
      await deliveries.recordFailure(notification, error.name);
      count(Metric.NOTIFICATION_FAILED, { orderId: notification.orderId, channel: notification.channel, error: error.name });
    }
    throw error;
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
      ...(state.order?.customer.id && { customerId: attribute(state.order.customer.id) }),
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
