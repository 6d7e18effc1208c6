import * as fc from 'fast-check';
import { evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { Projector } from '../../../../lambda/adapters/order-view/projector';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { OrderItems } from '../../../../lambda/orders/order-items';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf, storedEvents } from '../../../support/given/stream';
import { MemoryRows } from '../../../support/world/memory-rows';
import { newLog } from '../../../support/world/orders-in';
import { MemoryQueue } from '../../../support/world/streams/memory-queue';

const HISTORIES = Object.values(SITUATIONS).filter(events => events.length > 0) as OrderEvent[][];
const ORDERS = ['A', 'B', 'C'];

/** Deliveries of an order's n events: each at least once, in any order, split into batches in any way. */
const deliveriesOf = (n: number): fc.Arbitrary<number[][]> => {
  const all = Array.from({ length: n }, (_, index) => index);
  return fc
    .tuple(
      fc.array(fc.constantFrom(...all), { maxLength: 2 * n }),
      fc.array(fc.boolean(), { minLength: 3 * n, maxLength: 3 * n }),
    )
    .chain(([again, cuts]) =>
      fc.shuffledSubarray([...all, ...again], { minLength: n + again.length }).map(indexes => {
        const batches: number[][] = [[]];
        indexes.forEach((index, position) => (cuts[position] ? batches.push([index]) : batches.at(-1)!.push(index)));
        return batches.filter(batch => batch.length > 0);
      }),
    );
};

const anyOrder = fc.constantFrom(...HISTORIES).chain(events => fc.record({
  events: fc.constant(events),
  batches: deliveriesOf(events.length),
  /** Which event this release cannot read, if any. */
  poison: fc.option(fc.nat({ max: events.length - 1 }), { freq: 3 }),
}));

const anyRun = fc.record({
  orders: fc.array(anyOrder, { minLength: 1, maxLength: ORDERS.length }),
  crashes: fc.array(fc.constantFrom('before', 'after', undefined), { maxLength: 20, size: 'max' }),
  /** Whether batches are handled side by side, as by a function that timed out and its successor. */
  together: fc.boolean(),
});

const TITLE = 'fault 17: any permutation, duplication and split of deliveries, with crashes, makes the row of the '
  + 'sequential fold; poison stops only its own order';

test(TITLE, async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async ({ orders: given, crashes, together }) => {
      const log = newLog();
      const view = new MemoryRows();
      const queue = new MemoryQueue(() => new Date(0));
      const projector = new Projector({ items: new OrderItems(log), rows: view, retryQueue: queue.sender });
      view.crashes = [...crashes];

      const histories = given.map(({ events }, n) => events.map(event => ofOrder(event, ORDERS[n]!)));
      // The last event that was announced counts: the store holds no more than the stream has delivered in the end.
      const deliveries = given
        .flatMap(({ batches, poison }, n) => {
          const images = imagesOf(ORDERS[n]!, histories[n]!);
          if (poison !== null) images[poison]!.t = { S: 'OrderTeleported' };
          log.items.set(orderStream(ORDERS[n]!), images);
          return batches.map((batch, turn) => ({
            turn,
            orderId: ORDERS[n]!,
            images: batch.map(index => images[index]!),
          }));
        })
        .sort((a, b) => a.turn - b.turn);

      const deliver = ({ orderId, images }: (typeof deliveries)[number]) =>
        untilDone(() => projector.project(orderId, images));
      if (together) await Promise.all(deliveries.map(deliver));
      else for (const delivery of deliveries) await deliver(delivery);

      for (const [n, { poison }] of given.entries()) {
        const orderId = ORDERS[n]!;
        const events = histories[n]!;
        const entry = (await view.get(orderId))!;
        const rowAt = (version: number) =>
          storedEvents(orderId, events)
            .slice(0, version)
            .reduce(evolveRow, undefined as never);
        if (poison === null) {
          expect(entry).toEqual({ version: events.length, row: rowAt(events.length), stuck: undefined });
          continue;
        }
        // All before the event is written, the mark is ahead of it, and a message brings the order back.
        expect(entry.stuck).toMatchObject({ version: poison + 1 });
        expect(entry.version).toBe(poison);
        expect(entry.row).toEqual(entry.version > 0 ? rowAt(entry.version) : undefined);
        const message = queue.orders.find(order => order.orderId === orderId)!;

        // A release that reads the event catches up from where the order is stuck.
        log.items.set(orderStream(orderId), imagesOf(orderId, events));
        await untilDone(async () => expect(await projector.takeUp(message)).toBeUndefined());
        expect(await view.get(orderId)).toEqual({
          version: events.length,
          row: rowAt(events.length),
          stuck: undefined,
        });
      }
    }),
    { numRuns: 200 },
  );
});

const ofOrder = (event: OrderEvent, orderId: string): OrderEvent =>
  event.type === 'OrderPlaced' ? { ...event, data: { ...event.data, order: { ...event.data.order, orderId } } } : event;

/** As the stream does: a batch that fails is delivered again. */
async function untilDone(deliver: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= 50; attempt++) {
    try {
      return await deliver();
    } catch (error) {
      if (!/^crash|changed 5 times/.test((error as Error).message)) throw error;
    }
  }
  throw new Error('never done');
}
