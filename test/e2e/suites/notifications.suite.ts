/** What leaves the pipeline: mails, messages of the topic, events on the bus. No failure there changes the order. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { notificationStream, orderStream } from '../../../lambda/orders/streams';
import { SENDER } from '../support/names';
import { HAPPY, fresh, orderOf } from '../support/samples';
import { shop } from '../support/shop';
import { eventually } from '../support/world';

const sku = fresh('notified');

beforeAll(() => shop.stock({ [sku]: 1_000 }));

/** Items of a stream, as they stand in the table. */
async function itemsOf(stream: string) {
  const { Items = [] } = await shop.world.dynamodb.send(new QueryCommand({
    TableName: shop.world.outputs.EventsTableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: stream } },
  }));
  return Items;
}

/** The items of the notification about an order's last event, by the pipeline's own notifier. */
async function notificationItems(orderId: string, notifier = 'Notifications') {
  const eventId = (await itemsOf(orderStream(orderId))).at(-1)?.id?.S;
  return eventId === undefined ? [] : itemsOf(notificationStream({ orderId, notifier, eventId }));
}

/** The names of the events in an order's notification stream, without those of the claims. */
const told = async (orderId: string) => {
  const events = (await notificationItems(orderId)).map(item => unmarshall(item));
  return events.filter(({ t }) => t !== 'NotificationRequested')
    .map(({ t, d }) => `${t} ${JSON.parse(d as string).channel}`);
};

const allTold = (orderId: string, ...expected: readonly string[]) =>
  eventually(`notifications of ${orderId}`, async () => {
    const now = await told(orderId);
    return expected.every(one => now.includes(one)) ? now : undefined;
  });

test('events relayed again and again make one mail and one message of the topic', async () => {
  const { orderId } = await shop.take(orderOf(sku));
  await shop.mail(orderId);
  const before = await allTold(orderId, 'NotificationSent TOPIC', 'NotificationSent MAIL');
  for (let again = 0; again < 3; again++) {
    const answer = await shop.world.invoke(shop.world.outputs.RelayFunctionName, { redrive: [orderId] });
    expect(answer).toMatchObject({ payload: { orders: 1 } });
  }
  const twice = await shop.onBus(orderId, 6 + 3 * 6);
  expect(new Set(twice.map(({ id }) => id)).size).toBe(6); // a consumer tells them apart by their ids
  await shop.take(orderOf(sku)).then(other => shop.mail(other.orderId)); // the notifier has read past the repetitions
  expect(await told(orderId)).toEqual(before);
  expect(await shop.mails(orderId)).toHaveLength(1);
});

test('fault 28: names and texts are shown as they are, and never run', async () => {
  const name = '<script>alert("1")</script> & \u202egnirts\u202c {{orderId}} 👩‍🚀 O\'Neil';
  const order = {
    ...orderOf(sku),
    customer: { name, email: 'o.neil+test@example.com' },
    lines: [{ sku, description: '<img src=x onerror=alert(1)>', quantity: 1, unitPrice: 100 }],
  };
  const { events } = await shop.take(order);
  expect(events[0]!.event.data).toMatchObject({ order });
  expect((await shop.row(order.orderId)).row!.customer.name).toBe(name);
  const { BodyHtml, BodyText, Subject } = await shop.mail(order.orderId);
  expect(BodyHtml).not.toMatch(/<script|<img|\u202e/);
  const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; gnirts {{orderId}} 👩‍🚀 O&#39;Neil';
  expect(BodyHtml).toContain(escaped);
  expect(BodyText).toContain('<script>alert("1")</script> & gnirts {{orderId}} 👩‍🚀 O\'Neil');
  expect(Subject).toBe(`Your order ${order.orderId} is confirmed`);
  const shown = await shop.call('GET', `/orders/${order.orderId}`);
  expect([shown.headers.get('content-type'), shown.body.customer.name]).toEqual(['application/json', name]);
});

test('a filter on the topic lets through what it names, and nothing else', async () => {
  const declined = await shop.take(orderOf(sku, { method: 'test-decline' }));
  expect((await shop.mail(declined.orderId)).Subject).toContain('cancelled');
  await allTold(declined.orderId, 'NotificationSent TOPIC', 'NotificationSent MAIL');
  const confirmed = await shop.take(orderOf(sku));
  const seen: string[] = [];
  await eventually('message of the topic', async () => {
    const messages = await shop.world.drain(shop.world.outputs.ConfirmedSubscriber);
    seen.push(...messages.map(({ Body }) => JSON.parse(JSON.parse(Body!).Message).subject as string));
    return seen.includes(confirmed.orderId) || undefined;
  });
  expect(seen).not.toContain(declined.orderId);
});

test.each<[string, object]>([
  ['an order without an address', { customer: { name: 'Ann' } }],
  ['an order rejected for an address with a header in it', { customer: { email: 'ann@example.com\r\nBcc: all@example.com' } }],
  ['an order rejected for line breaks in the name', { customer: { name: 'Ann\r\nBcc: all@example.com', email: 'crlf@example.com' } }],
])('%s sends no mail, and the topic hears of it', async (_, fields) => {
  const { orderId } = await shop.take({ ...orderOf(sku), ...fields });
  await allTold(orderId, 'NotificationSent TOPIC');
  await shop.take(orderOf(sku)).then(other => shop.mail(other.orderId));
  expect(await told(orderId)).toEqual(['NotificationSent TOPIC']);
  expect(await shop.mails(orderId)).toEqual([]);
});

test('fault 13: mail of a sender that is not verified waits, and is sent once after a repair', async () => {
  const { ses } = shop.world;
  const order = orderOf(sku);
  const { orderId } = order;
  try {
    await shop.world.forgetSender(SENDER);
    expect((await shop.take(order)).types).toEqual(HAPPY);
    await allTold(orderId, 'NotificationSent TOPIC');
    expect(await deliverAgain(orderId)).toEqual([{ itemIdentifier: orderId }]);
    expect(await told(orderId)).toEqual(['NotificationSent TOPIC']);
    expect((await shop.look(orderId)).types).toEqual(HAPPY);

    await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: SENDER }));
    for (let again = 0; again < 2; again++) expect(await deliverAgain(orderId)).toEqual([]);
    expect(await told(orderId)).toEqual(['NotificationSent TOPIC', 'NotificationSent MAIL']);
    expect(await shop.mails(orderId)).toHaveLength(1);
  } finally {
    await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: SENDER }));
  }
});

/**
 * Delivers the message about an order's last event to the notifier again, at once: the queue hides it for minutes. The
 * message says no more than which event of which order. Returns what goes back to the queue.
 */
async function deliverAgain(orderId: string): Promise<unknown> {
  await ageClaims(orderId);
  const { id } = (await itemsOf(orderStream(orderId))).at(-1)!;
  const body = JSON.stringify({ detail: { id: id!.S, subject: orderId } });
  const attributes = { ApproximateReceiveCount: '1' };
  const Records = [{ messageId: orderId, receiptHandle: 'of no message', attributes, body }];
  const notifier = await shop.world.readerOf(shop.world.outputs.NotificationQueueUrl);
  const { payload } = await shop.world.invoke<{ batchItemFailures: unknown }>(notifier, { Records });
  return payload.batchItemFailures;
}

/** Makes claims of the notifier look old, in place of waiting until they are. */
async function ageClaims(orderId: string): Promise<void> {
  for (const item of await notificationItems(orderId)) {
    if (item.t!.S !== 'NotificationRequested') continue;
    await shop.overwrite(shop.world.outputs.EventsTableName, { ...item, ts: { S: '2001-01-01T00:00:00.000Z' } });
  }
}
