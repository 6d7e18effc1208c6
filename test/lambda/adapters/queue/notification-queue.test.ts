import type { SQSRecord } from 'aws-lambda';
import { NotificationQueue } from '../../../../lambda/adapters/queue/notification-queue';
import { ScriptedClient } from '../../../support/world/scripted-client';

const received = (count: number) =>
  ({ receiptHandle: 'handle', body: '{}', attributes: { ApproximateReceiveCount: String(count) } }) as SQSRecord;
const queueOf = (client: ScriptedClient, random = 0) => new NotificationQueue({
  client: client.as(), queueUrl: 'url', deadLetterQueueUrl: 'dead', random: () => random,
});

async function hiddenFor(count: number, random = 0): Promise<number> {
  const client = new ScriptedClient({});
  await queueOf(client, random).postpone(received(count));
  const { VisibilityTimeout, ...message } = client.sent[0]!.input;
  expect(message).toEqual({ QueueUrl: 'url', ReceiptHandle: 'handle' });
  return VisibilityTimeout as number;
}

test('a message is hidden for longer with each delivery, up to half an hour', async () => {
  const waits = await Promise.all([1, 2, 3, 4, 60].map(async count => hiddenFor(count)));
  expect(waits).toEqual([360, 720, 1_440, 1_800, 1_800]);
});

test('messages of one outage do not all come back at once', async () => {
  expect([await hiddenFor(1, 0.5), await hiddenFor(60, 0.999)]).toEqual([378, 1_980]);
});

test('a message that is given up is on the dead-letter queue as it came, with the reason', async () => {
  const client = new ScriptedClient({});
  await queueOf(client).giveUp(received(1), 'MessageRejected');
  expect(client.sent).toEqual([{
    name: 'SendMessageCommand',
    input: {
      QueueUrl: 'dead',
      MessageBody: '{}',
      MessageAttributes: { Reason: { DataType: 'String', StringValue: 'MessageRejected' } },
    },
  }]);
});
