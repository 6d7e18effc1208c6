import type { Command } from '../../../../lambda/domain/commands/command';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { commandStream, orderStream } from '../../../../lambda/orders/streams';
import { cancelOrder, retryOrder } from '../../../support/given/client-commands';
import { SITUATIONS, orderConfirmed, orderParked, retryRequested } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { Crash } from '../../../support/world/faulty-log';
import { newWorld, world } from '../../../support/world/world';

const { commands, log, records } = world;

const given = (events: readonly OrderEvent[]) => log.items.set(orderStream('A-1'), imagesOf('A-1', events));
const orderEvents = async () => (await log.load(orderStream('A-1'))).events;
const added = async (from: number) => (await orderEvents()).slice(from).map(({ event }) => event);
const recordOf = async (commandId = 'c-1') =>
  (await commands.outcomeOf({ orderId: 'A-1', commandId }))?.record;

beforeEach(() => newWorld());

describe('an accepted command', () => {
  test('appends its events with its id and its actor, and its record with them', async () => {
    given(SITUATIONS.reserved);
    expect(await commands.carryOut(cancelOrder())).toEqual({ kind: 'accepted', orderVersion: 4 });
    expect((await orderEvents()).at(-1)).toMatchObject({
      version: 4,
      command: 'CancelOrder:c-1',
      actor: 'support:jane',
      event: { type: 'CancellationRequested', data: { by: 'support:jane', reason: 'changed my mind' } },
    });
    expect(await recordOf()).toEqual({
      type: 'CommandAccepted',
      data: { command: 'CancelOrder', digest: expect.stringMatching(/^[0-9a-f]{64}$/), orderVersion: 4 },
    });
    expect(log.items.get(commandStream({ orderId: 'A-1', commandId: 'c-1' }))).toHaveLength(1);
  });

  test('again has the same answer and changes nothing, whatever happened since', async () => {
    given([...SITUATIONS.reserved, orderParked()]);
    const first = await commands.carryOut(retryOrder());
    await world.orders.execute('A-1', { type: 'ParkOrder', step: 'S', error: 'E', cause: '' }, { id: 'ParkOrder:2' });
    expect(await commands.carryOut(retryOrder())).toEqual(first);
    expect((await added(4)).map(({ type }) => type)).toEqual(['RetryRequested', 'OrderParked']);
  });

  test('for which there is nothing to do is on record, too', async () => {
    given(SITUATIONS['declined, cancelled']);
    const { length } = SITUATIONS['declined, cancelled'];
    expect(await commands.carryOut(cancelOrder())).toEqual({ kind: 'accepted', orderVersion: length });
    expect(await added(length)).toEqual([]);
    expect(await recordOf()).toMatchObject({ type: 'CommandAccepted', data: { orderVersion: length } });
  });

  test('a second command of its kind is another command', async () => {
    given([...SITUATIONS.reserved, orderParked()]);
    await commands.carryOut(retryOrder());
    expect(await commands.carryOut(retryOrder({ commandId: 'c-2' }))).toMatchObject({ kind: 'refused' });
    await world.orders.execute('A-1', { type: 'ParkOrder', step: 'S', error: 'E', cause: '' }, { id: 'ParkOrder:2' });
    expect(await commands.carryOut(retryOrder({ commandId: 'c-3' }))).toEqual({ kind: 'accepted', orderVersion: 7 });
  });
});

describe('a refused command', () => {
  test.each<[Command, keyof typeof SITUATIONS, string, string]>([
    [cancelOrder(), 'confirmed', 'ALREADY_CONFIRMED', 'the order is CONFIRMED; allowed: an order before its confirmation'],
    [retryOrder(), 'reserved', 'NOT_PARKED', 'the order is RESERVED, and not parked; allowed: a parked order'],
    [retryOrder(), 'confirmed', 'NOT_PARKED', 'the order is CONFIRMED, and not parked; allowed: a parked order'],
  ])('%j, %s: %s', async (command, situation, code, message) => {
    given(SITUATIONS[situation]);
    const refused = { kind: 'refused', code, message };
    expect(await commands.carryOut(command)).toEqual(refused);
    expect(await commands.carryOut(command)).toEqual(refused);
    expect(await added(SITUATIONS[situation].length)).toEqual([]);
    expect(await recordOf()).toMatchObject({ type: 'CommandRefused', data: { code, message } });
  });

  test('stays refused, though it would be accepted by now', async () => {
    given(SITUATIONS.reserved);
    const first = await commands.carryOut(retryOrder());
    given([...SITUATIONS.reserved, orderParked()]);
    expect(await commands.carryOut(retryOrder())).toEqual(first);
    expect(await added(4)).toEqual([]);
  });

  test('of an order that there is not leaves no record, because the order may still come', async () => {
    const early = commands.carryOut(cancelOrder());
    await expect(early).rejects.toMatchObject({ name: 'CommandRefused', code: 'ORDER_UNKNOWN' });
    expect(log.items.size).toBe(0);
    given(SITUATIONS.placed);
    expect(await commands.carryOut(cancelOrder())).toEqual({ kind: 'accepted', orderVersion: 2 });
  });
});

describe('another command with an id that is taken', () => {
  test.each<[string, Command]>([
    ['another content', cancelOrder({ data: {} })],
    ['another actor', cancelOrder({ actor: 'support:joe' })],
    ['another command', retryOrder()],
  ])('%s is a conflict, and the first outcome stays', async (_, other) => {
    given(SITUATIONS.reserved);
    await commands.carryOut(cancelOrder());
    const before = await recordOf();
    const message = 'the id was used before, for a CancelOrder with another content; '
      + 'allowed: the same content, or another id';
    expect(await commands.carryOut(other)).toEqual({ kind: 'conflict', message });
    expect([await recordOf(), (await added(4))]).toEqual([before, []]);
  });

  test('for another order is no conflict', async () => {
    given(SITUATIONS.reserved);
    log.items.set(orderStream('B-1'), imagesOf('B-1', SITUATIONS.placed));
    await commands.carryOut(cancelOrder());
    expect(await commands.carryOut(cancelOrder({ orderId: 'B-1' }))).toEqual({ kind: 'accepted', orderVersion: 2 });
  });

  test('the order of the keys is no other content', async () => {
    given(SITUATIONS.reserved);
    const first = await commands.carryOut(cancelOrder());
    const { data, ...rest } = cancelOrder();
    expect(await commands.carryOut({ data, ...rest })).toEqual(first);
  });
});

describe('fault 35: after a crash', () => {
  test('before the transaction nothing is written, and the command can come again', async () => {
    given(SITUATIONS.reserved);
    log.faults = [{ kind: 'crash' }];
    await expect(commands.carryOut(cancelOrder())).rejects.toThrow(Crash);
    expect([await recordOf(), await added(3)]).toEqual([undefined, []]);
    expect(await commands.carryOut(cancelOrder())).toEqual({ kind: 'accepted', orderVersion: 4 });
  });

  test.each(['crash after', 'lost answer'] as const)('%s: events and record are there once', async kind => {
    given(SITUATIONS.reserved);
    log.faults = [{ kind }];
    await commands.carryOut(cancelOrder()).catch(() => undefined);
    expect(await commands.carryOut(cancelOrder())).toEqual({ kind: 'accepted', orderVersion: 4 });
    expect(await added(3)).toHaveLength(1);
  });

  test.each(['crash', 'crash after', 'lost answer'] as const)('%s of the record of a refusal', async kind => {
    given(SITUATIONS.confirmed);
    records.faults = [{ kind }];
    await commands.carryOut(cancelOrder()).catch(() => undefined);
    expect(await commands.carryOut(cancelOrder())).toMatchObject({ kind: 'refused', code: 'ALREADY_CONFIRMED' });
  });
});

describe('fault 46: two at once', () => {
  test('one command, two handlers: one outcome, both have it', async () => {
    given(SITUATIONS.reserved);
    log.faults = [{ kind: 'race', rival: async () => void await commands.carryOut(cancelOrder()) }];
    expect(await commands.carryOut(cancelOrder())).toEqual({ kind: 'accepted', orderVersion: 4 });
    expect(await added(3)).toHaveLength(1);
  });

  test('two commands of one kind with one id: one is carried out, the other is a conflict', async () => {
    given(SITUATIONS.reserved);
    const rival = async () => void await commands.carryOut(cancelOrder());
    log.faults = [{ kind: 'race', rival }];
    expect(await commands.carryOut(cancelOrder({ actor: 'support:joe' }))).toMatchObject({ kind: 'conflict' });
    expect(await added(3)).toMatchObject([{ data: { by: 'support:jane' } }]);
  });

  test('two commands of different kinds with one id: the events of the first alone are appended', async () => {
    given([...SITUATIONS.reserved, orderParked()]);
    log.faults = [{ kind: 'race', rival: async () => void await commands.carryOut(retryOrder()) }];
    expect(await commands.carryOut(cancelOrder())).toMatchObject({ kind: 'conflict' });
    expect(await added(4)).toEqual([retryRequested()]);
  });

  test('a refusal was decided before an order was parked, and written after the command was accepted', async () => {
    given(SITUATIONS.reserved);
    const rival = async () => {
      given([...SITUATIONS.reserved, orderParked()]);
      await commands.carryOut(retryOrder());
    };
    records.faults = [{ kind: 'race', rival }];
    expect(await commands.carryOut(retryOrder())).toEqual({ kind: 'accepted', orderVersion: 5 });
    expect(await recordOf()).toMatchObject({ type: 'CommandAccepted' });
  });

  test('a refusal is written before the same command is accepted: nothing is appended', async () => {
    given([...SITUATIONS.reserved, orderParked()]);
    const rival = async () => {
      given(SITUATIONS.reserved);
      await commands.carryOut(retryOrder());
      given([...SITUATIONS.reserved, orderParked()]);
    };
    log.faults = [{ kind: 'race', rival }];
    expect(await commands.carryOut(retryOrder())).toMatchObject({ kind: 'refused', code: 'NOT_PARKED' });
    expect(await added(4)).toEqual([]);
  });

  test('a cancellation and the confirmation: the log has one of them, and the client is told', async () => {
    given(SITUATIONS.paid);
    const rival = async () => {
      const history = await log.load(orderStream('A-1'));
      await log.append(history, [orderConfirmed()], { command: 'ConfirmOrder', time: new Date() });
    };
    log.faults = [{ kind: 'race', rival }];
    expect(await commands.carryOut(cancelOrder())).toMatchObject({ kind: 'refused', code: 'ALREADY_CONFIRMED' });
    expect((await added(5)).map(({ type }) => type)).toEqual(['OrderConfirmed']);
  });
});
