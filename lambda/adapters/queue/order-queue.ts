import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The queue that receives orders. */
export class OrderQueue {
  constructor(private readonly client: SQSClient, private readonly queueUrl: string) {}

  /** Puts an order on the queue, as its client sent it. */
  async send(body: string): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: body }));
  }
}
