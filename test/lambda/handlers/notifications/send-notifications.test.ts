import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MessageRejected, SESServiceException } from '@aws-sdk/client-ses';
import type { SQSEvent } from 'aws-lambda';
import { Deliveries } from '../../../../lambda/adapters/notifications/delivery';
import { Notifier } from '../../../../lambda/adapters/notifications/notifier';
import { SesMailer } from '../../../../lambda/adapters/notifications/ses-mailer';
import { SnsTopic } from '../../../../lambda/adapters/notifications/sns-topic';
import type { OrderEvent } from '../../../../lambda/domain/events';
import type { NotificationEvent } from '../../../../lambda/domain/notification';
import { sendNotifications } from '../../../../lambda/handlers/notifications/send-notifications';
import { toCloudEvent } from '../../../../lambda/orders/cloud-event';
import { MemoryEventLog } from '../../../../lambda/orders/memory-event-log';
import { readItem, type Item } from '../../../../lambda/orders/stored-item';
import { notificationStream, orderStream } from '../../../../lambda/orders/streams';
import { IDENTITY } from '../../../support/given/identity';
import { SITUATIONS, anOrder, orderPlaced, orderRejected } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { type Call, StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const THROTTLED = new SESServiceException({
  name: 'Throttling',
  message: 'Maximum sending rate exceeded.',
  $fault: 'client',
  $metadata: {},
});
const REJECTED = new MessageRejected({ message: 'Email address is not verified.', $metadata: {} });

const TEMPLATES = join(__dirname, '../../../../templates');
const templates = Object.fromEntries(
  readdirSync(TEMPLATES).map(name => [name, readFileSync(join(TEMPLATES, name), 'utf8')]),
);

const sesClient = new StubClient();
const snsClient = new StubClient();
const notificationLog = new MemoryEventLog<NotificationEvent, never>({ identity: IDENTITY, isKnown: () => true });
let ids = 0;
const { count } = world;
const notifier = new Notifier({
  orders: world.orders,
  deliveries: new Deliveries({ log: notificationLog, now: () => new Date(now), newId: () => `id-${++ids}` }),
  topic: new SnsTopic(snsClient.as(), 'arn:aws:sns:eu-west-1:123456789012:topic'),
  mailer: new SesMailer(sesClient.as(), 'shop@example.com'),
  templates,
  count,
});
const handler = sendNotifications({ notifier });

/** The notification stream. */
const notifications = (): readonly Item[] => notificationLog.items.get(notificationStream('A-1')) ?? [];
let published: readonly Call[];
let mailed: readonly Call[];
let now = Date.UTC(2026, 0, 1);
const typesOf = (items = notifications()) => items.map(item => item.t!.S);
const ses = (answer: () => object) => (mailed = sesClient.answer({ SendEmail: answer }));
const sns = (answer: () => object) => (published = snsClient.answer({ Publish: answer }));
const fails = (error: Error) => () => {
  throw error;
};

beforeEach(() => {
  newWorld();
  notificationLog.items.clear();
  ses(() => ({ MessageId: 'mail-1' }));
  sns(() => ({ MessageId: 'topic-1' }));
});

/** The message about the last event of an order, as the bus puts it on the queue. */
function bodyOf(events: readonly OrderEvent[] = SITUATIONS.confirmed): string {
  const images = imagesOf('A-1', events);
  world.log.items.set(orderStream('A-1'), images);
  return JSON.stringify({
    'detail-type': events.at(-1)!.type,
    'detail': toCloudEvent(readItem(images.at(-1)!), { orderId: 'A-1', identity: IDENTITY }),
  });
}
const failuresOf = async (...bodies: readonly string[]) =>
  (
    await handler({ Records: bodies.map((body, n) => ({ messageId: `m-${n}`, body })) } as SQSEvent)
  ).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const later = () => (now += 31_000);

test('a confirmed order is told on the topic and by mail, with a receipt for each', async () => {
  expect(await failuresOf(bodyOf())).toEqual([]);
  expect(published[0]!.input).toMatchObject({
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
    MessageAttributes: {
      eventType: { StringValue: 'OrderConfirmed' },
      status: { StringValue: 'CONFIRMED' },
      customerId: { StringValue: 'C-1' },
    },
  });
  expect(mailed[0]!.input).toMatchObject({
    Source: 'shop@example.com',
    Destination: { ToAddresses: ['ada@example.com'] },
    Message: { Subject: { Data: 'Your order A-1 is confirmed', Charset: 'UTF-8' } },
  });
  expect(typesOf()).toEqual(['NotificationRequested', 'NotificationSent', 'NotificationSent']);
});

test('delivered again, at once or later, nothing is sent again', async () => {
  await failuresOf(bodyOf());
  expect(await failuresOf(bodyOf())).toEqual([]);
  later();
  expect(await failuresOf(bodyOf())).toEqual([]);
  expect([published.length, mailed.length, notifications().length]).toEqual([1, 1, 3]);
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
  const orderLog = () => JSON.stringify([...world.log.items]);

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
    expect(notifications().find(item => item.t!.S === 'NotificationFailed')!.d!.S).toContain(
      '"channel":"MAIL","error":"MessageRejected"',
    );
    expect(count).toHaveBeenCalledWith(
      'NotificationFailed',
      expect.objectContaining({ orderId: 'A-1', channel: 'MAIL', error: 'MessageRejected' }),
    );
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
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['confirmed, parked']));
  await failuresOf(body);
  expect(published[0]!.input.MessageAttributes).toMatchObject({ status: { StringValue: 'CONFIRMED' } });
});

test('a rejected order whose customer id is no text for an attribute is told without it', async () => {
  await failuresOf(bodyOf([orderPlaced(anOrder({ customer: { id: 'C\u0000' } })), orderRejected()]));
  expect(published[0]!.input.MessageAttributes).not.toHaveProperty('customerId');
});

test('an event that is not in this store is another pipeline\'s on a shared bus: nobody is told', async () => {
  const body = bodyOf();
  world.log.items.delete(orderStream('A-1'));
  expect(await failuresOf(body)).toEqual([]);
  expect([published.length, mailed.length, notifications().length]).toEqual([0, 0, 0]);
});

test('a message that cannot be read goes back alone', async () => {
  expect(await failuresOf('{', bodyOf(), '{"detail":{}}')).toEqual(['m-0', 'm-2']);
  expect(mailed).toHaveLength(1);
});
