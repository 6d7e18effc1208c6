/**
 * Fault 30: during a deployment, the readers of the stream meet events that a newer release has written. They set these
 * orders aside, go on with the others, and the newer release takes them up by itself.
 */
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { EventBus } from '../../../lambda/adapters/bus/event-bus';
import { NEWEST_SCHEMA_VERSION, SCHEMA_VERSION, isEventType } from '../../../lambda/domain/events';
import { relayEvents } from '../../../lambda/handlers/notifications/relay-events';
import { projectOrders } from '../../../lambda/handlers/projections/project-orders';
import type { CloudEvent } from '../../../lambda/orders/cloud-event';
import { MemoryEventLog } from '../../../lambda/orders/memory-event-log';
import { OrderItems } from '../../../lambda/orders/order-items';
import type { Item } from '../../../lambda/orders/stored-item';
import { orderStream } from '../../../lambda/orders/streams';
import { IDENTITY } from '../../support/given/identity';
import { SITUATIONS, anOrder, orderPlaced, orderRejected } from '../../support/given/orders';
import { imagesOf } from '../../support/given/stream';
import { type Release, releaseWith } from '../../support/release';
import { MemoryRows } from '../../support/world/memory-rows';
import { noWait } from '../../support/world/no-wait';
import { UNHURRIED, never } from '../../support/world/streams/invocation';
import { MemoryQueue } from '../../support/world/streams/memory-queue';
import { streamOf } from '../../support/world/streams/projection';

const THIS: Release = { projectOrders, relayEvents, EventBus, isEventType, MemoryEventLog, OrderItems };
const ALL_DONE = { batchItemFailures: [] };

/** The confirmed order whose events one of the releases cannot all read, and another order. */
const UNKNOWN = 'A-1';
const KNOWN = 'B-2';
const confirmed = () =>
  imagesOf(UNKNOWN, [orderPlaced(anOrder({ orderId: UNKNOWN })), ...SITUATIONS.confirmed.slice(1)]);
const rejected = () => imagesOf(KNOWN, [orderPlaced(anOrder({ orderId: KNOWN })), orderRejected()]);

/** What both releases share: events, rows, bus, and the queues of projector and relay. */
function setUp(items: Map<string, Item[]>) {
  const clock = { now: new Date('2026-11-24T10:00:00.000Z') };
  const now = () => clock.now;
  const rows = new MemoryRows();
  const queues = { projector: new MemoryQueue(now), relay: new MemoryQueue(now) };
  const published: CloudEvent[] = [];
  const count = jest.fn();
  const client = {
    send: async ({ input }: { input: { Entries: PutEventsRequestEntry[] } }) => {
      published.push(...input.Entries.map(({ Detail }) => JSON.parse(Detail!) as CloudEvent));
      return { Entries: input.Entries.map(() => ({ EventId: 'x' })) };
    },
  };

  /** The functions of a release. */
  const functionsOf = (release: Release) => {
    const log = new release.MemoryEventLog({ identity: IDENTITY, isKnown: release.isEventType, items });
    const common = {
      count,
      now,
      items: new release.OrderItems(log),
      sleep: never,
      table: undefined as never, // nobody redrives
    };
    const projector = release.projectOrders({ ...common, rows, retryQueue: queues.projector.sender });
    const bus = new release.EventBus({ client: client as never, bus: 'bus', backoff: noWait });
    const relay = release.relayEvents({
      ...common,
      identity: IDENTITY,
      bus,
      retryQueue: queues.relay.sender,
      canaryLag: { report: () => undefined, now },
    });
    return {
      deliver: async (images: readonly Item[]) => {
        const event = streamOf(images, now());
        return [await projector(event, UNHURRIED), await relay(event, UNHURRIED)];
      },
      retry: async () => [
        await projector({ Records: queues.projector.take() }, UNHURRIED),
        await relay({ Records: queues.relay.take() }, UNHURRIED),
      ],
    };
  };
  const pass = (seconds: number) => void (clock.now = new Date(clock.now.getTime() + seconds * 1_000));
  return { rows, queues, published, count, pass, functionsOf };
}

/** Both orders flow while the older release runs; then the newer one takes over. */
async function deploy(older: Release, newer: Release, images: readonly Item[]) {
  const others = rejected();
  const world = setUp(new Map([[orderStream(UNKNOWN), [...images]], [orderStream(KNOWN), others]]));
  const [before, after] = [older, newer].map(world.functionsOf);

  // Nothing fails and nothing waits, whichever batch the unknown event is in, and whatever comes behind it.
  for (const batch of [images.slice(0, 2), [...images.slice(2, 4), others[0]!], [others[1]!, ...images.slice(4)]]) {
    expect(await before!.deliver(batch)).toEqual([ALL_DONE, ALL_DONE]);
  }
  expect(await world.rows.get(KNOWN)).toMatchObject({ version: 2, row: { status: 'REJECTED' }, stuck: undefined });
  const during = await world.rows.get(UNKNOWN);
  world.pass(15);
  expect(await before!.retry()).toEqual([ALL_DONE, ALL_DONE]); // too early, by the older release
  expect(await world.rows.get(UNKNOWN)).toEqual(during);
  world.pass(30);
  expect(await after!.retry()).toEqual([ALL_DONE, ALL_DONE]);
  return { ...world, during };
}

test.each(['StockReserved', 'PaymentCaptured', 'OrderConfirmed'])('a release without %s', async type => {
  const older = await releaseWith({ file: 'src/contract/events.ts', text: `  '${type}',\n`, instead: '' });
  expect(older.isEventType(type)).toBe(false);
  const images = confirmed();
  const version = 1 + images.findIndex(({ t }) => t!.S === type);

  const { rows, queues, published, count, during } = await deploy(older, THIS, images);
  expect(during).toMatchObject({ version: version - 1, stuck: { version, error: expect.stringContaining(type) } });
  expect(await rows.get(UNKNOWN)).toMatchObject({ version: 6, row: { status: 'CONFIRMED' }, stuck: undefined });
  expect(queues.projector.sent).toEqual([]);
  // The relay only passes events on, also those that it does not know.
  expect(published.map(({ subject, sequence }) => `${subject} ${sequence}`).sort())
    .toEqual(['A-1 1', 'A-1 2', 'A-1 3', 'A-1 4', 'A-1 5', 'A-1 6', 'B-2 1', 'B-2 2']);
  expect(count).not.toHaveBeenCalled(); // no alarm within 15 minutes
});

test('a release that cannot read the schema version', async () => {
  const newer = await releaseWith({
    file: 'lambda/domain/events.ts',
    text: 'NEWEST_SCHEMA_VERSION: number = 1',
    instead: 'NEWEST_SCHEMA_VERSION: number = 2',
  });
  const images = confirmed();
  images[3]!.sv = { N: '2' };

  const { rows, queues, published, count, during } = await deploy(THIS, newer, images);
  expect(during).toMatchObject({ version: 3, stuck: { version: 4 } });
  expect(await rows.get(UNKNOWN)).toMatchObject({ version: 6, row: { status: 'CONFIRMED' }, stuck: undefined });
  expect(queues.projector.sent).toEqual([]);
  expect(published).toHaveLength(8);
  expect(count).not.toHaveBeenCalled();
});

test('no release writes a schema version that it cannot read', () => {
  expect(SCHEMA_VERSION).toBeLessThanOrEqual(NEWEST_SCHEMA_VERSION);
});
