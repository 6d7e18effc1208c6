import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * The most messages of one call.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const MAX_CALL = 10;

/** Items in groups, each for one call. */
export function inCalls<T>(items: readonly T[]): T[][] {
  const calls: T[][] = [];
  for (let start = 0; start < items.length; start += MAX_CALL) calls.push(items.slice(start, start + MAX_CALL));
  return calls;
}

export interface Sending {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/**
 * Puts messages on a queue, ten per call. Returns those that the queue did not take, by their position, with the
 * reason. Throws if a call as a whole fails; then the calls before it have succeeded.
 */
export async function sendBatches(
  { client, queueUrl }: Sending, bodies: readonly string[],
): Promise<ReadonlyMap<number, string>> {
  const notTaken = new Map<number, string>();
  for (const Entries of inCalls(bodies.map((MessageBody, position) => ({ Id: String(position), MessageBody })))) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Id, Code, Message } of Failed) notTaken.set(Number(Id), `${Code}: ${Message ?? 'no message'}`);
  }
  return notTaken;
}
