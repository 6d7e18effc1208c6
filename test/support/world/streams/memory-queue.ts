import type { SQSRecord } from 'aws-lambda';
import type { RetryMessage, SetAside } from '../../../../lambda/adapters/streams/messages';
import { RetryQueue } from '../../../../lambda/adapters/streams/retry-queue';

interface Sent {
  readonly body: string;
  /** In seconds. */
  readonly delay: number;
}

interface SendInput {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly Entries?: readonly { readonly MessageBody: string }[];
}

/** The retry queue in memory: the real sender, over a client that keeps what it is told to send. */
export class MemoryQueue {
  sent: Sent[] = [];
  /** Thrown by each call, while it is set. */
  failure: Error | undefined;
  /** Whether answers are lost, after the queue has taken the messages. */
  losesAnswer = false;
  private received = 0;

  constructor(private readonly now: () => Date) {}

  /** What the code under test sends with. */
  get sender(): RetryQueue {
    return new RetryQueue({ client: this as never, queueUrl: 'retries', now: this.now });
  }

  async send({ input }: { readonly input: SendInput }): Promise<object> {
    if (this.failure) throw this.failure;
    const { MessageBody, DelaySeconds = 0, Entries = [{ MessageBody: MessageBody! }] } = input;
    this.sent.push(...Entries.map(entry => ({ body: entry.MessageBody, delay: DelaySeconds })));
    if (this.losesAnswer) throw new Error('no answer');
    return {};
  }

  /** The messages that wait, as they are in the queue. */
  get messages(): RetryMessage[] {
    return this.sent.map(({ body }) => JSON.parse(body) as RetryMessage);
  }

  /** The orders that are set aside. */
  get orders(): SetAside[] {
    return this.messages.flatMap(message => ('order' in message ? [message.order] : []));
  }

  /** Takes all messages off the queue, as Lambda delivers them. */
  take(receives = 1): SQSRecord[] {
    const records = this.sent.map(({ body }) => recordOf(body, `message-${++this.received}`, receives));
    this.sent = [];
    return records;
  }
}

export const recordOf = (body: string, messageId = 'message-1', receives = 1): SQSRecord =>
  ({ messageId, body, attributes: { ApproximateReceiveCount: String(receives) } }) as SQSRecord;
