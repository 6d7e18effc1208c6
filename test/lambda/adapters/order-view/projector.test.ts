import { evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { Projector } from '../../../../lambda/adapters/order-view/projector';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { OrderItems } from '../../../../lambda/orders/order-items';
import { orderStream } from '../../../../lambda/orders/streams';
import {
  SITUATIONS,
  anOrder,
  orderPlaced,
  orderValidated,
  paymentRequested,
  stockReserved,
} from '../../../support/given/orders';
import { imagesOf, storedEvents } from '../../../support/given/stream';
import { MemoryRows } from '../../../support/world/memory-rows';
import { newLog } from '../../../support/world/orders-in';
import { MemoryQueue } from '../../../support/world/streams/memory-queue';

const CONFIRMED = SITUATIONS.confirmed;
const now = () => new Date('2026-11-24T10:00:00.000Z');

function setUp(events: readonly OrderEvent[] = CONFIRMED) {
  const log = newLog();
  const view = new MemoryRows();
  const queue = new MemoryQueue(now);
  const images = imagesOf('A-1', events);
  log.items.set(orderStream('A-1'), images);
  return {
    log,
    view,
    queue,
    images,
    projector: new Projector({ items: new OrderItems(log), rows: view, retryQueue: queue.sender }),
    load: jest.spyOn(log, 'readItems'),
  };
}

const rowAt = (events: readonly OrderEvent[], version = events.length) =>
  storedEvents('A-1', events)
    .slice(0, version)
    .reduce(evolveRow, undefined as never);

test('a new order is projected from what was delivered, with one write and no read', async () => {
  const { view, images, projector, load } = setUp();
  await projector.project('A-1', images);
  expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  expect(view.writes).toBe(1);
  expect(load).not.toHaveBeenCalled();
});

test('the next event moves the row on', async () => {
  const { view, images, projector, load } = setUp();
  for (const image of images) await projector.project('A-1', [image]);
  expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
  expect(load).not.toHaveBeenCalled();
});

test('fault 17: what was delivered before is passed over', async () => {
  const { view, images, projector } = setUp();
  await projector.project('A-1', images);
  await projector.project('A-1', images.slice(2, 4));
  await projector.project('A-1', [images[0]!, images[0]!]);
  expect(await view.get('A-1')).toMatchObject({ version: 6 });
  expect(view.writes).toBe(1);
});

test('a gap is filled from the store', async () => {
  const { view, images, projector, load } = setUp();
  await projector.project('A-1', [images[3]!]);
  expect(load).toHaveBeenCalledWith('ORDER#A-1', 0);
  // The store knew more than was delivered, so the row is ahead of the stream.
  expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
});

test('fault 17: events in the wrong order, and twice, make the same row', async () => {
  const { view, images, projector } = setUp();
  await projector.project('A-1', [...images].reverse().concat(images));
  expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
});

test('fault 15: a technical failure is thrown, and the same batch does the rest later', async () => {
  const { view, images, projector } = setUp();
  for (const crash of ['before', 'after'] as const) {
    view.crashes = [crash];
    await expect(projector.project('A-1', images)).rejects.toThrow(`crash ${crash}`);
  }
  await projector.project('A-1', images);
  expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
  expect(view.writes).toBe(1);
});

test('a row that changes under every try is given up', async () => {
  const { view, images, projector } = setUp();
  jest.spyOn(view, 'put').mockResolvedValue(false);
  jest.spyOn(view, 'get').mockResolvedValue(undefined);
  await expect(projector.project('A-1', images)).rejects.toThrow(
    'the row of order A-1 changed 5 times while it was written',
  );
});

/** What the message of an order that is set aside says. */
const asideAt = (version: number, error: unknown = expect.any(String)) =>
  ({ orderId: 'A-1', version, error, since: '2026-11-24T10:00:00.000Z', tries: 0 });
const TYPE_OF_LATER = { t: { S: 'OrderTeleported' } };

describe('fault 14: a poison event', () => {
  const OF_ANOTHER = orderPlaced(anOrder({ orderId: 'B-2' }));
  const POISONS = {
    'of an unknown type': TYPE_OF_LATER,
    'of a newer schema version': { sv: { N: '2' } },
    'whose data is no JSON': { d: { S: '{' } },
    'without its schema version': { sv: undefined },
    'whose data is not what its type says': { t: { S: 'OrderPlaced' }, d: { S: '{}' } },
    'that places another order': { t: { S: 'OrderPlaced' }, d: { S: JSON.stringify(OF_ANOTHER.data) } },
  };

  test.each(Object.entries(POISONS))('%s sets its order aside, after all before it is written', async (_, poison) => {
    const { log, view, queue, images, projector } = setUp();
    Object.assign(images[3]!, poison);
    await projector.project('A-1', images.slice(0, 2));
    await projector.project('A-1', images.slice(2, 4));
    const stopped = await view.get('A-1');
    const stuck = { version: 4, error: expect.any(String) };
    expect(stopped).toMatchObject({ version: 3, row: rowAt(CONFIRMED, 3), stuck });
    expect(queue.orders).toEqual([asideAt(4, stopped!.stuck!.error)]);
    expect(queue.sent).toMatchObject([{ delay: 15 }]);
    expect(await view.get('B-2')).toBeUndefined();

    // Whatever comes next waits, from the stream and from the store, and needs no further message, ...
    await projector.project('A-1', [images[4]!]);
    await projector.project('A-1', [images[3]!, images[4]!]);
    expect(await view.get('A-1')).toEqual(stopped);
    expect(queue.sent).toHaveLength(1);

    // ... and is caught up with once the code, here the data, is mended.
    log.items.set(orderStream('A-1'), imagesOf('A-1', CONFIRMED));
    expect(await projector.takeUp(queue.orders[0]!)).toBeUndefined();
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  });

  test('in the first delivery of an order sets it aside, too', async () => {
    const { log, view, queue, images, projector } = setUp();
    Object.assign(images[0]!, TYPE_OF_LATER);
    await projector.project('A-1', images);
    await projector.project('A-1', images);
    expect(await view.get('A-1')).toMatchObject({ version: 0, stuck: { version: 1 } });
    expect(queue.orders).toEqual([asideAt(1)]);
    log.items.set(orderStream('A-1'), imagesOf('A-1', CONFIRMED));
    await projector.redrive('A-1');
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  });

  test('that the row shows already, by a newer release, is a duplicate', async () => {
    const { view, queue, images, projector } = setUp();
    await projector.project('A-1', images);
    await projector.project('A-1', [images[0]!, { ...images[1]!, ...TYPE_OF_LATER }]);
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
    expect(queue.sent).toEqual([]);
  });

  test('that a newer release takes meanwhile leaves no mark behind what the row shows', async () => {
    const { log, view, images, projector, queue } = setUp();
    Object.assign(images[3]!, TYPE_OF_LATER);
    const newer = new Projector({ items: new OrderItems(log), rows: view, retryQueue: queue.sender });
    jest.spyOn(queue, 'send').mockImplementationOnce(async () => {
      log.items.set(orderStream('A-1'), imagesOf('A-1', CONFIRMED));
      await newer.project('A-1', imagesOf('A-1', CONFIRMED));
      return {};
    });
    await projector.project('A-1', images);
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  });

  test('without a message is not marked: the stream delivers it again', async () => {
    const { view, queue, images, projector } = setUp();
    Object.assign(images[3]!, TYPE_OF_LATER);
    queue.failure = new Error('SQS is down');
    await expect(projector.project('A-1', images)).rejects.toThrow('SQS is down');
    expect(await view.get('A-1')).toEqual({ version: 3, row: rowAt(CONFIRMED, 3), stuck: undefined });
    queue.failure = undefined;
    await projector.project('A-1', images);
    expect(queue.orders).toEqual([asideAt(4)]);
    expect(await view.get('A-1')).toMatchObject({ stuck: { version: 4 } });
  });

  test('taken up too early stays, and its mark moves to the event that stops it now', async () => {
    const { log, view, queue, images, projector } = setUp();
    Object.assign(images[1]!, TYPE_OF_LATER);
    await projector.project('A-1', images);
    expect(await projector.takeUp(queue.orders[0]!)).toMatchObject({ version: 2 });
    const mended = imagesOf('A-1', CONFIRMED);
    Object.assign(mended[4]!, TYPE_OF_LATER);
    log.items.set(orderStream('A-1'), mended);
    expect(await projector.takeUp(queue.orders[0]!)).toMatchObject({ version: 5 });
    const stuck = { version: 5, error: expect.stringContaining('OrderTeleported') };
    expect(await view.get('A-1')).toEqual({ version: 4, row: rowAt(CONFIRMED, 4), stuck });
    expect(queue.sent).toHaveLength(1);
  });

  test('in what the store holds, beyond what was delivered, stops as well', async () => {
    const { view, images, projector } = setUp();
    Object.assign(images[5]!, TYPE_OF_LATER);
    await projector.project('A-1', [images[1]!]);
    expect(await view.get('A-1')).toMatchObject({ version: 5, stuck: { version: 6 } });
  });

  test('that somebody deletes leaves a row that is complete, without a mark', async () => {
    const { log, view, queue, images, projector } = setUp();
    Object.assign(images[3]!, TYPE_OF_LATER);
    await projector.project('A-1', images);
    log.items.set(orderStream('A-1'), images.slice(0, 3));
    expect(await projector.takeUp(queue.orders[0]!)).toBeUndefined();
    expect(await view.get('A-1')).toEqual({ version: 3, row: rowAt(CONFIRMED, 3), stuck: undefined });
  });
});

describe('a row that the table refuses for good', () => {
  test('sets its order aside at the event that makes it, after all before it is written', async () => {
    const { view, queue, images, projector } = setUp();
    view.refuses = ({ status }) => status === 'PAID' || status === 'CONFIRMED';
    await projector.project('A-1', images);
    const error = 'the row after event 5 cannot be stored: the item is too large';
    const stuck = { version: 5, error };
    expect(await view.get('A-1')).toEqual({ version: 4, row: rowAt(CONFIRMED, 4), stuck });
    expect(queue.orders).toEqual([asideAt(5, error)]);
  });

  test('for the first event leaves a mark alone', async () => {
    const { view, images, projector } = setUp();
    view.refuses = () => true;
    await projector.project('A-1', images);
    expect(await view.get('A-1')).toMatchObject({ version: 0, row: undefined, stuck: { version: 1 } });
  });
});

describe('an order that is set aside unread', () => {
  test('is marked and handed over at once, and later events pass over it', async () => {
    const { view, queue, images, projector, load } = setUp();
    await projector.project('A-1', images.slice(0, 2));
    await projector.setAsideUnread('A-1', 3);
    expect(await view.get('A-1')).toMatchObject({ version: 2, stuck: { version: 3 } });
    expect(queue.orders).toEqual([asideAt(3)]);
    expect(queue.sent).toMatchObject([{ delay: 0 }]);

    await projector.project('A-1', [images[3]!]);
    await projector.setAsideUnread('A-1', 4);
    expect(load).not.toHaveBeenCalled(); // the event that may stop the function was not read
    expect(queue.sent).toHaveLength(1);

    expect(await projector.takeUp(queue.orders[0]!)).toBeUndefined();
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  });

  test('is handed over again where the message could not be sent', async () => {
    const { queue, projector } = setUp();
    queue.failure = new Error('SQS is down');
    await expect(projector.setAsideUnread('A-1', 1)).rejects.toThrow('SQS is down');
    queue.failure = undefined;
    await projector.setAsideUnread('A-1', 1);
    expect(queue.orders).toEqual([asideAt(1)]);
  });

  test('is not, if its row shows the event already', async () => {
    const { view, queue, images, projector } = setUp();
    await projector.project('A-1', images);
    await projector.setAsideUnread('A-1', 6);
    expect(await view.get('A-1')).toMatchObject({ version: 6, stuck: undefined });
    expect(queue.sent).toEqual([]);
  });
});

describe('fault 16: a redrive', () => {
  test('brings an order up to date that the stream never delivered', async () => {
    const { view, projector } = setUp();
    expect(await projector.redrive('A-1')).toBeUndefined();
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  });

  test('of an order that does not exist says so', async () => {
    const { view, projector } = setUp();
    await expect(projector.redrive('B-2')).rejects.toThrow('there is no order "B-2"; allowed: ids of orders on record');
    expect(await view.get('B-2')).toBeUndefined();
  });

  test('sets an order aside that it finds poisoned, once', async () => {
    const { view, queue, images, projector } = setUp();
    Object.assign(images[3]!, TYPE_OF_LATER);
    expect(await projector.redrive('A-1')).toMatchObject({ orderId: 'A-1', version: 4 });
    expect(await projector.redrive('A-1')).toMatchObject({ orderId: 'A-1', version: 4 });
    expect(await view.get('A-1')).toMatchObject({ version: 3, stuck: { version: 4 } });
    expect(queue.orders).toEqual([asideAt(4)]);
  });
});

test('an order may have been stopped before its first event was projected', async () => {
  const { view, images, projector } = setUp([
    orderPlaced(anOrder()),
    orderValidated(),
    stockReserved(),
    paymentRequested(),
  ]);
  await view.markStuck('A-1', { version: 1, error: 'by hand' });
  await projector.project('A-1', images);
  expect(await view.get('A-1')).toEqual({ version: 0, row: undefined, stuck: { version: 1, error: 'by hand' } });
});
