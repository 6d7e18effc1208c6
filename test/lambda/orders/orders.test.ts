import { writeOf } from '../../../lambda/adapters/stock/stock-items';
import { type OrderEvent, isEventType } from '../../../lambda/domain/events';
import { fold } from '../../../lambda/domain/fold';
import { writeWithRecords } from '../../../lambda/orders/commands/records-in-dynamo';
import { DynamoEventLog } from '../../../lambda/orders/dynamo-event-log';
import type { StockEffect } from '../../../lambda/orders/effects';
import { eventId } from '../../../lambda/orders/envelope';
import { Orders } from '../../../lambda/orders/orders';
import { COMMANDS } from '../../support/given/commands';
import { IDENTITY } from '../../support/given/identity';
import { SITUATIONS, cancellationRequested, orderPlaced, orderValidated } from '../../support/given/orders';
import { imagesOf } from '../../support/given/stream';
import { NONE, cancelled, conditionFailed, failed } from '../../support/world/dynamodb-errors';
import { ordersIn } from '../../support/world/orders-in';
import { type Answer, ScriptedClient } from '../../support/world/scripted-client';

const STOCK = { table: 'stock', identity: IDENTITY };
const backoff = jest.fn(async () => undefined);

const page = (events: readonly OrderEvent[]) => ({ Items: imagesOf('A-1', events) });
const taken = () => conditionFailed({ id: { S: 'another' } });
const set = (...answers: readonly Answer[]) => {
  const client = new ScriptedClient(...answers);
  const log = new DynamoEventLog<OrderEvent>({
    client: client.as(),
    backoff,
    table: 'events',
    identity: IDENTITY,
    isKnown: isEventType,
    writeOf: writeWithRecords('events', effect => writeOf(STOCK, effect)),
  });
  return { client, orders: ordersIn(log, backoff) };
};
const names = (client: ScriptedClient) => client.sent.map(({ name }) => name.replace('Command', ''));

test('loads, decides, appends', async () => {
  const { client, orders } = set(page(SITUATIONS.placed), {});
  const outcome = await orders.execute('A-1', COMMANDS.ValidateOrder);
  expect(names(client)).toEqual(['Query', 'PutItem']);
  expect(outcome).toMatchObject({ state: fold(SITUATIONS.validated), history: { version: 2 }, appended: true });
  expect(client.sent[1]!.input.Item).toMatchObject({ v: { N: '2' }, cmd: { S: 'ValidateOrder' } });
});

test('a command that the log holds is not carried out again, whatever came after it', async () => {
  const { client, orders } = set(page(SITUATIONS.paid));
  const outcome = await orders.execute('A-1', COMMANDS.ParkOrder, { id: 'OrderValidated-2' });
  expect(outcome).toMatchObject({ state: fold(SITUATIONS.paid), history: { version: 5 }, appended: false });
  expect(names(client)).toEqual(['Query']);
});

test('a command with nothing to do appends nothing', async () => {
  const { client, orders } = set(page(SITUATIONS.confirmed));
  expect(await orders.execute('A-1', COMMANDS.ReserveStock)).toMatchObject({
    state: { status: 'CONFIRMED' },
    appended: false,
  });
  expect(names(client)).toEqual(['Query']);
});

test('a refused command appends nothing', async () => {
  const { client, orders } = set(page(SITUATIONS.placed));
  await expect(orders.execute('A-1', COMMANDS.ConfirmOrder)).rejects.toMatchObject({
    name: 'CommandRefused',
    code: 'OUT_OF_STEP',
  });
  expect(names(client)).toEqual(['Query']);
});

describe('a new order', () => {
  const place = (orders: Orders) =>
    orders.execute('A-1', COMMANDS.PlaceOrder, {
      id: 'PlaceOrder:digest-1',
      known: Orders.unplaced('A-1'),
      correlation: 'message-1',
    });

  test('is placed with one write', async () => {
    const { client, orders } = set({});
    expect(await place(orders)).toMatchObject({ state: { status: 'PLACED' }, history: { version: 1 }, appended: true });
    expect(names(client)).toEqual(['PutItem']);
    expect(client.sent[0]!.input.Item).toMatchObject({ cor: { S: 'message-1' } });
  });

  test('delivered again finds itself', async () => {
    const { orders } = set(conditionFailed({ id: { S: eventId(IDENTITY, 'ORDER#A-1', 'PlaceOrder:digest-1', 0) } }), {
      Items: imagesOf('A-1', SITUATIONS.paid).map((image, index) =>
        index === 0 ? { ...image, cmd: { S: 'PlaceOrder:digest-1' } } : image,
      ),
    });
    expect(await place(orders)).toMatchObject({ state: { status: 'PAID' }, history: { version: 5 }, appended: false });
  });

  test('whose id is taken by other content is refused, and the first is untouched', async () => {
    const { client, orders } = set(taken(), page([orderPlaced(undefined, 'digest-0')]));
    await expect(place(orders)).rejects.toMatchObject({ code: 'ORDER_ID_CONFLICT' });
    expect(names(client)).toEqual(['PutItem', 'Query']);
  });
});

describe('a conflict', () => {
  test('loads and decides again, from what the other writer wrote', async () => {
    const { client, orders } = set(
      page(SITUATIONS.reserved),
      taken(),
      page([...SITUATIONS.reserved, cancellationRequested()]),
    );
    const outcome = await orders.execute('A-1', COMMANDS.RequestPayment);
    expect(outcome).toMatchObject({
      state: { failure: 'CancellationRequested' },
      history: { version: 4 },
      appended: false,
    });
    expect(names(client)).toEqual(['Query', 'PutItem', 'Query']);
    expect(backoff).toHaveBeenCalledWith(1);
  });

  test('appends at the next version when the command still stands', async () => {
    const { client, orders } = set(
      page(SITUATIONS.placed),
      taken(),
      page([...SITUATIONS.placed, cancellationRequested()]),
      {},
    );
    await orders.execute('A-1', COMMANDS.ParkOrder);
    expect(client.sent[3]!.input.Item).toMatchObject({ v: { N: '3' } });
  });

  test('with what the caller knew loads, too', async () => {
    const { client, orders } = set(page(SITUATIONS.reserved), taken(), page(SITUATIONS['payment requested']));
    const known = await orders.loadOrder('A-1');
    expect(await orders.execute('A-1', COMMANDS.RequestPayment, { known })).toMatchObject({
      appended: false,
      history: { version: 4 },
    });
    expect(names(client)).toEqual(['Query', 'PutItem', 'Query']);
  });

  test('is given up at the fifth try', async () => {
    const { client, orders } = set(...Array.from({ length: 5 }, () => [page(SITUATIONS.placed), taken()]).flat());
    await expect(orders.execute('A-1', COMMANDS.ValidateOrder)).rejects.toMatchObject({ name: 'ConcurrencyConflict' });
    expect(names(client).filter(name => name === 'PutItem')).toHaveLength(5);
    expect(backoff).toHaveBeenCalledTimes(4);
  });
});

describe('a replay', () => {
  test('of a lost answer returns the recorded outcome, with what came after', async () => {
    const mine = { id: { S: eventId(IDENTITY, 'ORDER#A-1', 'OrderValidated-2', 0) } };
    const { orders } = set(page(SITUATIONS.placed), conditionFailed(mine), page(SITUATIONS.reserved));
    const outcome = await orders.execute('A-1', COMMANDS.ValidateOrder, { id: 'OrderValidated-2' });
    expect(outcome).toMatchObject({ state: { status: 'RESERVED' }, history: { version: 3 }, appended: false });
  });
});

describe('effects', () => {
  const EFFECT: StockEffect = { type: 'EndChunk', orderId: 'A-1', chunk: 0 };

  test('are made from the events and the state before them, and written with the events', async () => {
    const { client, orders } = set(page([orderPlaced(), orderValidated()]), {});
    const effects = jest.fn(async () => [EFFECT]);
    await orders.execute('A-1', COMMANDS.ReserveStock, { effects });
    expect(effects).toHaveBeenCalledWith(
      [expect.objectContaining({ type: 'StockReserved' })],
      fold(SITUATIONS.validated),
      expect.objectContaining({ stream: 'ORDER#A-1', version: 2 }),
    );
    expect(client.sent[1]!.input.TransactItems).toEqual([
      expect.objectContaining({ Put: expect.anything() }),
      writeOf(STOCK, EFFECT),
    ]);
  });

  test('are made anew after a conflict, and not at all without an event', async () => {
    const effects = jest.fn(async () => [EFFECT]);
    const { orders } = set(
      page(SITUATIONS.validated),
      cancelled(failed({ id: { S: 'another' } }), NONE),
      page(SITUATIONS['cancellation requested while validated']),
    );
    expect(await orders.execute('A-1', COMMANDS.ReserveStock, { effects })).toMatchObject({ appended: false });
    expect(effects).toHaveBeenCalledTimes(1);
  });

  test('that are refused are the caller\'s to explain', async () => {
    const { orders } = set(page(SITUATIONS.validated), cancelled(NONE, failed()));
    await expect(orders.execute('A-1', COMMANDS.ReserveStock, { effects: async () => [EFFECT] })).rejects.toMatchObject(
      { name: 'EffectRefused' },
    );
  });
});
