import { parkOrder } from '../../../../lambda/adapters/steps/park-order';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { newWorld, world } from '../../../support/world/world';

const { count } = world;
const handler = parkOrder(world);

const last = async () => (await world.orders.loadOrder('A-1')).history.events.at(-1)!;
const startedAt = '2026-11-24T10:00:00.000Z';
const IN_EXECUTION = { orderId: 'A-1', failedStep: 'ReserveStock', execution: 'A-1', startedAt };
const park = (Cause?: string, more: Partial<typeof IN_EXECUTION> = {}) =>
  handler({ ...IN_EXECUTION, ...more, failure: { Error: 'TransactionContention', Cause } });

beforeEach(() => {
  newWorld();
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS.validated));
});

test('records where the order stands still, and rings', async () => {
  expect(await park('{"errorType":"TransactionContention","errorMessage":"hot item","trace":["secret"]}')).toEqual({
    status: 'VALIDATED',
    version: 3,
  });
  expect((await last()).event).toEqual({
    type: 'OrderParked',
    data: { step: 'ReserveStock', error: 'TransactionContention', cause: 'hot item' },
  });
  expect(count).toHaveBeenCalledWith('OrderParked', {
    orderId: 'A-1',
    failedStep: 'ReserveStock',
    error: 'TransactionContention',
  });
});

test.each([
  [undefined, ''], ['', ''], ['plain text', 'plain text'], ['null', 'null'], ['{"a":1}', '{"a":1}'],
  ['{"errorMessage":5}', '5'], ['x'.repeat(1_000), 'x'.repeat(300)],
  [JSON.stringify({ errorMessage: 'y'.repeat(1_000) }), 'y'.repeat(300)],
])('the cause %j is kept short', async (cause, kept) => {
  await park(cause);
  expect((await last()).event.data).toMatchObject({ cause: kept });
});

test('one execution parks once, another again, also one of the same name after 90 days', async () => {
  await park();
  await park();
  expect((await last()).version).toBe(3);
  await park('', { execution: 'A-1-run2' });
  expect((await last()).version).toBe(4);
  await park('', { startedAt: '2027-03-01T10:00:00.000Z' });
  expect((await last()).version).toBe(5);
});

test('an unknown outcome of a payment is recorded as one', async () => {
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['payment requested']));
  await handler({ ...IN_EXECUTION, failedStep: 'TakePayment', failure: { Error: 'PaymentOutcomeUnknown' } });
  expect((await last()).event.type).toBe('PaymentOutcomeUnknown');
});
