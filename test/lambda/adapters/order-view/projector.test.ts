import { evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { Projector } from '../../../../lambda/adapters/order-view/projector';
import type { OrderEvent } from '../../../../lambda/domain/events';
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
import { newLog, ordersIn } from '../../../support/world/orders-in';

const CONFIRMED = SITUATIONS.confirmed;
const count = jest.fn();

function setUp(events: readonly OrderEvent[] = CONFIRMED) {
  const log = newLog();
  const view = new MemoryRows();
  const images = imagesOf('A-1', events);
  log.items.set(orderStream('A-1'), images);
  return {
    log,
    view,
    images,
    projector: new Projector({ orders: ordersIn(log), rows: view, count }),
    load: jest.spyOn(log, 'load'),
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

test('what was delivered before is passed over', async () => {
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

test('events in the wrong order, and twice, make the same row', async () => {
  const { view, images, projector } = setUp();
  await projector.project('A-1', [...images].reverse().concat(images));
  expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
});

test('a technical failure is thrown, and the same batch does the rest later', async () => {
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

describe('a poison event', () => {
  const TYPE_OF_LATER = { t: { S: 'OrderTeleported' } };
  const POISONS = {
    'of an unknown type': TYPE_OF_LATER,
    'of a newer schema version': { sv: { N: '2' } },
    'whose data is no JSON': { d: { S: '{' } },
    'whose data is not what its type says': { t: { S: 'OrderPlaced' }, d: { S: '{}' } },
  };

  test.each(Object.entries(POISONS))('%s parks its order with the version and the reason', async (_, poison) => {
    const { log, view, images, projector } = setUp();
    Object.assign(images[3]!, poison);
    await projector.project('A-1', images.slice(0, 2));
    await projector.project('A-1', images.slice(2, 4));
    const parked = await view.get('A-1');
    expect(parked).toMatchObject({
      version: 2,
      row: rowAt(CONFIRMED, 2),
      stuck: { version: 4, error: expect.any(String) },
    });
    expect(count).toHaveBeenCalledWith('ProjectionParked', { orderId: 'A-1', error: parked!.stuck!.error });

    // Whatever comes next waits, from the stream and from the store, ...
    await projector.project('A-1', [images[4]!]);
    expect(await view.get('A-1')).toEqual(parked);
    expect(count).toHaveBeenCalledTimes(1);

    // ... and is caught up with once the code, here the data, is mended.
    log.items.set(orderStream('A-1'), imagesOf('A-1', CONFIRMED));
    await projector.redrive('A-1');
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
  });

  test('in the first delivery of an order parks it, too', async () => {
    const { log, view, images, projector } = setUp();
    Object.assign(images[0]!, TYPE_OF_LATER);
    await projector.project('A-1', images);
    expect(await view.get('A-1')).toMatchObject({ version: 0, stuck: { version: 1 } });
    await projector.project('A-1', images);
    log.items.set(orderStream('A-1'), imagesOf('A-1', CONFIRMED));
    await projector.redrive('A-1');
    expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
  });

  test('that the row shows already, by a newer release, is a duplicate', async () => {
    const { view, images, projector } = setUp();
    await projector.project('A-1', images);
    await projector.project('A-1', [images[0]!, { ...images[1]!, ...TYPE_OF_LATER }]);
    expect(await view.get('A-1')).toEqual({ version: 6, row: rowAt(CONFIRMED), stuck: undefined });
    expect(count).not.toHaveBeenCalled();
  });

  test('redriven too early parks again', async () => {
    const { view, images, projector } = setUp();
    Object.assign(images[1]!, TYPE_OF_LATER);
    await projector.project('A-1', images);
    await projector.redrive('A-1');
    expect(await view.get('A-1')).toMatchObject({
      stuck: { version: 2, error: expect.stringContaining('OrderTeleported') },
    });
    expect(count).toHaveBeenCalledTimes(2);
  });

  test('in what the store holds, beyond what was delivered, parks as well', async () => {
    const { view, images, projector } = setUp();
    Object.assign(images[5]!, TYPE_OF_LATER);
    await projector.project('A-1', [images[1]!]);
    expect(await view.get('A-1')).toMatchObject({ stuck: { version: 6 } });
  });
});

test('redriving an order that is not stuck brings it up to date', async () => {
  const { view, projector } = setUp();
  await projector.redrive('A-1');
  expect(await view.get('A-1')).toMatchObject({ version: 6, row: rowAt(CONFIRMED) });
});

test('redriving an order that does not exist does nothing', async () => {
  const { view, projector } = setUp();
  await projector.redrive('B-2');
  expect((await view.get('B-2'))?.row).toBeUndefined();
});

test('an order may have been stopped before its first event was projected', async () => {
  const { view, images, projector } = setUp([
    orderPlaced(anOrder()),
    orderValidated(),
    stockReserved(),
    paymentRequested(),
  ]);
  await view.markStuck('A-1', 1, 'by hand');
  await projector.project('A-1', images);
  expect(await view.get('A-1')).toEqual({ version: 0, row: undefined, stuck: { version: 1, error: 'by hand' } });
});
