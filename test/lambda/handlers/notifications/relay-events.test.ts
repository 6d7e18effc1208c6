import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { EventBus } from '../../../../lambda/adapters/bus/event-bus';
import { relayEvents } from '../../../../lambda/handlers/notifications/relay-events';
import type { CloudEvent } from '../../../../lambda/orders/cloud-event';
import { orderStream } from '../../../../lambda/orders/streams';
import { IDENTITY } from '../../../support/given/identity';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { noWait } from '../../../support/world/no-wait';
import { StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const eventBridge = new StubClient();
const handler = relayEvents({
  identity: IDENTITY,
  orders: world.orders,
  bus: new EventBus({ client: eventBridge.as(), bus: 'bus', backoff: noWait }),
  count: world.count,
});

const IMAGES = imagesOf('A-1', SITUATIONS.confirmed);
const streamOf = (images: readonly object[]) => ({
  Records: images.map((NewImage, n) => ({ eventName: 'INSERT', dynamodb: { NewImage, SequenceNumber: `${100 + n}` } })),
}) as DynamoDBStreamEvent;
const versionOf = (entry: PutEventsRequestEntry) => (JSON.parse(entry.Detail!) as CloudEvent).sequence;

const bus = (refuses: (version: number) => boolean) =>
  eventBridge.answer({
    PutEvents: ({ Entries }: { Entries: PutEventsRequestEntry[] }) => ({
      Entries: Entries.map(entry => (refuses(versionOf(entry)) ? { ErrorCode: 'InternalFailure' } : { EventId: 'x' })),
    }),
  } as never);

test('every event goes to the bus, in order', async () => {
  const calls = bus(() => false);
  expect(await handler(streamOf(IMAGES))).toEqual({ batchItemFailures: [] });
  expect(calls.flatMap(({ input }) => input.Entries as PutEventsRequestEntry[]).map(versionOf)).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
});

test('what the bus refuses to the end is reported, the lowest first: the shard goes on from there', async () => {
  bus(version => version === 5 || version === 3);
  expect(await handler(streamOf(IMAGES))).toEqual({
    batchItemFailures: [{ itemIdentifier: '102' }, { itemIdentifier: '104' }],
  });
});

test('the same event twice in a batch is reported as often as it came', async () => {
  bus(version => version === 1);
  expect(await handler(streamOf([IMAGES[0]!, IMAGES[1]!, IMAGES[0]!]))).toEqual({
    batchItemFailures: [{ itemIdentifier: '100' }, { itemIdentifier: '102' }],
  });
});

test('an event that cannot be read is left out and counted; the others go on', async () => {
  const calls = bus(() => false);
  expect(await handler(streamOf([IMAGES[0]!, { ...IMAGES[1]!, d: { S: '{' } }, IMAGES[2]!]))).toEqual({
    batchItemFailures: [],
  });
  expect(calls.flatMap(({ input }) => input.Entries as PutEventsRequestEntry[]).map(versionOf)).toEqual([1, 3]);
  expect(world.count.mock.calls).toEqual([['EventUnreadable', { orderId: 'A-1' }]]);
});

describe('redriven by hand', () => {
  beforeEach(() => {
    newWorld();
    world.log.items.set(orderStream('A-1'), IMAGES);
  });

  test('all events of the order are published again, the same as at first', async () => {
    const calls = bus(() => false);
    await handler(streamOf(IMAGES));
    await handler({ redrive: ['A-1'] });
    expect(calls).toHaveLength(2);
    expect(calls[1]!.input.Entries).toEqual(calls[0]!.input.Entries);
  });

  test('it fails where the bus refuses one to the end', async () => {
    bus(version => version === 2);
    await expect(handler({ redrive: ['A-1'] })).rejects.toThrow('the bus refused 1 of 6 events of order A-1');
  });
});

test('an event of a newer release, without what leaves no pipeline, passes through', async () => {
  const calls = bus(() => false);
  const { cmd: _, ...image } = IMAGES[0]!;
  const newer = { ...image, t: { S: 'OrderTeleported' }, sv: { N: '7' } };
  expect(await handler(streamOf([newer]))).toEqual({ batchItemFailures: [] });
  expect(calls).toHaveLength(1);
});

test('streams that are not an order\'s own stay inside', async () => {
  const calls = bus(() => false);
  expect(await handler(streamOf([{ ...IMAGES[0]!, pk: { S: 'ORDER#A-1#NTF' } }]))).toEqual({ batchItemFailures: [] });
  expect(calls).toEqual([]);
});
