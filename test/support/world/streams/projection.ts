import type { DynamoDBStreamEvent } from 'aws-lambda';
import { UNHURRIED, never } from './invocation';
import { MemoryQueue } from './memory-queue';
import type { EventsTable } from '../../../../lambda/adapters/streams/events-table';
import { projectOrders } from '../../../../lambda/handlers/projections/project-orders';
import { OrderItems } from '../../../../lambda/orders/order-items';
import { MemoryRows } from '../memory-rows';
import { newLog } from '../orders-in';

type Images = readonly object[];

/** Records of the stream, as Lambda delivers them. `age` is in seconds. */
export const streamOf = (images: Images, now: Date, age = 0): DynamoDBStreamEvent => ({
  Records: images.map((NewImage, n) => ({
    eventName: 'INSERT',
    dynamodb: {
      NewImage,
      SequenceNumber: `${100 + n}`,
      ApproximateCreationDateTime: now.getTime() / 1_000 - age,
    },
  })),
} as DynamoDBStreamEvent);

/** The projector over a log, rows and a retry queue in memory, at a time that the test sets. */
export function newProjection(table?: EventsTable) {
  const clock = { now: new Date('2026-11-24T10:00:00.000Z'), wait: never };
  const now = () => clock.now;
  const log = newLog();
  const rows = new MemoryRows();
  const queue = new MemoryQueue(now);
  const count = jest.fn();
  /** A function in a container of its own, which remembers nothing of what others have done. */
  const container = () => projectOrders({
    items: new OrderItems(log),
    rows,
    count,
    retryQueue: queue.sender,
    table: table ?? (undefined as never), // only a redrive reads the table
    now,
    sleep: async () => clock.wait(),
  });
  const handler = container();
  return {
    log,
    rows,
    queue,
    count,
    now,
    container,
    pass: (seconds: number) => void (clock.now = new Date(clock.now.getTime() + seconds * 1_000)),
    /** From now on, the time of each invocation is over as soon as something waits for it. */
    hurry: () => void (clock.wait = async () => undefined),
    invoke: async (input: unknown, invocation = UNHURRIED) => handler(input, invocation),
    deliver: async (images: Images, age = 0) => handler(streamOf(images, now(), age), UNHURRIED),
    /** Delivers the messages that wait on the retry queue. */
    retry: async (receives = 1) => handler({ Records: queue.take(receives) }, UNHURRIED),
  };
}
