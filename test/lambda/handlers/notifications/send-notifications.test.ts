import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import { AccountSendingPausedException, MessageRejected, SESServiceException } from '@aws-sdk/client-ses';
import { ThrottledException } from '@aws-sdk/client-sns';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Deliveries } from '../../../../lambda/adapters/notifications/delivery';
import type { MailTemplateTexts } from '../../../../lambda/adapters/notifications/mail';
import { Notifier } from '../../../../lambda/adapters/notifications/notifier';
import { SesMailer } from '../../../../lambda/adapters/notifications/ses-mailer';
import { SnsTopic } from '../../../../lambda/adapters/notifications/sns-topic';
import type { OrderEvent } from '../../../../lambda/domain/events';
import type { NotificationEvent } from '../../../../lambda/domain/notification';
import { sendNotifications } from '../../../../lambda/handlers/notifications/send-notifications';
import { log } from '../../../../lambda/lib/log';
import { toCloudEvent } from '../../../../lambda/orders/cloud-event';
import { ConcurrencyConflict, type EventLog } from '../../../../lambda/orders/event-log';
import { MemoryEventLog } from '../../../../lambda/orders/memory-event-log';
import { readItem, type Item } from '../../../../lambda/orders/stored-item';
import { notificationStream, orderStream } from '../../../../lambda/orders/streams';
import { IDENTITY } from '../../../support/given/identity';
import { SITUATIONS, anOrder, orderParked, orderPlaced, orderRejected } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { noWait } from '../../../support/world/no-wait';
import { type Call, StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const THROTTLED = new SESServiceException({
  name: 'Throttling',
  message: 'Maximum sending rate exceeded.',
  $fault: 'client',
  $metadata: {},
});
const THROTTLED_TOPIC = new ThrottledException({ message: 'slow', $metadata: {} });
const REJECTED = new MessageRejected({ message: 'Illegal content.', $metadata: {} });
const UNVERIFIED = new MessageRejected({
  message: 'Email address is not verified. The following identities failed the check in region EU-WEST-1: ' +
    'Shop <shop@example.com>, ada@example.com',
  $metadata: {},
});
const PAUSED = new AccountSendingPausedException({ message: 'Sending is paused', $metadata: {} });

const TEMPLATES = join(__dirname, '../../../../templates');
const templates = Object.fromEntries(
  readdirSync(TEMPLATES).map(name => [name, readFileSync(join(TEMPLATES, name), 'utf8')]),
);

const sesClient = new StubClient();
const snsClient = new StubClient();
const notificationLog = new MemoryEventLog<NotificationEvent, never>({ identity: IDENTITY, isKnown: () => true });
let ids = 0;
const { count } = world;
const notifierNamed = (
  name: string, receipts: EventLog<NotificationEvent, never> = notificationLog, texts: MailTemplateTexts = templates,
) => new Notifier({
  identity: IDENTITY,
  orders: world.orders,
  deliveries: new Deliveries({
    log: receipts, notifier: name, backoff: noWait, now: () => new Date(now), newId: () => `id-${++ids}`,
  }),
  topic: new SnsTopic(snsClient.as(), 'arn:aws:sns:eu-west-1:123456789012:topic'),
  mailer: new SesMailer({ client: sesClient.as(), sender: 'shop@example.com', configurationSet: 'orders' }),
  templates: texts,
  count,
});
const NAME = 'Notifications';
const postponed: string[] = [];
/** The bodies of the messages on the dead-letter queue, with the reason. */
const givenUp: [body: string, reason: string][] = [];
const queue = {
  postpone: async ({ messageId }: SQSRecord) => void postponed.push(messageId),
  giveUp: async ({ body }: SQSRecord, reason: string) => void givenUp.push([body, reason]),
};

/** The stream of the notification about an order's last event. */
function notifications(notifier = NAME): readonly Item[] {
  const eventId = world.log.items.get(orderStream('A-1'))?.at(-1)!.id!.S ?? '';
  return notificationLog.items.get(notificationStream({ orderId: 'A-1', notifier, eventId })) ?? [];
}
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
  postponed.length = 0;
  givenUp.length = 0;
  sentAt = now;
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
/** When the messages were put on the queue. */
let sentAt: number;
const records = (bodies: readonly string[]) => bodies.map((body, n) =>
  ({ messageId: `m-${n}`, body, attributes: { SentTimestamp: String(sentAt) } })) as SQSRecord[];

/** Delivers messages to a notifier; returns the ids of those that go back. */
async function deliver(
  { notifier = notifierNamed(NAME), time = [60_000] }: { notifier?: Notifier; time?: readonly number[] },
  ...bodies: readonly string[]
): Promise<string[]> {
  const left = [...time];
  const context = { getRemainingTimeInMillis: () => (left.length > 1 ? left.shift()! : left[0]!) };
  const event: SQSEvent = { Records: records(bodies) };
  const needs = { notifier, queue, count, now: () => new Date(now) };
  const { batchItemFailures } = await sendNotifications(needs)(event, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
const failuresOf = async (...bodies: readonly string[]) => deliver({}, ...bodies);
const later = () => (now += 121_000);

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
    ConfigurationSetName: 'orders',
    Tags: [{ Name: 'orderId', Value: 'A-1' }],
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

  test.each([
    ['throttling', THROTTLED],
    ['an outage', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('fault 13: for %s goes back to the queue for a while, and only the mail is tried again', async (_, error) => {
    ses(fails(error));
    const body = bodyOf();
    const before = orderLog();
    expect(await failuresOf(body)).toEqual(['m-0']);
    expect(postponed).toEqual(['m-0']);
    expect(typesOf()).toEqual(['NotificationRequested', 'NotificationSent']);
    expect(count).not.toHaveBeenCalled();

    later();
    ses(() => ({ MessageId: 'mail-2' }));
    expect(await failuresOf(body)).toEqual([]);
    expect([published.length, mailed.length]).toEqual([1, 1]);
    expect(orderLog()).toBe(before);
  });

  test('fault 13: permanently is recorded, and given up at once; the order stays as it is', async () => {
    ses(fails(REJECTED));
    const body = bodyOf();
    const before = orderLog();
    for (let delivery = 1; delivery <= 3; delivery++) { // again after each redrive
      expect(await failuresOf(body)).toEqual([]);
      expect(givenUp).toEqual(Array(delivery).fill([body, 'MessageRejected']));
      later();
    }
    expect(typesOf().filter(type => type === 'NotificationFailed')).toHaveLength(1);
    expect(notifications().find(item => item.t!.S === 'NotificationFailed')!.d!.S).toContain(
      '"channel":"MAIL","error":"MessageRejected"',
    );
    expect(count.mock.calls).toEqual([[
      'NotificationFailed',
      { orderId: 'A-1', event: 'OrderConfirmed', channel: 'MAIL', failure: 'refused', error: 'MessageRejected' },
    ]]);
    expect(published).toHaveLength(1);
    expect(postponed).toEqual([]);
    expect(orderLog()).toBe(before);
  });

  test.each([['MessageRejected', UNVERIFIED], ['AccountSendingPausedException', PAUSED]])(
    'fault 13: for %s, which is ours to repair, is not refused: it counts, waits, and is sent after the repair',
    async (name, error) => {
      ses(fails(error));
      const body = bodyOf();
      for (let delivery = 0; delivery < 2; delivery++) {
        expect(await failuresOf(body)).toEqual(['m-0']);
        later();
      }
      expect(typesOf()).not.toContain('NotificationFailed');
      expect([postponed, givenUp]).toEqual([['m-0', 'm-0'], []]);
      expect(count.mock.calls.map(([, about]) => about)).toEqual(Array(2).fill(
        { orderId: 'A-1', event: 'OrderConfirmed', channel: 'MAIL', failure: 'ours', error: name },
      ));
      ses(() => ({ MessageId: 'mail-2' }));
      expect(await failuresOf(body)).toEqual([]);
      expect(typesOf().at(-1)).toBe('NotificationSent');
    },
  );

  test('fault 13: permanently, is sent by a redrive once the cause is mended, and nothing twice', async () => {
    ses(fails(REJECTED));
    await failuresOf(bodyOf());
    later();
    ses(() => ({ MessageId: 'mail-2' }));
    expect(await failuresOf(givenUp[0]![0])).toEqual([]);
    expect(typesOf().at(-1)).toBe('NotificationSent');
    expect([published.length, mailed.length, givenUp.length]).toEqual([1, 1, 1]);
  });

  test('fault 13: permanently, while the topic has to wait, goes back: the redrive of one sends both', async () => {
    sns(fails(THROTTLED_TOPIC));
    ses(fails(REJECTED));
    expect(await failuresOf(bodyOf())).toEqual(['m-0']);
    expect([postponed, givenUp]).toEqual([['m-0'], []]);
  });

  test('fault 13: permanently, goes back if the dead-letter queue does not take it', async () => {
    ses(fails(REJECTED));
    const broken = { ...queue, giveUp: async () => { throw new Error('no queue'); } };
    const needs = { notifier: notifierNamed(NAME), queue: broken, count, now: () => new Date(now) };
    const context = { getRemainingTimeInMillis: () => 60_000 };
    const answer = await sendNotifications(needs)({ Records: records([bodyOf()]) }, context);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
  });

  test('fault 28: leaves no address in the log', async () => {
    const lines: string[] = [];
    const error = jest.spyOn(log, 'error').mockImplementation((...line) => void lines.push(JSON.stringify(line)));
    ses(fails(UNVERIFIED));
    await failuresOf(bodyOf(), '{"detail": ada@example.com}');
    error.mockRestore();
    expect(lines).toHaveLength(2);
    expect(lines.join()).toContain('identities failed the check in region EU-WEST-1: Shop <[address]>, [address]');
    expect(lines.join()).not.toMatch(/@example|ada@/);
  });
});

test('a template that fails counts until it is repaired, and the topic has its message', async () => {
  const body = bodyOf();
  const notifier = notifierNamed(NAME, notificationLog, {});
  for (let delivery = 0; delivery < 2; delivery++) {
    expect(await deliver({ notifier }, body)).toEqual(['m-0']);
    later();
  }
  expect(count.mock.calls.map(([, { failure }]) => failure)).toEqual(['defect', 'defect']);
  expect([published.length, postponed.length]).toEqual([1, 0]);
});

describe('a receipt that cannot be written', () => {
  /** A log whose appends of receipts fail as often as this. */
  const forgetful = (times: number, error: Error): EventLog<NotificationEvent, never> => ({
    load: async (stream, after) => notificationLog.load(stream, after),
    append: async (history, events, origin) => {
      if (events[0]!.type === 'NotificationSent' && times-- > 0) throw error;
      return notificationLog.append(history, events, origin);
    },
  });
  const throttled = new ThrottlingException({ message: 'slow down', $metadata: {} });

  test('is written again, so nothing is sent twice', async () => {
    const body = bodyOf();
    expect(await deliver({ notifier: notifierNamed(NAME, forgetful(4, throttled)) }, body)).toEqual([]);
    later();
    expect(await failuresOf(body)).toEqual([]);
    expect([published.length, mailed.length]).toEqual([1, 1]);
  });

  test('is tried until the time of the function is over; what has no receipt then is sent again', async () => {
    const body = bodyOf();
    const time = [60_000, 47_000, 35_000, 24_000, 12_000, 11_999];
    const notifier = notifierNamed(NAME, forgetful(Infinity, throttled));
    expect(await deliver({ notifier, time }, body)).toEqual(['m-0']);
    expect(postponed).toEqual(['m-0']);
    // The mail was not sent: its receipt could not be written either.
    expect([published.length, mailed.length]).toEqual([1, 0]);
    later();
    expect(await failuresOf(body)).toEqual([]);
    expect([published.length, mailed.length]).toEqual([2, 1]);
    expect(count).not.toHaveBeenCalled();
  });

  test('because another sender came in between, and the log fails then, is not lost', async () => {
    let loads = 0;
    const conflict = new ConcurrencyConflict('stream', 2);
    const overtaken = forgetful(1, conflict);
    const failing: typeof overtaken = {
      ...overtaken,
      load: async (stream, after) => {
        if (++loads === 2) throw throttled;
        return overtaken.load(stream, after);
      },
    };
    expect(await deliver({ notifier: notifierNamed(NAME, failing) }, bodyOf())).toEqual([]);
    expect([published.length, mailed.length, loads]).toEqual([1, 1, 3]);
  });

  test('because another sender came in between, is written behind what that one wrote', async () => {
    const body = bodyOf();
    let late = false;
    sns(() => ({ MessageId: 'topic-1' }));
    ses(() => ({ MessageId: 'mail-1' }));
    const slow = notifierNamed(NAME, {
      load: async (stream, after) => notificationLog.load(stream, after),
      append: async (history, events, origin) => {
        if (events[0]!.type === 'NotificationSent' && !late) {
          late = true;
          later();
          await deliver({}, body);
        }
        return notificationLog.append(history, events, origin);
      },
    });
    expect(await deliver({ notifier: slow }, body)).toEqual([]);
    const receipts = notifications().filter(item => item.t!.S === 'NotificationSent').map(item => item.d!.S!);
    expect(receipts.map(data => JSON.parse(data).channel)).toEqual(['TOPIC', 'MAIL']);
  });
});

describe('a message', () => {
  test('is not sent, but waits, if there is too little time for a receipt', async () => {
    expect(await deliver({ time: [34_999] }, bodyOf())).toEqual(['m-0']);
    expect([published.length, mailed.length, notificationLog.items.size]).toEqual([0, 0, 0]);
    expect(postponed).toEqual(['m-0']);
    expect(count).not.toHaveBeenCalled();
  });

  test('is sent over one channel, and later over the other, if the time is enough for one', async () => {
    const body = bodyOf();
    expect(await deliver({ time: [40_000, 29_000] }, body)).toEqual(['m-0']);
    expect([published.length, mailed.length]).toEqual([1, 0]);
    later();
    expect(await failuresOf(body)).toEqual([]);
    expect([published.length, mailed.length]).toEqual([1, 1]);
  });

  test('goes back when it cannot be postponed', async () => {
    ses(fails(THROTTLED));
    const broken = { ...queue, postpone: async () => { throw new Error('no queue'); } };
    const needs = { notifier: notifierNamed(NAME), queue: broken, count, now: () => new Date(now) };
    const context = { getRemainingTimeInMillis: () => 60_000 };
    const answer = await sendNotifications(needs)({ Records: records([bodyOf()]) }, context);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
  });

  test.each([['busy', THROTTLED], ['ours', PAUSED], ['a defect', new TypeError('no')]])(
    'that still fails an hour after it was queued counts as delayed at each try (%s)',
    async (_, error) => {
      const delayed = () => count.mock.calls.filter(([metric]) => metric === 'NotificationDelayed');
      ses(fails(error));
      const body = bodyOf();
      sentAt = now - 60 * 60 * 1_000;
      await failuresOf(body);
      expect(delayed()).toEqual([]);
      later();
      await failuresOf(body);
      later();
      await failuresOf(body);
      expect(delayed()).toEqual(Array(2).fill(['NotificationDelayed', { messageId: 'm-0' }]));
      ses(() => ({ MessageId: 'mail-2' }));
      later();
      expect(await failuresOf(body)).toEqual([]);
      expect(delayed()).toHaveLength(2);
    },
  );

  test('that SES refuses for good does not count as delayed, however old it is', async () => {
    ses(fails(REJECTED));
    sentAt = now - 2 * 60 * 60 * 1_000;
    await failuresOf(bodyOf());
    expect(count.mock.calls.map(([metric]) => metric)).toEqual(['NotificationFailed']);
  });
});

test('two notifiers on one store each send, and each records its own', async () => {
  const body = bodyOf();
  for (const name of ['Notifications', 'Partners', 'Notifications', 'Partners']) {
    expect(await deliver({ notifier: notifierNamed(name) }, body)).toEqual([]);
  }
  expect([published.length, mailed.length]).toEqual([2, 2]);
  expect(['Notifications', 'Partners'].map(name => notifications(name).length)).toEqual([3, 3]);
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
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', [...SITUATIONS.confirmed, orderParked()]));
  await failuresOf(body);
  expect(published[0]!.input.MessageAttributes).toMatchObject({ status: { StringValue: 'CONFIRMED' } });
});

test('a rejected order whose customer id is no text for an attribute is told without it', async () => {
  await failuresOf(bodyOf([orderPlaced(anOrder({ customer: { id: 'C\u0000' } })), orderRejected()]));
  expect(published[0]!.input.MessageAttributes).not.toHaveProperty('customerId');
});

describe('what a message says', () => {
  test('is not what is sent: that comes from the store', async () => {
    const message = JSON.parse(bodyOf());
    const forged = { ...message.detail, type: 'OrderCancelled', sequence: 1, source: 'other', data: { total: 1 } };
    expect(await failuresOf(JSON.stringify({ detail: forged }))).toEqual([]);
    expect(JSON.parse(published[0]!.input.Message as string)).toEqual(message.detail);
    expect(JSON.stringify(mailed[0]!.input)).toContain('Your order A-1 is confirmed');
  });

  test('fault 52: is passed over if the event is not in this store, but another pipeline\'s', async () => {
    const body = bodyOf();
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS.confirmed.slice(0, -1)));
    expect(await failuresOf(body)).toEqual([]);
    expect([published.length, mailed.length, notificationLog.items.size]).toEqual([0, 0, 0]);
  });

  test('is passed over if nobody is notified of such an event', async () => {
    expect(await failuresOf(bodyOf(SITUATIONS.paid))).toEqual([]);
    expect([published.length, mailed.length, notificationLog.items.size]).toEqual([0, 0, 0]);
  });

  test.each(['A-1#NTF', '', 7, undefined])('is no event of an order with the id %j', async subject => {
    expect(await failuresOf(JSON.stringify({ detail: { id: 'x', subject } }))).toEqual(['m-0']);
  });
});

test('a message that cannot be read goes back alone', async () => {
  expect(await failuresOf('{', bodyOf(), '{"detail":{}}')).toEqual(['m-0', 'm-2']);
  expect(mailed).toHaveLength(1);
});
