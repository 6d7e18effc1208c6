import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
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
import { type BatchResponse, inLanes, oneByOne } from '../../lib/batch';
import { optional, required } from '../../lib/environment';
import { type Invocation, isNearlyOver } from '../../lib/flow/deadline';
import { log } from '../../lib/log';
import { system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs {
  readonly notifier: Pick<Notifier, 'notify'>;
  readonly queue: Pick<NotificationQueue, 'postpone'>;
}

/**
 * The time that one message may take, in milliseconds: SNS and SES each have 2 attempts of 5 s and a wait between them,
 * and a receipt waits up to 3 s, twice; the rest is for DynamoDB. With less time left, no message is begun: a function
 * that is killed between sending and the receipt sends twice. That is still possible if DynamoDB goes down just then,
 * because each of its calls may take 10 s.
 */
const TIME_FOR_ONE = 45_000;

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
 * database need time, or somebody has to repair something.
 */
export const sendNotifications = ({ notifier, queue }: Needs) =>
  async ({ Records }: SQSEvent, invocation: Invocation): Promise<BatchResponse> =>
    inLanes(Records, {
      laneOf: () => '', // one message after the other: the pace is the number of functions that run at once
      idOf: ({ messageId }) => messageId,
      work: oneByOne<SQSRecord>({
        isOver: () => isNearlyOver(invocation, TIME_FOR_ONE),
        take: async record => {
          try {
            await notifier.notify((JSON.parse(record.body) as { detail: Announcement }).detail);
          } catch (error) {
            if (['ours', 'busy'].includes(failureOf(error as Error))) await postpone(queue, record);
            throw error;
          }
        },
        onFailure: ({ messageId }, error) =>
          log.error('back to the queue', { messageId, error: withoutAddresses(error) }),
      }),
    });

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
  return sender === undefined ? undefined : new SesMailer(new SESClient(LIMITS), sender);
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
    random: system.random,
  }),
}));
