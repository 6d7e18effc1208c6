import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MetricName, NOTIFICATION_DELAYED_AFTER_SECONDS } from '../../../src/contract/metrics';
import { CLIENT_SETTINGS } from '../../adapters/client-settings';
import {
  countFromEnvironment, deliveriesFromEnvironment, identityFromEnvironment, mailTemplatesFromBundle,
  ordersFromEnvironment,
} from '../../adapters/from-environment';
import { failureOf } from '../../adapters/notifications/failure';
import { type Announcement, Notifier } from '../../adapters/notifications/notifier';
import { type Mailer, SesMailer } from '../../adapters/notifications/ses-mailer';
import { SnsTopic } from '../../adapters/notifications/sns-topic';
import { withoutAddresses } from '../../adapters/notifications/without-addresses';
import { NotificationQueue } from '../../adapters/queue/notification-queue';
import { type BatchResponse, inLanes } from '../../lib/batch';
import { optional, required } from '../../lib/environment';
import type { Invocation } from '../../lib/flow/deadline';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import { type System, system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs extends Pick<System, 'now'> {
  readonly notifier: Pick<Notifier, 'notify'>;
  readonly queue: Pick<NotificationQueue, 'postpone' | 'giveUp'>;
  readonly count: CountMetric;
}

/**
 * A request to SES or SNS that takes longer is given up and sent again. Both answer within a second; if they do so too
 * late, the message goes out twice. Without a limit, one request could take all of the function's time.
 */
const LIMITS = {
  maxAttempts: 2,
  requestHandler: { requestTimeout: 5_000, throwOnRequestTimeout: true, connectionTimeout: 1_000 },
};

/**
 * Notifies subscribers of the topic, and the customer by mail where there is a sender and an address. A message that
 * fails goes back to the queue, and in the end to its dead-letter queue. It stays away for longer if SES, SNS or the
 * database need time, or somebody has to repair something. If SES refuses the email for good, no retry helps, so the
 * message goes to the dead-letter queue at once. The queue hands over one message at a time.
 */
export const sendNotifications = (needs: Needs) =>
  async ({ Records }: SQSEvent, invocation: Invocation): Promise<BatchResponse> =>
    inLanes(Records, {
      laneOf: ({ messageId }) => messageId,
      idOf: ({ messageId }) => messageId,
      work: async ([record]) => (await isHandled(needs, record!, invocation) ? [] : [record!]),
    });

/** Sends what a message announces, or gives it up. Returns false if the message goes back to the queue. */
async function isHandled({ notifier, queue, count, now }: Needs, record: SQSRecord, invocation: Invocation) {
  const { messageId } = record;
  try {
    const { detail } = JSON.parse(record.body) as { detail: Announcement };
    await notifier.notify(detail, () => invocation.getRemainingTimeInMillis());
    return true;
  } catch (caught) {
    const error = caught as Error;
    const failure = failureOf(error);
    if (failure === 'refused') return isGivenUp(queue, record, error);
    log.error('back to the queue', { messageId, error: withoutAddresses(error) });
    if (isDelayed(record, now())) count(MetricName.NOTIFICATION_DELAYED, { messageId });
    if (failure !== 'defect') await postpone(queue, record);
    return false;
  }
}

/** Gives a message up. Returns false if it goes back to the queue, because the dead-letter queue does not take it. */
async function isGivenUp(queue: Needs['queue'], record: SQSRecord, refusal: Error): Promise<boolean> {
  const { messageId } = record;
  try {
    await queue.giveUp(record, refusal.name);
    log.error('refused, on the dead-letter queue', { messageId, error: withoutAddresses(refusal) });
    return true;
  } catch (error) {
    log.error('back to the queue', { messageId, error: withoutAddresses(error as Error) });
    return false;
  }
}

/** SQS leaves a message that fails again and again out of the age of the oldest message, so it is counted here. */
const isDelayed = ({ attributes }: SQSRecord, now: Date): boolean =>
  now.getTime() - Number(attributes.SentTimestamp) > NOTIFICATION_DELAYED_AFTER_SECONDS * 1_000;

/** If it cannot be postponed, it comes back after the queue's visibility time-out. */
async function postpone(queue: Needs['queue'], record: SQSRecord): Promise<void> {
  try {
    await queue.postpone(record);
  } catch (error) {
    log.warn('not postponed', { messageId: record.messageId, error: withoutAddresses(error as Error) });
  }
}

function mailerFromEnvironment(): Mailer | undefined {
  const sender = optional(Env.MAIL_SENDER);
  if (sender === undefined) return undefined;
  return new SesMailer({ client: new SESClient(LIMITS), sender, configurationSet: optional(Env.CONFIGURATION_SET) });
}

export const handler = wire(() => sendNotifications({
  notifier: new Notifier({
    identity: identityFromEnvironment(),
    orders: ordersFromEnvironment(),
    deliveries: deliveriesFromEnvironment(),
    topic: new SnsTopic(new SNSClient(LIMITS), required(Env.TOPIC_ARN)),
    mailer: mailerFromEnvironment(),
    templates: mailTemplatesFromBundle(),
    count: countFromEnvironment(),
  }),
  queue: new NotificationQueue({
    client: new SQSClient(CLIENT_SETTINGS),
    queueUrl: required(Env.NOTIFICATION_QUEUE_URL),
    deadLetterQueueUrl: required(Env.NOTIFICATION_DLQ_URL),
    random: system.random,
  }),
  count: countFromEnvironment(),
  now: system.now,
}));
