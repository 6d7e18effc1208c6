import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { RefusalAttribute, type RefusalReasonCode } from '../../../src/contract/intake';
import { log } from '../../lib/log';
import { type QueueAttributes, MAX_MESSAGE_BYTES, sizeOfAttributes, messageAttributes } from '../sqs/message';

/** A message that the intake cannot turn into an order. */
export interface RefusedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** The maximum length of a detail in a message attribute. QueueAttributes count towards the size of a message. */
const DETAIL_KEPT = 2_000;

/** More than the attribute `Part` needs: name, type and two numbers. */
const PART_BYTES = 32;

/** The dead-letter queue of the order queue, for messages that a retry cannot turn into an order. */
export class OrderDeadLetterQueue {
  constructor(private readonly client: SQSClient, private readonly queueUrl: string) {}

  /**
   * Puts a whole message on the queue, with the reason. If body, reason and detail together exceed the limit of SQS, it
   * leaves out the detail. If that is not enough, it puts the body on the queue in parts: joined in the order of their
   * numbers, they are the body. Throws if the queue does not accept the message.
   */
  async refuse({ messageId, body }: RefusedMessage, reason: RefusalReasonCode, detail: string): Promise<void> {
    const attributes = { [RefusalAttribute.REASON]: reason, [RefusalAttribute.MESSAGE_ID]: messageId };
    const detailed = { ...attributes, [RefusalAttribute.DETAIL]: detail.slice(0, DETAIL_KEPT) };
    if (fits(body, detailed)) await this.send(body, detailed);
    else if (fits(body, attributes)) await this.send(body, attributes);
    else await this.sendInParts(body, attributes);
    log.warn('refused, on the dead-letter queue', { messageId, reason });
  }

  private async sendInParts(body: string, attributes: QueueAttributes): Promise<void> {
    const parts = partsOf(body, MAX_MESSAGE_BYTES - sizeOfAttributes(attributes) - PART_BYTES);
    for (const [index, part] of parts.entries()) {
      await this.send(part, { ...attributes, [RefusalAttribute.PART]: `${index + 1}/${parts.length}` });
    }
  }

  private async send(body: string, attributes: QueueAttributes): Promise<void> {
    await this.client.send(new SendMessageCommand({
      QueueUrl: this.queueUrl,
      MessageBody: body,
      MessageAttributes: messageAttributes(attributes),
    }));
  }
}

const fits = (body: string, attributes: QueueAttributes): boolean =>
  Buffer.byteLength(body) + sizeOfAttributes(attributes) <= MAX_MESSAGE_BYTES;

/** Cuts a text into parts of at most so many bytes, and never within a character. */
function partsOf(text: string, maxBytes: number): string[] {
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  for (let start = 0; start < bytes.length;) {
    let end = Math.min(start + maxBytes, bytes.length);
    while (end < bytes.length && isInsideCharacter(bytes[end]!)) end--;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return parts;
}

/** Whether a byte of UTF-8 is the second, third or fourth of its character. */
const isInsideCharacter = (byte: number): boolean => byte >= 0b1000_0000 && byte <= 0b1011_1111;
