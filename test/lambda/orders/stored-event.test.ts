import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { isEventType } from '../../../lambda/domain/events';
import { paymentKey } from '../../../lambda/domain/state/money/payment-key';
import { eventId } from '../../../lambda/orders/envelope';
import { UnknownEvent } from '../../../lambda/orders/stored-event';
import { fromItem, toItem } from '../../../lambda/orders/stored-item';
import {
  commandStream, isCommandStream, notificationStream, orderIdOf, orderStream, ownerOf,
} from '../../../lambda/orders/streams';
import { EventAttribute } from '../../../src/contract/attributes';
import { IDENTITY } from '../../support/given/identity';
import { SITUATIONS, anOrder, orderPlaced } from '../../support/given/orders';
import { imagesOf, storedEvents } from '../../support/given/stream';

const COMMAND = commandStream({ orderId: 'A-1', commandId: 'stripe:evt_1' });
const NOTIFICATION = notificationStream({ orderId: 'A-1', notifier: 'Mail', eventId: 'event' });

const STREAM = orderStream('A-1');
const read = (item: ReturnType<typeof toItem>) => fromItem(item, isEventType);

describe('event ids', () => {
  test('are UUIDs of version 5, the same every time', () => {
    const id = eventId(IDENTITY, STREAM, 'ReserveStock', 0);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(eventId(IDENTITY, STREAM, 'ReserveStock', 0)).toBe(id);
  });

  test('are made by RFC 9562 in a namespace that never changes, because logs already hold them', () => {
    const namespace = Buffer.from('5b0f3a0e6d0c4c559a530c1f0f7e4d7a', 'hex');
    const hash = createHash('sha1').update(namespace).update(`${IDENTITY}\n${STREAM}\nReserveStock\n0`).digest();
    const hex = eventId(IDENTITY, STREAM, 'ReserveStock', 0).replaceAll('-', '');
    // The version and the variant stand in place of six bits of the hash.
    expect(hex.slice(0, 12)).toBe(hash.toString('hex', 0, 6));
    expect(hex.slice(18)).toBe(hash.toString('hex', 9, 16));
  });

  test('differ by identity, stream, command and index', () => {
    const parts = fc.record({
      identity: fc.constantFrom('Shop/Orders', 'Outlet/Orders'),
      orderId: fc.constantFrom('A', 'B', 'A 1'),
      command: fc.constantFrom('Pay', 'Pay:1', 'Pay:1 1'),
      index: fc.nat({ max: 20 }),
    });
    fc.assert(fc.property(parts, parts, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      const idOf = ({ identity, orderId, command, index }: typeof a) =>
        eventId(identity, orderStream(orderId), command, index);
      expect(idOf(a) === idOf(b)).toBe(same);
    }));
    expect(eventId(IDENTITY, NOTIFICATION, 'Pay', 0))
      .not.toBe(eventId(IDENTITY, orderStream('A'), 'Pay', 0));
  });
});

describe('streams', () => {
  test.each([
    [orderStream('A-1'), 'A-1'],
    [NOTIFICATION, 'A-1'],
    [COMMAND, 'A-1'],
    ['ORDER#A-1#CMD', undefined],
    ['ORDER#A-1#CMD#', undefined],
    ['ORDER#A-1#CMD#c-1#more', undefined],
    ['ORDER#A-1#NTF', undefined],
    ['ORDER#A-1#NTF#Mail', undefined],
    ['ORDER#A-1#NTF#Mail#event#more', undefined],
    ['SKU#A-1', undefined],
  ])('%j belongs to the order %j', (stream, orderId) => expect(ownerOf(stream)).toBe(orderId));

  test('an order\'s own stream has its id', () => {
    expect(orderIdOf(orderStream('order 1:a'))).toBe('order 1:a');
  });

  test('a command has one of its own', () => {
    expect([COMMAND, NOTIFICATION, STREAM].map(isCommandStream)).toEqual([true, false, false]);
  });

  test.each([NOTIFICATION, COMMAND, 'ORDER#', 'ORDER#A#B', 'SKU#A', '', 'XORDER#A'])(
    "%j is no order's own",
    stream => {
      expect(orderIdOf(stream)).toBeUndefined();
    },
  );
});

describe('items', () => {
  test.each(Object.entries(SITUATIONS))('come back as they were: %s', (_, events) => {
    const stored = storedEvents('A-1', events);
    expect(stored.map(toItem).map(read)).toEqual(stored);
  });

  test('keep who acted, and leave out what is not there', () => {
    const [stored] = storedEvents('A-1', [orderPlaced()]);
    expect(read(toItem({ ...stored!, actor: 'operator' }))).toEqual({ ...stored, actor: 'operator' });
    expect(Object.keys(toItem(stored!))).not.toEqual(
      expect.arrayContaining([EventAttribute.ACTOR, EventAttribute.CAUSATION]),
    );
  });

  test('keep numbers and texts exactly', () => {
    const order = anOrder({
      customer: { name: '😀 \u202e "\\' },
      lines: [{ sku: 'é', quantity: 1, unitPrice: Number.MAX_SAFE_INTEGER }],
      metadata: Object.fromEntries([['toString', 'x']]),
    });
    const [stored] = storedEvents('A-1', [orderPlaced(order)]);
    expect(read(toItem(stored!))).toEqual(stored);
  });

  test('keep the version a number and what filters need at the top', () => {
    expect(imagesOf('A-1', SITUATIONS.paid)[4]).toMatchObject({
      pk: { S: 'ORDER#A-1' },
      v: { N: '5' },
      t: { S: 'PaymentCaptured' },
      sv: { N: '1' },
    });
  });
});

describe('what this release cannot read', () => {
  const [image] = imagesOf('A-1', [orderPlaced()]);

  test.each([
    ['an unknown type', { t: { S: 'OrderTeleported' } }, 'OrderTeleported in schema version 1'],
    ['a type by an inherited name', { t: { S: 'constructor' } }, 'constructor in schema version 1'],
    ['a newer schema version', { sv: { N: '2' } }, 'OrderPlaced in schema version 2'],
    ['data that is no JSON', { d: { S: '{"order":' } }, 'OrderPlaced with unreadable data'],
    ['no data', { d: undefined as never }, 'OrderPlaced with unreadable data'],
  ])('%s is named with its version', (_, change, what) => {
    const reading = () => read({ ...image!, ...change });
    expect(reading).toThrow(UnknownEvent);
    expect(reading).toThrow(
      expect.objectContaining({
        name: 'UnknownEvent',
        version: 1,
        message: expect.stringContaining(`event 1 of ORDER#A-1 is ${what}`),
      }),
    );
  });
});

/** Size of an item as DynamoDB counts it: names and texts in UTF-8, a number at a byte for two digits and one more. */
const sizeOf = (item: ReturnType<typeof toItem>) =>
  Object.entries(item).reduce(
    (sum, [name, value]) =>
      sum +
      Buffer.byteLength(name) +
      (value.S === undefined ? Math.ceil(value.N!.length / 2) + 1 : Buffer.byteLength(value.S)),
    0,
  );

test('a plain event costs one write unit: at most 1 KB, even with a long id', () => {
  const orderId = '9f0c7a52-6a4e-4f0b-8d0c-2f3a1b4c5d6e';
  const lines = Array.from({ length: 3 }, (_, n) => ({ sku: `SKU-2026-000${n}`, quantity: 2, unitPrice: 129_900 }));
  const key = paymentKey({ identity: IDENTITY, orderId, attempt: 1 });
  const payment = { key, amount: 779_400, currency: 'GBP' };
  const events = storedEvents(orderId, [
    orderPlaced(anOrder({ orderId, lines }), 'f'.repeat(64)),
    { type: 'OrderValidated', data: { currency: 'GBP', total: 779_400 } },
    { type: 'StockReserved', data: { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) } },
    { type: 'PaymentRequested', data: { ...payment, attempt: 1, method: 'card', capture: 'ON_SHIPMENT', requestedAt: '2026-01-01T12:03:00.000Z' } },
    { type: 'PaymentCaptured', data: { ...payment, payment: key, reference: `simulated-${key}` } },
    { type: 'OrderConfirmed', data: { currency: 'GBP', total: 779_400 } },
    { type: 'OrderCancelled', data: { reason: 'CANCELLATION_REQUESTED', by: 'workflow' } },
  ]).map(event => ({
    ...event,
    correlation: '0c9f1f6e-2b3c-4d5e-8f90-a1b2c3d4e5f6',
    actor: 'arn:aws:sts::123456789012:assumed-role/Shop/session',
  }));
  expect(events.map(event => event.event.type).filter((_, index) => sizeOf(toItem(events[index]!)) > 1024)).toEqual([]);
});
