import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { RefusalAttribute, type RefusalReason } from '../../../src/contract/intake';
import { required } from '../../lib/environment';
import { log } from '../../lib/log';

const sqs = new SQSClient({});
const deadLetterQueue = required(Env.ORDER_DLQ_URL);

/** How much of a detail goes into a message attribute, which counts towards the message's size. */
const DETAIL_KEPT = 2_000;

/**
 * Puts a message on the dead-letter queue at once, whole and with its reason: trying it again would not make it an order. Throws where the
 * queue refuses it, too; then SQS itself moves the message there after its last delivery.
 */
export async function refuse(record: SQSRecord, reason: (typeof RefusalReason)[keyof typeof RefusalReason], detail: string): Promise<void> {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  await sqs.send(new SendMessageCommand({
    QueueUrl: deadLetterQueue,
    MessageBody: record.body,
    MessageAttributes: {
      [RefusalAttribute.REASON]: text(reason),
      // SQS allows tab, line feed, carriage return and U+0020 up in an attribute.
      // eslint-disable-next-line no-control-regex
      [RefusalAttribute.DETAIL]: text(detail.slice(0, DETAIL_KEPT).replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ')),
      [RefusalAttribute.MESSAGE_ID]: text(record.messageId),
    },
  }));
  log.warn('refused, on the dead-letter queue', { messageId: record.messageId, reason });
}
