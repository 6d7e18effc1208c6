/** Commands on the order queue. */
import type { SQSEvent } from 'aws-lambda';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { parkingId } from '../../../../lambda/orders/standing/parkings';
import { orderStream } from '../../../../lambda/orders/streams';
import { cancelOrder, retryOrder } from '../../../support/given/client-commands';
import { SITUATIONS, anOrder } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { DEAD_LETTERS, ORDER_QUEUE, intake, messageOf, throttled } from '../../../support/world/intake';
import type { Call } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const { handler, sfn, sqs } = intake;

const eventOf = (...bodies: readonly unknown[]) =>
  ({ Records: bodies.map((body, n) => messageOf(body, { messageId: `m-${n}` })) }) as SQSEvent;
const failuresOf = async (...bodies: readonly unknown[]) =>
  (await handler(eventOf(...bodies))).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const given = (events: readonly OrderEvent[]) => world.log.items.set(orderStream('A-1'), imagesOf('A-1', events));
const typesOf = (orderId = 'A-1') => world.log.items.get(orderStream(orderId))?.map(item => item.t!.S);
const names = () => started.map(({ input }) => input.name);
const reasons = () => sent.map(({ input }) =>
  [input.QueueUrl, (input.MessageAttributes as Record<string, { StringValue: string }>).Reason?.StringValue]);

let started: readonly Call[];
let sent: readonly Call[];

beforeEach(() => {
  newWorld();
  world.count.mockClear();
  started = sfn.answer({ StartExecution: () => ({}) });
  sent = sqs.answer({ SendMessage: () => ({}), ChangeMessageVisibilityBatch: () => ({}) });
});

test('a cancellation is requested, and the order goes on', async () => {
  given(SITUATIONS.reserved);
  expect(await failuresOf(cancelOrder())).toEqual([]);
  expect(typesOf()!.at(-1)).toBe('CancellationRequested');
  expect([names(), sent]).toEqual([['A-1'], []]);
});

test.each(['TransactionContention', 'TypeError'])('an order that is parked for %s is retried at once', async error => {
  await world.orders.place(anOrder(), 'api');
  const park = { type: 'ParkOrder', step: 'ReserveStock', error, cause: '' } as const;
  await world.orders.execute('A-1', park, { id: parkingId('A-1') });
  expect(await failuresOf(retryOrder())).toEqual([]);
  expect(typesOf()).toEqual(['OrderPlaced', 'OrderParked', 'RetryRequested']);
  expect(names()).toEqual(['A-1-run2']);

  // Parked again, it waits for its time or for another command, however often this one comes.
  await world.orders.execute('A-1', park, { id: parkingId('A-1-run2') });
  expect(await failuresOf(retryOrder())).toEqual([]);
  expect(names()).toEqual(['A-1-run2']);
  expect(await failuresOf(retryOrder({ commandId: 'c-2' }))).toEqual([]);
  expect(names()).toEqual(['A-1-run2', 'A-1-run3']);
});

test('a command is taken in sequence with the orders before it', async () => {
  expect(await failuresOf(anOrder(), cancelOrder())).toEqual([]);
  expect(typesOf()).toEqual(['OrderPlaced', 'CancellationRequested']);
});

test('fault 1: delivered twice, it is carried out once', async () => {
  given(SITUATIONS.reserved);
  expect(await failuresOf(cancelOrder(), cancelOrder())).toEqual([]);
  expect(typesOf()).toHaveLength(4);
});

test('a refused command is done: it is on record, and counted', async () => {
  given(SITUATIONS.confirmed);
  expect(await failuresOf(cancelOrder())).toEqual([]);
  expect([started, sent]).toEqual([[], []]);
  const properties = { orderId: 'A-1', commandId: 'c-1', code: 'ALREADY_CONFIRMED' };
  expect(world.count.mock.calls).toEqual([['CommandRefused', properties, { command: 'CancelOrder' }]]);
});

describe('on the dead-letter queue, with a reason, while the batch goes on:', () => {
  test('fault 14: what only says that it is a command', async () => {
    given(SITUATIONS.reserved);
    expect(await failuresOf({ ...retryOrder(), version: 2 }, cancelOrder(), { command: 'x' })).toEqual([]);
    expect(reasons()).toEqual([[DEAD_LETTERS, 'UNREADABLE_COMMAND'], [DEAD_LETTERS, 'UNREADABLE_COMMAND']]);
    expect(sent[0]!.input).toMatchObject({
      MessageBody: JSON.stringify({ ...retryOrder(), version: 2 }),
      MessageAttributes: {
        Detail: { StringValue: expect.stringContaining('$.version is 2; allowed: 1') },
        OriginalMessageId: { StringValue: 'm-0' },
      },
    });
    expect(typesOf()!.at(-1)).toBe('CancellationRequested');
  });

  test('another command with an id that is taken', async () => {
    given(SITUATIONS.reserved);
    expect(await failuresOf(cancelOrder(), cancelOrder({ actor: 'support:joe' }))).toEqual([]);
    expect(reasons()).toEqual([[DEAD_LETTERS, 'COMMAND_ID_CONFLICT']]);
    expect(typesOf()).toHaveLength(4);
  });

  test('a command for an order that does not come; before, it is tried some times, because it may', async () => {
    expect(await failuresOf(cancelOrder())).toEqual([]);
    expect(reasons()).toEqual([[ORDER_QUEUE, undefined]]);
    const last = messageOf(cancelOrder(), { attributes: { Failures: '4' } });
    expect(await handler({ Records: [last] })).toEqual({ batchItemFailures: [] });
    expect(reasons().at(-1)).toEqual([DEAD_LETTERS, 'ORDER_UNKNOWN']);
    await failuresOf(anOrder(), cancelOrder());
    expect(typesOf()).toEqual(['OrderPlaced', 'CancellationRequested']);
  });
});

describe('because of load', () => {
  test('a command that cannot start its order is on record, and its message comes back', async () => {
    given(SITUATIONS.reserved);
    sfn.answer({ StartExecution: () => { throw throttled(); } });
    expect(await failuresOf(cancelOrder())).toEqual(['m-0']);
    started = sfn.answer({ StartExecution: () => ({}) });
    expect(await failuresOf(cancelOrder())).toEqual([]);
    expect([typesOf()!.length, names()]).toEqual([4, ['A-1']]);
  });

  test('a command waits for room, and is not given up', async () => {
    given(SITUATIONS.reserved);
    started = sfn.answer({
      StartExecution: () => ({}),
      ListExecutions: () => ({ executions: [{ name: 'other', startDate: new Date(0) }] }),
    });
    const full = intake.bounded(1);
    const often = messageOf(cancelOrder(), { receives: 20 });
    expect(await full({ Records: [often] })).toEqual({ batchItemFailures: [] });
    expect(reasons()).toEqual([[ORDER_QUEUE, undefined]]);
    expect(names().filter(name => name !== undefined)).toEqual([]);
    expect(typesOf()!.at(-1)).toBe('CancellationRequested');
  });
});
