import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { RefusalAttribute } from '../../../src/contract/intake';
import { messageAttributes } from '../sqs/message';

/** The first wait, in seconds: the queue's own visibility time-out. It doubles with each delivery. */
const FIRST_WAIT = 360;
/**
 * The longest wait, in seconds. With it, 60 deliveries take at least 6 + 12 + 24 + 57 × 30 min = 29 hours: longer than
 * the 24 hours after which a used up quota of SES is free again.
 */
const LONGEST_WAIT = 1_800;

export interface NotificationQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly random: () => number;
}

/** The queue of the notifier, as far as the notifier itself changes it. */
export class NotificationQueue {
  constructor(private readonly options: NotificationQueueOptions) {}

  /**
   * Hides a message that failed, for longer with each delivery, and up to a tenth more, so that the messages of an
   * outage do not all come back at once.
   */
  async postpone({ receiptHandle, attributes }: SQSRecord): Promise<void> {
    const { client, queueUrl, random } = this.options;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (Number(attributes.ApproximateReceiveCount) - 1));
    await client.send(new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.round(wait * (1 + random() / 10)),
    }));
  }

  /** Puts a message that no retry helps on the dead-letter queue, as it came. Throws if that does not accept it. */
  async giveUp({ body }: SQSRecord, reason: string): Promise<void> {
    const { client, deadLetterQueueUrl } = this.options;
    await client.send(new SendMessageCommand({
      QueueUrl: deadLetterQueueUrl,
      MessageBody: body,
      MessageAttributes: messageAttributes({ [RefusalAttribute.REASON]: reason }),
    }));
  }
}
