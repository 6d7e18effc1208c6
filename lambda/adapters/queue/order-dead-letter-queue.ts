import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { RefusalAttribute, type RefusalReason } from '../../../src/contract/intake';
import { log } from '../../lib/log';

type Reason = (typeof RefusalReason)[keyof typeof RefusalReason];

/** How much of a detail goes into a message attribute, which counts towards the message's size. */
const DETAIL_KEPT = 2_000;

/** The dead-letter queue of the order queue, for messages that no retry makes an order. */
export class OrderDeadLetterQueue {
  constructor(private readonly client: SQSClient, private readonly queueUrl: string) {}

  /**
   * Puts a message on the queue, whole and with its reason. Throws where the queue refuses it; then SQS itself moves
   * the message there after its last delivery.
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
