import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The number of messages on a queue that are not processed yet: waiting, in flight or delayed. */
export async function depthOf(sqs: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  }));
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
