/** Commands for orders on record, by the REST API and by the order queue. */
import { orderStream } from '../../../../lambda/orders/streams';
import { HAPPY, fresh, orderOf } from '../../support/samples';
import { shop } from '../../support/shop';
import { eventually } from '../../support/world';

const sku = fresh('commands');

beforeAll(() => shop.stock({ [sku]: 100 }));

const envelope = (orderId: string, more: object) =>
  ({ version: 1, commandId: 'c-1', orderId, actor: 'support:jane', data: {}, ...more });
const recordOf = async (orderId: string, commandId = 'c-1') =>
  (await shop.call('GET', `/orders/${orderId}/commands/${commandId}`)).body;

describe('by the API', () => {
  test('a confirmed order is not cancelled, nor retried: 409 with the reason, which is on record', async () => {
    const order = orderOf(sku);
    await shop.take(order);
    const cancel = async () =>
      shop.call('POST', `/orders/${order.orderId}/cancellations`, { commandId: 'c-1', reason: 'too late' });
    const first = await cancel();
    expect(first).toMatchObject({ status: 409, body: { code: 'ALREADY_CONFIRMED' } });
    expect((await cancel()).body).toEqual(first.body);
    expect(await recordOf(order.orderId)).toMatchObject({
      command: 'CancelOrder', status: 'REFUSED', code: 'ALREADY_CONFIRMED',
    });
    const retry = await shop.call('POST', `/orders/${order.orderId}/retries`, { commandId: 'c-2' });
    expect(retry).toMatchObject({ status: 409, body: { code: 'NOT_PARKED' } });
    const conflict = await shop.call('POST', `/orders/${order.orderId}/retries`, { commandId: 'c-1' });
    expect(conflict).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_CONFLICT' } });
    expect((await shop.look(order.orderId)).types).toEqual(HAPPY);
  });

  test('fault 46: of a cancellation and the confirmation at once, one wins; client, log and books agree', async () => {
    for (let round = 0; round < 5; round++) {
      const order = orderOf(sku);
      await shop.call('POST', '/orders', order);
      const answer = await shop.call('POST', `/orders/${order.orderId}/cancellations`, { commandId: 'c-1' });
      const { state } = await shop.ended(order.orderId);
      expect([answer.status, state.status]).toEqual(
        answer.status === 202 ? [202, 'CANCELLED'] : [409, 'CONFIRMED']);
      expect(await recordOf(order.orderId)).toMatchObject({ status: answer.status === 202 ? 'ACCEPTED' : 'REFUSED' });
    }
  });

  test('there is no command for an order that there is not', async () => {
    const [send, read] = await Promise.all([
      shop.call('POST', '/orders/nobody/cancellations', { commandId: 'c-1' }),
      shop.call('GET', '/orders/nobody/commands/c-1'),
    ]);
    expect(send).toMatchObject({ status: 404, body: { code: 'ORDER_NOT_FOUND' } });
    expect(read).toMatchObject({ status: 404, body: { code: 'COMMAND_NOT_FOUND' } });
  });

  test.each<[unknown, string, string]>([
    ['{', '$', 'MALFORMED_JSON'],
    [{}, '$.commandId', 'MISSING'],
    [{ commandId: 'c-1', reason: 1 }, '$.reason', 'WRONG_TYPE'],
  ])('fault 27: the body %j is answered 400, with its path', async (body, path, code) => {
    const answer = await shop.call('POST', '/orders/nobody/cancellations', body);
    expect(answer.status).toBe(400);
    expect(answer.body.problems).toContainEqual({ path, code, message: expect.stringContaining('allowed: ') });
  });
});

describe('by the queue', () => {
  test('an order that is parked for a defect is retried, and comes to its end', async () => {
    const order = orderOf(sku);
    await shop.place(order);
    const data = { step: 'ReserveStock', error: 'TypeError', cause: 'a defect' };
    const history = await shop.log.load(orderStream(order.orderId));
    await shop.log.append(history, [{ type: 'OrderParked', data }], { command: 'ParkOrder:1', time: new Date() });
    const retry = envelope(order.orderId, { command: 'RetryOrder' });
    await shop.send(retry, retry);
    const { types } = await shop.ended(order.orderId);
    expect(types).toEqual(['OrderPlaced', 'OrderParked', 'RetryRequested', ...HAPPY.slice(1)]);
    expect(await recordOf(order.orderId)).toMatchObject({ status: 'ACCEPTED', orderVersion: 3 });
  });

  test('fault 14: what only says that it is a command is refused by name', async () => {
    const command = envelope(fresh('nobody'), { command: 'CancelOrder', version: 2 });
    await shop.send(command);
    const { reason, detail } = await shop.refusal(command.orderId);
    expect([reason, detail]).toEqual(['UNREADABLE_COMMAND', expect.stringContaining('$.version is 2; allowed: 1')]);
  });

  test('a refused command is on record, and the order stays as it is', async () => {
    const order = orderOf(sku);
    await shop.take(order);
    await shop.send(envelope(order.orderId, { command: 'RetryOrder' }));
    const record = await eventually('the record of the command', async () => {
      const read = await recordOf(order.orderId);
      return read.status === 'REFUSED' ? read : undefined;
    });
    expect(record).toMatchObject({ command: 'RetryOrder', code: 'NOT_PARKED' });
    expect((await shop.look(order.orderId)).types).toEqual(HAPPY);
  });
});
