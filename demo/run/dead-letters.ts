import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { depthOf } from './queues';
import { RefusalAttribute } from '../../src/contract/intake';
import type { Target } from '../target/target';

/** How long received messages stay hidden: long enough to read the whole queue, and soon visible again for people. */
const HIDDEN_SECONDS = 10;
const NO_REASON = 'TRIED_TOO_OFTEN';

/** The messages that the intake has refused: the reason, by order id. The messages stay on the queue. */
export class DeadLetterReader {
  private readonly sqs: SQSClient;
  private readonly queueUrl: string;
  private readonly seen = new Map<string, { readonly orderId: string; readonly reason: string }>();

  constructor(target: Target) {
    this.sqs = new SQSClient(target.client);
    this.queueUrl = target.outputs.OrderDeadLetterQueueUrl;
  }

  /** Reads the messages that have arrived since the last read. If there are none, this costs one call. */
  async read(): Promise<ReadonlyMap<string, string>> {
    if (await depthOf(this.sqs, this.queueUrl) > this.seen.size) await this.receiveAll();
    return new Map([...this.seen.values()].map(({ orderId, reason }) => [orderId, reason]));
  }

  private async receiveAll(): Promise<void> {
    for (;;) {
      const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({
        QueueUrl: this.queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: 1,
        MessageAttributeNames: [RefusalAttribute.REASON],
      }));
      if (Messages.length === 0) return;
      for (const { MessageId = '', Body = '', MessageAttributes } of Messages) {
        const reason = MessageAttributes?.[RefusalAttribute.REASON]?.StringValue ?? NO_REASON;
        this.seen.set(MessageId, { orderId: orderIdOfBody(Body) ?? MessageId, reason });
      }
    }
  }
}

function orderIdOfBody(body: string): string | undefined {
  try {
    const { orderId } = JSON.parse(body) as { orderId?: unknown };
    return typeof orderId === 'string' ? orderId : undefined;
  } catch {
    return undefined;
  }
}
