import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { EventBus } from '../../../../lambda/adapters/bus/event-bus';
import { relayEvents } from '../../../../lambda/handlers/notifications/relay-events';
import type { CloudEvent } from '../../../../lambda/orders/cloud-event';
import { OrderItems } from '../../../../lambda/orders/order-items';
import { orderStream } from '../../../../lambda/orders/streams';
import { IDENTITY } from '../../../support/given/identity';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { noWait } from '../../../support/world/no-wait';
import { UNHURRIED, never } from '../../../support/world/streams/invocation';
import { MemoryQueue } from '../../../support/world/streams/memory-queue';
import { scannedTable } from '../../../support/world/streams/scanned-table';
import { StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const NOW = '2026-11-24T10:00:00.000Z';
const eventBridge = new StubClient();
const report = jest.fn();

/** A relay as a new container has it, with its retry queue. */
function setUp(now = NOW, sleep: () => Promise<void> = never) {
  const queue = new MemoryQueue(() => new Date(now));
  const handler = relayEvents({
    identity: IDENTITY,
    items: new OrderItems(world.log),
    bus: new EventBus({ client: eventBridge.as(), bus: 'bus', backoff: noWait }),
    count: world.count,
    canaryLag: { report, now: () => new Date('2026-01-01T12:30:00Z') },
    retryQueue: queue.sender,
    table: scannedTable(world.log.items).table,
    now: () => new Date(now),
    sleep,
  });
  return {
    queue,
    relay: (images: readonly object[]) => handler(streamOf(images), UNHURRIED),
    /** Delivers the messages that wait on the retry queue, one by one. */
    retry: async () => {
      for (const record of queue.take()) expect(await handler({ Records: [record] }, UNHURRIED)).toEqual(ALL_DONE);
    },
    redrive: (redrive: unknown) => handler({ redrive }, UNHURRIED),
  };
}

const IMAGES = imagesOf('A-1', SITUATIONS.confirmed);
const UNREADABLE = { ...IMAGES[1]!, d: { S: '{' } };
const streamOf = (images: readonly object[]) => ({
  Records: images.map((NewImage, n) => ({ eventName: 'INSERT', dynamodb: { NewImage, SequenceNumber: `${100 + n}` } })),
}) as DynamoDBStreamEvent;
const versionOf = (entry: PutEventsRequestEntry) => (JSON.parse(entry.Detail!) as CloudEvent).sequence;

type Refusal = string | undefined | false;
const bus = (refuses: (version: number) => Refusal = () => false) =>
  eventBridge.answer({
    PutEvents: ({ Entries }: { Entries: PutEventsRequestEntry[] }) => ({
      Entries: Entries.map(entry => {
        const ErrorCode = refuses(versionOf(entry));
        return ErrorCode ? { ErrorCode, ErrorMessage: 'no' } : { EventId: 'x' };
      }),
    }),
  } as never);
const sentIn = (calls: ReturnType<typeof bus>) =>
  calls.flatMap(({ input }) => input.Entries as PutEventsRequestEntry[]).map(versionOf);

const ALL_DONE = { batchItemFailures: [] };
const asideAt = (version: number, error: unknown = expect.any(String)) =>
  ({ orderId: 'A-1', version, error, since: NOW, tries: 0 });

beforeEach(() => {
  newWorld();
  world.log.items.set(orderStream('A-1'), IMAGES);
});

test('every event goes to the bus, in order', async () => {
  const calls = bus();
  expect(await setUp().relay(IMAGES)).toEqual(ALL_DONE);
  expect(sentIn(calls)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a canary never reaches the bus, by stream or redrive, but shows how far the relay is behind', async () => {
  const calls = bus();
  report.mockClear();
  const orderId = '_canary-20260101T120000Z';
  const canary = imagesOf(orderId, SITUATIONS['reserved, free of charge']);
  world.log.items.set(orderStream(orderId), canary);
  const { relay, redrive } = setUp();
  expect(await relay([...canary.slice(1), ...IMAGES])).toEqual(ALL_DONE);
  const entries = calls.flatMap(({ input }) => input.Entries as PutEventsRequestEntry[]);
  expect(new Set(entries.map(({ Resources }) => Resources![0]))).toEqual(new Set(['A-1']));
  // The first of its events is of 12:01.
  expect(report.mock.calls).toEqual([[{ RelayLag: 29 * 60 }]]);
  const before = calls.length;
  await redrive([orderId]);
  expect(calls).toHaveLength(before);
  expect(report).toHaveBeenCalledTimes(1);
});

test('without canaries the relay reports no lag', async () => {
  bus();
  report.mockClear();
  await setUp().relay(IMAGES);
  expect(report).not.toHaveBeenCalled();
});

describe('fault 18: events that the bus does not take', () => {
  test('are reported, the lowest first: the shard goes on from there', async () => {
    bus(version => (version === 5 || version === 3) && 'InternalFailure');
    expect(await setUp().relay(IMAGES)).toEqual({
      batchItemFailures: [{ itemIdentifier: '102' }, { itemIdentifier: '104' }],
    });
  });

  test('are the only ones that are sent again when the shard is retried', async () => {
    const { relay } = setUp();
    bus(version => version >= 3 && version % 2 === 1 && 'ThrottlingException');
    await relay(IMAGES);
    const calls = bus();
    expect(await relay(IMAGES.slice(2))).toEqual(ALL_DONE);
    expect(sentIn(calls)).toEqual([3, 5]);
  });

  test('are told apart by their ids: another event in place of a published one is published, too', async () => {
    const calls = bus();
    const { relay } = setUp();
    await relay([IMAGES[0]!]);
    await relay([{ ...IMAGES[0]!, id: { S: 'another' } }]);
    expect(sentIn(calls)).toEqual([1, 1]);
  });

  test('are reported as often as they came in a batch', async () => {
    bus(version => version === 1 && 'InternalFailure');
    expect(await setUp().relay([IMAGES[0]!, IMAGES[1]!, IMAGES[0]!])).toEqual({
      batchItemFailures: [{ itemIdentifier: '100' }, { itemIdentifier: '102' }],
    });
  });

  test('before the time of the function is over are reported, instead of a time-out', async () => {
    eventBridge.answer({ PutEvents: never } as never);
    const { relay } = setUp(NOW, async () => undefined);
    expect(await relay(IMAGES.slice(0, 2))).toEqual({
      batchItemFailures: [{ itemIdentifier: '100' }, { itemIdentifier: '101' }],
    });
  });
});

describe('fault 14: an event that cannot be read', () => {
  test('is set aside, and the others are published, also those of its order', async () => {
    const calls = bus();
    const { relay, queue } = setUp();
    expect(await relay([IMAGES[0]!, UNREADABLE, IMAGES[2]!])).toEqual(ALL_DONE);
    expect(sentIn(calls)).toEqual([1, 3]);
    expect(queue.orders).toEqual([asideAt(2, expect.stringContaining('OrderValidated with unreadable data'))]);
    expect(world.count).not.toHaveBeenCalled(); // not before it is set aside for 15 minutes
  });

  test('is published by itself once it can be read, and nothing else again', async () => {
    const calls = bus();
    const { relay, queue, retry } = setUp();
    world.log.items.set(orderStream('A-1'), [IMAGES[0]!, UNREADABLE, ...IMAGES.slice(2)]);
    await relay([UNREADABLE]);
    await retry();
    expect(queue.orders).toEqual([{ ...asideAt(2), tries: 1 }]);
    world.log.items.set(orderStream('A-1'), IMAGES);
    await retry();
    expect(sentIn(calls)).toEqual([2]);
    expect(queue.sent).toEqual([]);
  });

  test('is not set aside twice when the shard is retried', async () => {
    const { relay, queue } = setUp();
    bus(version => version === 1 && 'InternalFailure');
    for (let n = 0; n < 3; n++) await relay([IMAGES[0]!, UNREADABLE]);
    expect(queue.orders).toEqual([asideAt(2)]);
  });

  test('holds the shard while the retry queue does not take it', async () => {
    bus();
    const { relay, queue } = setUp();
    queue.failure = new Error('SQS is down');
    expect(await relay([IMAGES[0]!, UNREADABLE])).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
  });

  test('that is gone from the log needs nothing any more', async () => {
    bus();
    const { relay, queue, retry } = setUp();
    await relay([UNREADABLE]);
    world.log.items.set(orderStream('A-1'), [IMAGES[0]!]);
    await retry();
    expect(queue.sent).toEqual([]);
  });
});

test('an event that the bus refuses for good is set aside, and the others are published', async () => {
  bus(version => version === 2 && 'MalformedDetail');
  const { relay, queue } = setUp();
  expect(await relay(IMAGES)).toEqual(ALL_DONE);
  expect(queue.orders).toEqual([asideAt(2, 'MalformedDetail: no')]);
});

describe('redriven by hand', () => {
  test('all events of the order are published again, the same as at first', async () => {
    const calls = bus();
    const { relay, redrive } = setUp();
    await relay(IMAGES);
    await redrive(['A-1']);
    expect(calls).toHaveLength(2);
    expect(calls[1]!.input.Entries).toEqual(calls[0]!.input.Entries);
  });

  test('it fails where the bus refuses one to the end', async () => {
    bus(version => version === 2 && 'InternalFailure');
    await expect(setUp().redrive(['A-1']))
      .rejects.toThrow('1 of 1 orders were not redriven: "A-1": Error: the bus refused 1 of 6 events of order A-1');
  });

  test('an order is published without the event that cannot be read, which is set aside', async () => {
    const calls = bus();
    world.log.items.set(orderStream('A-1'), [IMAGES[0]!, UNREADABLE, ...IMAGES.slice(2)]);
    const { queue, redrive } = setUp();
    await expect(redrive(['A-1'])).rejects.toThrow('"A-1": stays set aside, because event 2 of ORDER#A-1 is');
    expect(sentIn(calls)).toEqual([1, 3, 4, 5, 6]);
    expect(queue.orders).toEqual([asideAt(2)]);
    expect(world.count).not.toHaveBeenCalled(); // not before it is set aside for 15 minutes
  });

  test.each([[14, 0], [15, 1]])('that event is counted %d minutes later: %d', async (minutes, times) => {
    bus();
    world.log.items.set(orderStream('A-1'), [IMAGES[0]!, UNREADABLE]);
    const { queue, redrive } = setUp();
    await expect(redrive(['A-1'])).rejects.toThrow('stays set aside');
    const later = setUp(new Date(Date.parse(NOW) + minutes * 60_000).toISOString());
    later.queue.sent = queue.sent;
    await later.retry();
    expect(world.count.mock.calls).toEqual(
      Array(times).fill(['EventUnreadable', { orderId: 'A-1', error: expect.any(String) }]),
    );
  });

  test('since a time, only the events since then are published again', async () => {
    const calls = bus();
    const { redrive, retry } = setUp();
    world.log.items.set(orderStream('B-2'), imagesOf('B-2', SITUATIONS.placed)); // at noon
    await redrive({ since: '2026-01-01T12:04:00Z' });
    await retry();
    expect(sentIn(calls)).toEqual([5, 6]);
  });

  test('so it is with an order that fails at first, and is handed over', async () => {
    bus(() => 'InternalFailure');
    const { queue, redrive, retry } = setUp();
    await redrive({ since: '2026-01-01T12:04:00Z' });
    for (let tries = 0; tries <= 8; tries++) await retry();
    expect(queue.orders).toMatchObject([{ orderId: 'A-1', version: 0, eventsSince: '2026-01-01T12:04:00.000Z' }]);
    const calls = bus();
    await retry();
    expect(sentIn(calls)).toEqual([5, 6]);
  });

  test('an order that does not exist is no success, and the others are redriven', async () => {
    const calls = bus();
    await expect(setUp().redrive(['B-2', 'A-1']))
      .rejects.toThrow('1 of 2 orders were not redriven: "B-2": there is no order "B-2"');
    expect(sentIn(calls)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

test('fault 30: an event of a newer release, without what leaves no pipeline, passes through', async () => {
  const calls = bus();
  const { cmd: _, ...image } = IMAGES[0]!;
  const newer = { ...image, t: { S: 'OrderTeleported' }, sv: { N: '7' } };
  expect(await setUp().relay([newer])).toEqual(ALL_DONE);
  expect(calls).toHaveLength(1);
});

test('streams that are not an order\'s own stay inside', async () => {
  const calls = bus();
  const images = ['ORDER#A-1#NTF', 'ORDER#A-1#CMD#c-1'].map(S => ({ ...IMAGES[0]!, pk: { S } }));
  expect(await setUp().relay(images)).toEqual(ALL_DONE);
  expect(calls).toEqual([]);
});
