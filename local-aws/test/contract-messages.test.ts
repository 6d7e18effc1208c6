import {
  CreateEventBusCommand, PutEventsCommand, PutRuleCommand, PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { SESClient, SendEmailCommand, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { ChangeMessageVisibilityBatchCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Aws, START_TIMEOUT_MS, eventually } from './support';
import { Emulator, sesMessages, startEmulator } from '../emulator';

let emulator: Emulator;
let aws: Aws;

beforeAll(async () => {
  emulator = await startEmulator({ workers: 2 });
  aws = new Aws(emulator);
}, START_TIMEOUT_MS);

afterAll(async () => {
  aws?.destroy();
  await emulator?.stop();
});

describe('queues', () => {
  test('no event is lost between a bus, a queue with a dead-letter queue and its consumer', async () => {
    const EVENTS = 400;
    const dead = await aws.queue('dead');
    const queue = await aws.queue('busy', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }),
    });
    await aws.eventBridge.send(new CreateEventBusCommand({ Name: 'bus' }));
    await aws.eventBridge.send(new PutRuleCommand({
      Name: 'all', EventBusName: 'bus', EventPattern: '{"source":["app"]}',
    }));
    await aws.eventBridge.send(new PutTargetsCommand({
      Rule: 'all', EventBusName: 'bus', Targets: [{ Id: 'queue', Arn: queue.arn }],
    }));
    await aws.function('counter', `
      export const handler = async event => {
        for (const record of event.Records) console.log(JSON.stringify({ n: JSON.parse(record.body).detail.n }));
      };`);
    await aws.mapping({ FunctionName: 'counter', EventSourceArn: queue.arn, BatchSize: 10 });
    await Promise.all(Array.from({ length: EVENTS / 10 }, (_, batch) => aws.eventBridge.send(new PutEventsCommand({
      Entries: Array.from({ length: 10 }, (__, i) => ({
        EventBusName: 'bus', Source: 'app', DetailType: 'Event', Detail: JSON.stringify({ n: batch * 10 + i }),
      })),
    }))));
    const seen = await eventually(async () => {
      const numbers = new Set((await aws.logged('counter')).map(entry => entry.n));
      return numbers.size >= EVENTS ? numbers : undefined;
    });
    expect(seen.size).toBe(EVENTS);
  });

  test('a received message comes back when its visibility is changed, before the time-out of its queue', async () => {
    const { url: QueueUrl } = await aws.queue('hidden', { VisibilityTimeout: '600' });
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'order' }));
    const receive = async () => (await aws.sqs.send(new ReceiveMessageCommand({
      QueueUrl,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }))).Messages;
    const [first] = (await receive())!;
    expect(await receive()).toBeUndefined();
    const changed = await aws.sqs.send(new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [
        { Id: '0', ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 0 },
        { Id: '1', ReceiptHandle: 'of no message', VisibilityTimeout: 0 },
      ],
    }));
    expect(changed.Successful).toEqual([{ Id: '0' }]);
    expect(changed.Failed).toMatchObject([{ Id: '1', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await receive()).toMatchObject([{ Body: 'order', Attributes: { ApproximateReceiveCount: '2' } }]);
  });
});

test('mails can be read', async () => {
  const credentials = { accessKeyId: emulator.account, secretAccessKey: 'x' };
  const ses = new SESClient({ endpoint: emulator.endpoint, region: emulator.region, credentials });
  await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'app@example.com' }));
  await ses.send(new SendEmailCommand({
    Source: 'app@example.com',
    Destination: { ToAddresses: ['ann@example.com'] },
    Message: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Thank you' } } },
  }));
  ses.destroy();
  expect(await sesMessages(emulator)).toMatchObject([
    { Source: 'app@example.com', To: ['ann@example.com'], Subject: 'Hello', BodyText: 'Thank you' },
  ]);
});
