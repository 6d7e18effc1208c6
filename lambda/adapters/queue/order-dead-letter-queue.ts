import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { RefusalAttribute, type RefusalReason } from '../../../src/contract/intake';
import { log } from '../../lib/log';

type Reason = (typeof RefusalReason)[keyof typeof RefusalReason];

/** The maximum length of a detail in a message attribute. Attributes count towards the size of a message. */
const DETAIL_KEPT = 2_000;

/** The dead-letter queue of the order queue, for messages that a retry cannot turn into an order. */
export class OrderDeadLetterQueue {
  constructor(private readonly client: SQSClient, private readonly queueUrl: string) {}

  /**
   * Puts a whole message on the queue, with the reason. Throws if that fails; then SQS itself moves the message to the
   * queue after its last delivery.
   */
  async refuse({ messageId, body }: SQSRecord, reason: Reason, detail: string): Promise<void> {
    await this.client.send(new SendMessageCommand({
      QueueUrl: this.queueUrl,
      MessageBody: body,
      MessageAttributes: {
        [RefusalAttribute.REASON]: stringAttribute(reason),
        [RefusalAttribute.DETAIL]: stringAttribute(allowedIn(detail.slice(0, DETAIL_KEPT))),
        [RefusalAttribute.MESSAGE_ID]: stringAttribute(messageId),
      },
    }));
    log.warn('refused, on the dead-letter queue', { messageId, reason });
  }
}

const stringAttribute = (StringValue: string) => ({ DataType: 'String', StringValue });

/** SQS allows tab, line feed, carriage return and U+0020 up in an attribute. */
// eslint-disable-next-line no-control-regex
const allowedIn = (detail: string): string => detail.replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ');
