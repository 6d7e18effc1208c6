import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import {
  countFromEnvironment, deliveriesFromEnvironment, mailTemplatesFromBundle, ordersFromEnvironment,
} from '../../adapters/from-environment';
import { Notifier } from '../../adapters/notifications/notifier';
import { type Mailer, SesMailer } from '../../adapters/notifications/ses-mailer';
import { SnsTopic } from '../../adapters/notifications/sns-topic';
import { type BatchResponse, inLanes, oneByOne } from '../../lib/batch';
import { optional, required } from '../../lib/environment';
import { log } from '../../lib/log';
import { wire } from '../../lib/wire';
import type { CloudEvent } from '../../orders/cloud-event';

interface Needs {
  readonly notifier: Pick<Notifier, 'notify'>;
}

/**
 * Notifies subscribers of the topic, and the customer by mail where there is a sender and an address. A message that
 * fails goes back to the queue, and in the end to its dead-letter queue.
 */
export const sendNotifications = ({ notifier }: Needs) =>
  async ({ Records }: SQSEvent): Promise<BatchResponse> => inLanes(Records, {
    laneOf: () => '', // one message after the other: the pace is the number of functions that run at once
    idOf: ({ messageId }) => messageId,
    work: oneByOne<SQSRecord>({
      take: async ({ body }) => notifier.notify((JSON.parse(body) as { detail: CloudEvent }).detail),
      onFailure: ({ messageId }, error) => log.error('back to the queue', { messageId, error }),
    }),
  });

function mailerFromEnvironment(): Mailer | undefined {
  const sender = optional(Env.MAIL_SENDER);
  return sender === undefined ? undefined : new SesMailer(new SESClient({}), sender);
}

export const handler = wire(() => sendNotifications({
  notifier: new Notifier({
    orders: ordersFromEnvironment(),
    deliveries: deliveriesFromEnvironment(),
    topic: new SnsTopic(new SNSClient({}), required(Env.TOPIC_ARN)),
    mailer: mailerFromEnvironment(),
    templates: mailTemplatesFromBundle(),
    count: countFromEnvironment(),
  }),
}));
