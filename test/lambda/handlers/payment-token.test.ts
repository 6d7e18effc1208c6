/**
 * The payment token is in the log, for the payment step, and leaves the pipeline on none of its ways out. If you add a
 * way out, add it here.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { APIGatewayProxyEvent, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import * as v from 'valibot';
import { EventBus } from '../../../lambda/adapters/bus/event-bus';
import { Deliveries } from '../../../lambda/adapters/notifications/delivery';
import { Notifier } from '../../../lambda/adapters/notifications/notifier';
import { SesMailer } from '../../../lambda/adapters/notifications/ses-mailer';
import { SnsTopic } from '../../../lambda/adapters/notifications/sns-topic';
import type { EventData, OrderEvent } from '../../../lambda/domain/events';
import { eventSchemas } from '../../../lambda/domain/events';
import type { NotificationEvent } from '../../../lambda/domain/notification';
import { readOrder } from '../../../lambda/handlers/intake/read-order';
import { relayEvents } from '../../../lambda/handlers/notifications/relay-events';
import { log } from '../../../lambda/lib/log';
import type { CloudEvent } from '../../../lambda/orders/cloud-event';
import { MemoryEventLog } from '../../../lambda/orders/memory-event-log';
import { OrderItems } from '../../../lambda/orders/order-items';
import type { Item } from '../../../lambda/orders/stored-item';
import { orderStream } from '../../../lambda/orders/streams';
import { NOTIFIED_EVENT_TYPES } from '../../../src/contract/events';
import { IDENTITY } from '../../support/given/identity';
import { SITUATIONS, anOrder, orderPlaced } from '../../support/given/orders';
import { imagesOf } from '../../support/given/stream';
import { messageOf, intake } from '../../support/world/intake';
import { noWait } from '../../support/world/no-wait';
import { UNHURRIED, never } from '../../support/world/streams/invocation';
import { MemoryQueue } from '../../support/world/streams/memory-queue';
import { newProjection } from '../../support/world/streams/projection';
import { scannedTable } from '../../support/world/streams/scanned-table';
import { type Call, StubClient } from '../../support/world/stub-client';
import { newWorld, world } from '../../support/world/world';

const TOKEN = 'pm_1NswiXLkdIwHu7ixPFt0kGtc';
const payment = { method: 'card', token: TOKEN };
const NOW = new Date('2026-11-24T10:00:00.000Z');
const now = () => NOW;
const TEMPLATES = join(__dirname, '../../../templates');
const templates = Object.fromEntries(
  readdirSync(TEMPLATES).map(name => [name, readFileSync(join(TEMPLATES, name), 'utf8')]),
);

const [eventBridge, ses, sns] = [new StubClient(), new StubClient(), new StubClient()];
let sent: readonly Call[];
/** All that goes to the bus, as it is sent. */
const busEntries = () => sent.flatMap(({ input }) => input.Entries as PutEventsRequestEntry[]);
const busEvents = () => busEntries().map(({ Detail }) => JSON.parse(Detail!) as CloudEvent);

const logged = (['info', 'warn', 'error'] as const).map(level => jest.spyOn(log, level));

/** Puts an order with these events, of which the first contains the token, on record. Returns its items. */
function recorded(events: readonly OrderEvent[]): Item[] {
  const images = imagesOf('A-1', [orderPlaced(anOrder({ payment })), ...events.slice(1)]);
  world.log.items.set(orderStream('A-1'), images);
  return images;
}

beforeEach(() => {
  newWorld();
  for (const spy of logged) spy.mockClear();
  sent = eventBridge.answer({
    PutEvents: ({ Entries }: { Entries: unknown[] }) => ({ Entries: Entries.map(() => ({ EventId: 'x' })) }),
  } as never);
});
afterEach(() => expect(JSON.stringify(logged.map(spy => spy.mock.calls))).not.toContain(TOKEN));

function newRelay() {
  const queue = new MemoryQueue(now);
  const handler = relayEvents({
    identity: IDENTITY,
    items: new OrderItems(world.log),
    bus: new EventBus({ client: eventBridge.as(), bus: 'bus', backoff: noWait }),
    count: world.count,
    canaryLag: { report: () => undefined, now },
    retryQueue: queue.sender,
    table: scannedTable(world.log.items).table,
    now,
    sleep: never,
  });
  return { queue, handler };
}
const streamOf = (images: readonly object[]) => ({
  Records: images.map((NewImage, n) => ({ eventName: 'INSERT', dynamodb: { NewImage, SequenceNumber: `${n}` } })),
}) as DynamoDBStreamEvent;

test('the log has it, where the payment step reads it', async () => {
  const started = intake.sfn.answer({ StartExecution: () => ({}) });
  await intake.handler({ Records: [messageOf(anOrder({ payment }))] } as SQSEvent);
  const { state } = await world.orders.loadOrder('A-1');
  expect(state.order!.payment).toEqual(payment);
  expect(started.map(({ input }) => input.input)).toEqual(['{"orderId":"A-1"}']);
});

describe('the bus does not have it', () => {
  test('when an event is relayed; the event says nothing else, and keeps its schema', async () => {
    await newRelay().handler(streamOf(recorded(SITUATIONS.confirmed)), UNHURRIED);
    expect(busEvents()).toHaveLength(SITUATIONS.confirmed.length);
    expect(JSON.stringify(busEntries())).not.toContain(TOKEN);
    const { data } = busEvents()[0]!;
    expect(data).toEqual(orderPlaced(anOrder({ payment: { method: 'card' } })).data);
    expect(v.is(eventSchemas.OrderPlaced, data)).toBe(true);
  });

  test('when an order is redriven, or taken up after it was set aside', async () => {
    recorded(SITUATIONS.confirmed);
    const { handler, queue } = newRelay();
    await handler({ redrive: ['A-1'] }, UNHURRIED);
    await queue.sender.setAside({ orderId: 'A-1', version: 1, error: 'x' });
    for (const record of queue.take()) await handler({ Records: [record] }, UNHURRIED);
    expect(busEvents().filter(({ type }) => type === 'OrderPlaced')).toHaveLength(2);
    expect(JSON.stringify(busEntries())).not.toContain(TOKEN);
  });

  test('when a newer release has written the event', async () => {
    const [placed] = recorded(SITUATIONS.placed);
    await newRelay().handler(streamOf([{ ...placed, t: { S: 'OrderAmended' }, sv: { N: '7' } }]), UNHURRIED);
    expect(busEvents()).toMatchObject([{ type: 'OrderAmended', data: { order: { payment: { method: 'card' } } } }]);
    expect(JSON.stringify(busEntries())).not.toContain(TOKEN);
  });
});

test('the topic and the mails do not have it, however an order ends', async () => {
  const mails = ses.answer({ SendEmail: () => ({ MessageId: 'mail-1' }) });
  const messages = sns.answer({ Publish: () => ({ MessageId: 'topic-1' }) });
  const notifier = new Notifier({
    identity: IDENTITY,
    orders: world.orders,
    deliveries: new Deliveries({
      log: new MemoryEventLog<NotificationEvent, never>({ identity: IDENTITY, isKnown: () => true }),
      notifier: 'Notifications',
      backoff: noWait,
      now,
      newId: () => 'id-1',
    }),
    topic: new SnsTopic(sns.as(), 'arn:aws:sns:eu-west-1:123456789012:topic'),
    mailer: new SesMailer({ client: ses.as(), sender: 'shop@example.com' }),
    templates,
    count: world.count,
  });
  for (const events of Object.values(SITUATIONS).filter(([placed]) => placed)) {
    for (const image of recorded(events)) {
      await notifier.notify({ id: image.id!.S!, subject: 'A-1' }, () => 60_000);
    }
  }
  const topics = messages.map(({ input }) => (JSON.parse(input.Message as string) as CloudEvent).type);
  expect(new Set(topics)).toEqual(new Set(NOTIFIED_EVENT_TYPES));
  expect(mails.length).toBeGreaterThan(0);
  expect(JSON.stringify([messages, mails])).not.toContain(TOKEN);
});

test('neither the row of the order view nor the timeline has it', async () => {
  const images = recorded(SITUATIONS.confirmed);
  const projection = newProjection();
  projection.log.items.set(orderStream('A-1'), images);
  await projection.deliver(images);
  const handler = readOrder({ orders: world.orders, rows: projection.rows, commands: world.commands });
  for (const resource of ['/orders/{orderId}', '/orders/{orderId}/events']) {
    const event = { pathParameters: { orderId: 'A-1' }, resource } as unknown as APIGatewayProxyEvent;
    const { statusCode, body } = await handler(event);
    expect(statusCode).toBe(200);
    expect(body).toContain('"method":"card"');
    expect(body).not.toContain(TOKEN);
  }
  expect(JSON.stringify(await projection.rows.get('A-1'))).not.toContain(TOKEN);
});

test('a token that breaks the rules is not in the reason why the order is rejected', async () => {
  await world.orders.place(anOrder({ payment: { method: 'card', token: `${TOKEN} ` } }), 'message-1');
  const { appended } = await world.orders.execute('A-1', { type: 'ValidateOrder' });
  expect(appended).toBe(true);
  const images = world.log.items.get(orderStream('A-1'))!;
  expect(images.map(({ t }) => t!.S)).toEqual(['OrderPlaced', 'OrderRejected']);
  const data = JSON.parse(images[1]!.d!.S!) as EventData<'OrderRejected'>;
  expect(data.code).toBe('PAYMENT_TOKEN_INVALID');
  expect(JSON.stringify(data)).not.toContain(TOKEN);
});
