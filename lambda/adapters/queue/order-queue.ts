import {
  ChangeMessageVisibilityBatchCommand, GetQueueAttributesCommand, SendMessageCommand, type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { RetryAttribute } from '../../../src/contract/intake';
import { log } from '../../lib/log';
import { inCalls, sendBatches } from '../sqs/batches';
import { messageAttributes } from '../sqs/message';

/** A message that was received, and for how many seconds it stays hidden from now on. */
export interface Deferral {
  readonly message: Pick<SQSRecord, 'receiptHandle'>;
  readonly seconds: number;
}

/** What a copy of a message has of its own. */
interface Copy {
  readonly failures: number;
  readonly seconds: number;
}

/** The messages that can be received, those that somebody has received, and those that are delayed. */
const QUEUE_COUNTS: QueueAttributeName[] = [
  'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed',
];

/** The queue that receives orders. */
export class OrderQueue {
  constructor(private readonly client: SQSClient, private readonly queueUrl: string) {}

  /** Puts an order on the queue, as its client sent it. */
  async send(body: string): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: body }));
  }

  /**
   * Puts messages on the queue, each with a name. Returns the names of those that the queue did not take, with the
   * reason. Throws if a call as a whole fails.
   */
  async sendAll(bodies: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    const names = [...bodies.keys()];
    const notTaken = await sendBatches({ client: this.client, queueUrl: this.queueUrl }, [...bodies.values()]);
    return new Map([...notTaken].map(([position, reason]) => [names[position]!, reason]));
  }

  /** About how many messages are on the queue. */
  async length(): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.queueUrl, AttributeNames: QUEUE_COUNTS });
    const { Attributes = {} } = await this.client.send(command);
    return QUEUE_COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  /**
   * Puts a copy of a message on the queue, to be received after some seconds, up to 15 minutes. The copy says how often
   * the intake has failed on the message. SQS counts only how often a message was received, for whatever reason, and
   * counts the copy from 0.
   */
  async sendAgain(message: SQSRecord, { failures, seconds }: Copy): Promise<void> {
    await this.client.send(new SendMessageCommand({
      QueueUrl: this.queueUrl,
      MessageBody: message.body,
      MessageAttributes: messageAttributes({
        [RetryAttribute.FAILURES]: String(failures),
        [RetryAttribute.MESSAGE_ID]: originalIdOf(message),
        [RetryAttribute.SENT]: String(sentAt(message)),
      }),
      DelaySeconds: seconds,
    }));
  }

  /** Hides received messages for another time than the visibility timeout of the queue. */
  async defer(deferrals: readonly Deferral[]): Promise<void> {
    for (const call of inCalls(deferrals)) {
      const Entries = call.map(({ message, seconds }, index) =>
        ({ Id: String(index), ReceiptHandle: message.receiptHandle, VisibilityTimeout: seconds }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.queueUrl, Entries });
      const { Failed = [] } = await this.client.send(command);
      const codes = Failed.map(({ Code }) => Code);
      if (codes.length > 0) log.warn('messages stay hidden for the usual time', { codes });
    }
  }
}

/** What an id of a message looks like. A producer can set the attribute, too, so it may hold anything. */
const MESSAGE_ID = /^[\w-]{1,100}$/;

/** The id that the sender of a message got, however often the intake has put it on the queue again. */
export function originalIdOf({ messageId, messageAttributes: attributes }: SQSRecord): string {
  const original = attributes?.[RetryAttribute.MESSAGE_ID]?.stringValue ?? '';
  return MESSAGE_ID.test(original) ? original : messageId;
}

/** How often the intake has failed on a message, load aside. */
export const failuresOf = (message: SQSRecord): number => wholeNumberIn(message, RetryAttribute.FAILURES) ?? 0;

/** When a message was sent, however often the intake has put it on the queue again, in milliseconds since 1970. */
export const sentAt = (message: SQSRecord): number =>
  wholeNumberIn(message, RetryAttribute.SENT) ?? Number(message.attributes.SentTimestamp);

function wholeNumberIn({ messageAttributes: attributes }: SQSRecord, name: string): number | undefined {
  const value = Number(attributes?.[name]?.stringValue);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
