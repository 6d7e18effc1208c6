import '../../../support/world/environment';
import '../../../support/world/mail-templates';
import { rmSync } from 'node:fs';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MessageRejected, SESClient, SESServiceException } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SQSEvent } from 'aws-lambda';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { handler } from '../../../../lambda/handlers/notifications/notifier';
import { count } from '../../../../lambda/lib/metrics';
import { toCloudEvent } from '../../../../lambda/orders/cloud-event';
import { orderStream } from '../../../../lambda/orders/stored-event';
import { SITUATIONS, anOrder, orderPlaced, orderRejected } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { conditionFailed } from '../../../support/world/dynamodb-errors';
import { stub } from '../../../support/world/stub';
import { newWorld, world } from '../../../support/world/world';

type World = typeof import('../../../support/world/world');
type Item = Record<string, AttributeValue>;
jest.mock('../../../../lambda/adapters/from-environment', () => ({ orders: jest.requireActual<World>('../../../support/world/world').world.orders }));
jest.mock('../../../../lambda/lib/metrics', () => ({ count: jest.fn() }));

const THROTTLED = new SESServiceException({ name: 'Throttling', message: 'Maximum sending rate exceeded.', $fault: 'client', $metadata: {} });
const REJECTED = new MessageRejected({ message: 'Email address is not verified.', $metadata: {} });

/** The notification stream; a put needs a free version, as in the table. */
let notifications: Item[];
let published: ReturnType<typeof stub>;
let mailed: ReturnType<typeof stub>;
let now = Date.UTC(2026, 0, 1);
const typesOf = (items: readonly Item[] = notifications) => items.map(item => item.t!.S);
const ses = (answer: () => object) => (mailed = stub(SESClient, { SendEmail: answer }));
const sns = (answer: () => object) => (published = stub(SNSClient, { Publish: answer }));
const fails = (error: Error) => () => {
  throw error;
};

beforeEach(() => {
  newWorld();
  notifications = [];
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  stub(DynamoDBClient, {
    Query: () => ({ Items: [...notifications] }),
    PutItem: ({ Item }: { Item: Item }) => {
      const taken = notifications[Number(Item.v!.N) - 1];
      if (taken) throw conditionFailed(taken);
      notifications.push({ ...Item, ts: { S: new Date(now).toISOString() } });
      return {};
    },
  } as never);
  ses(() => ({ MessageId: 'mail-1' }));
  sns(() => ({ MessageId: 'topic-1' }));
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => rmSync(process.env.LAMBDA_TASK_ROOT!, { recursive: true, force: true }));

/** The message about the last event of an order, as the bus puts it on the queue. */
function bodyOf(events: readonly OrderEvent[] = SITUATIONS.confirmed): string {
  const images = imagesOf('A-1', events);
  world.orders.items.set(orderStream('A-1'), images);
  return JSON.stringify({ 'detail-type': events.at(-1)!.type, 'detail': toCloudEvent(images.at(-1)!, 'A-1') });
}
const failuresOf = async (...bodies: readonly string[]) =>
  (await handler({ Records: bodies.map((body, n) => ({ messageId: `m-${n}`, body })) } as SQSEvent)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const later = () => (now += 31_000);

test('a confirmed order is told on the topic and by mail, with a receipt for each', async () => {
  expect(await failuresOf(bodyOf())).toEqual([]);
  expect(published[0]!.input).toMatchObject({
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
    MessageAttributes: { eventType: { StringValue: 'OrderConfirmed' }, status: { StringValue: 'CONFIRMED' }, customerId: { StringValue: 'C-1' } },
  });
  expect(mailed[0]!.input).toMatchObject({
    Source: 'shop@example.com', Destination: { ToAddresses: ['ada@example.com'] }, Message: { Subject: { Data: 'Your order A-1 is confirmed', Charset: 'UTF-8' } },
  });
  expect(typesOf()).toEqual(['NotificationRequested', 'NotificationSent', 'NotificationSent']);
});

test('delivered again, at once or later, nothing is sent again', async () => {
  await failuresOf(bodyOf());
  expect(await failuresOf(bodyOf())).toEqual([]);
  later();
  expect(await failuresOf(bodyOf())).toEqual([]);
  expect([published.length, mailed.length, notifications.length]).toEqual([1, 1, 3]);
});

test('delivered twice at the same time, one sends and the other goes back', async () => {
  const body = bodyOf();
  const failures = await Promise.all([failuresOf(body), failuresOf(body)]);
  expect(failures.flat()).toHaveLength(1);
  expect([published.length, mailed.length]).toEqual([1, 1]);
});

test('a sender that is at it is not overtaken before its lease is over', async () => {
  ses(fails(new Error('the function died')));
  expect(await failuresOf(bodyOf())).toEqual(['m-0']);
  ses(() => ({ MessageId: 'mail-2' }));
  expect(await failuresOf(bodyOf())).toEqual(['m-0']);
  expect(mailed).toHaveLength(0);
  later();
  expect(await failuresOf(bodyOf())).toEqual([]);
  expect(mailed).toHaveLength(1);
});

describe('a mail that fails', () => {
  const orderLog = () => JSON.stringify([...world.orders.items]);

  test('for throttling goes back to the queue, and only the mail is tried again', async () => {
    ses(fails(THROTTLED));
    const body = bodyOf();
    const before = orderLog();
    expect(await failuresOf(body)).toEqual(['m-0']);
    expect(typesOf()).toEqual(['NotificationRequested', 'NotificationSent']);
    expect(count).not.toHaveBeenCalled();

    later();
    ses(() => ({ MessageId: 'mail-2' }));
    expect(await failuresOf(body)).toEqual([]);
    expect([published.length, mailed.length]).toEqual([1, 1]);
    expect(orderLog()).toBe(before);
  });

  test('for good is recorded once, however often it is tried; the order stays as it is', async () => {
    ses(fails(REJECTED));
    const body = bodyOf();
    const before = orderLog();
    for (let delivery = 0; delivery < 3; delivery++) {
      expect(await failuresOf(body)).toEqual(['m-0']);
      later();
    }
    expect(typesOf().filter(type => type === 'NotificationFailed')).toHaveLength(1);
    expect(notifications.find(item => item.t!.S === 'NotificationFailed')!.d!.S).toContain('"channel":"MAIL","error":"MessageRejected"');
    expect(count).toHaveBeenCalledWith('NotificationFailed', expect.objectContaining({ orderId: 'A-1', channel: 'MAIL', error: 'MessageRejected' }));
    expect(published).toHaveLength(1);
    expect(orderLog()).toBe(before);
  });

  test('for good, is sent all the same once the cause is mended', async () => {
    ses(fails(REJECTED));
    await failuresOf(bodyOf());
    later();
    ses(() => ({ MessageId: 'mail-2' }));
    expect(await failuresOf(bodyOf())).toEqual([]);
    expect(typesOf().at(-1)).toBe('NotificationSent');
  });
});

test('a topic that fails does not keep the mail from being sent', async () => {
  sns(fails(new Error('topic is gone')));
  expect(await failuresOf(bodyOf())).toEqual(['m-0']);
  expect(mailed).toHaveLength(1);
});

describe('who gets no mail', () => {
  test.each([
    ['an order without an address', [orderPlaced(anOrder({ customer: {} })), ...SITUATIONS.confirmed.slice(1)]],
    ['an order that was rejected', [orderPlaced(), orderRejected()]],
    ['an address that is none', [orderPlaced(anOrder({ customer: { email: 'a@example.com\r\nBcc: b@example.com' } })), ...SITUATIONS.confirmed.slice(1)]],
  ])('%s: the topic is told all the same', async (_, events) => {
    expect(await failuresOf(bodyOf(events))).toEqual([]);
    expect([published.length, mailed.length]).toEqual([1, 0]);
  });
});

test('a mail is about the order as the event left it, whatever came later', async () => {
  const body = bodyOf();
  world.orders.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['confirmed, parked']));
  await failuresOf(body);
  expect(published[0]!.input.MessageAttributes).toMatchObject({ status: { StringValue: 'CONFIRMED' } });
});

test('a rejected order whose customer id is no text for an attribute is told without it', async () => {
  await failuresOf(bodyOf([orderPlaced(anOrder({ customer: { id: 'C\u0000' } })), orderRejected()]));
  expect(published[0]!.input.MessageAttributes).not.toHaveProperty('customerId');
});

test('an event that is not in this store is another pipeline\'s on a shared bus: nobody is told', async () => {
  const body = bodyOf();
  world.orders.items.delete(orderStream('A-1'));
  expect(await failuresOf(body)).toEqual([]);
  expect([published.length, mailed.length, notifications.length]).toEqual([0, 0, 0]);
});

test('a message that cannot be read goes back alone', async () => {
  expect(await failuresOf('{', bodyOf(), '{"detail":{}}')).toEqual(['m-0', 'm-2']);
  expect(mailed).toHaveLength(1);
});
