import type { SQSEvent } from 'aws-lambda';
import { canaryOrder } from '../../../../lambda/domain/order/canary';
import { runMessage } from '../../../../lambda/domain/order/run-message';
import { parkingId } from '../../../../lambda/orders/standing/parkings';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../../../lambda/orders/standing/standstill';
import { orderStream } from '../../../../lambda/orders/streams';
import { anOrder } from '../../../support/given/orders';
import { ORDER_QUEUE, intake, messageOf, throttled } from '../../../support/world/intake';
import { UNHURRIED } from '../../../support/world/streams/invocation';
import type { Call } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const { handler, sfn, sqs } = intake;

const eventOf = (...bodies: readonly unknown[]) =>
  ({ Records: bodies.map((body, n) => messageOf(body, { messageId: `m-${n}` })) }) as SQSEvent;
const failuresOf = async (...bodies: readonly unknown[]) =>
  (await handler(eventOf(...bodies))).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const typesOf = (orderId: string) => world.log.items.get(orderStream(orderId))?.map(item => item.t!.S);

let started: readonly Call[];
let refused: readonly Call[];
let failsToStart: (orderId: string) => boolean;

beforeEach(() => {
  newWorld();
  failsToStart = () => false;
  started = sfn.answer({
    StartExecution: ({ input }: { input: string }) => {
      if (failsToStart((JSON.parse(input) as { orderId: string }).orderId)) throw throttled();
      return {};
    },
  } as never);
  refused = sqs.answer({ SendMessage: () => ({}), ChangeMessageVisibilityBatch: () => ({}) });
});

test('an order is placed and its workflow started with nothing but its id', async () => {
  expect(await failuresOf(anOrder())).toEqual([]);
  expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  expect(started.map(({ input }) => input)).toEqual([
    {
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:Workflow',
      name: 'A-1',
      input: '{"orderId":"A-1"}',
    },
  ]);
});

test('an order that breaks rules is placed, too: the log says what became of it', async () => {
  expect(await failuresOf(anOrder({ lines: [{ sku: 'MUG', quantity: -1, unitPrice: 1 }] }))).toEqual([]);
  expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  expect(refused).toEqual([]);
});

test('fault 1: delivered twice, in a batch and later, with the keys in another order, it is placed once', async () => {
  const { orderId, ...rest } = anOrder();
  expect(await failuresOf(anOrder(), { ...rest, orderId })).toEqual([]);
  expect(await failuresOf(anOrder())).toEqual([]);
  expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  expect(new Set(started.map(({ input }) => input.name))).toEqual(new Set(['A-1']));
});

describe('what is no order', () => {
  type Attributes = Record<string, { StringValue: string }>;
  const textsOf = (attributes: Attributes) =>
    Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]));
  const reasons = () => refused.map(({ input }) => textsOf(input.MessageAttributes as Attributes));

  test('goes to the dead-letter queue, whole and with its reason, and the batch goes on', async () => {
    expect(await failuresOf('{', anOrder(), { ...anOrder({ orderId: 'A#2' }) })).toEqual([]);
    expect(refused.map(({ input }) => input.MessageBody)).toEqual(['{', expect.stringContaining('A#2')]);
    expect(refused[0]!.input.QueueUrl).toBe('https://queue.example.com/dead-letters');
    expect(reasons()).toEqual([
      { Reason: 'UNREADABLE_ORDER', Detail: expect.stringContaining('MALFORMED_JSON'), OriginalMessageId: 'm-0' },
      { Reason: 'UNREADABLE_ORDER', Detail: expect.stringContaining('ORDER_ID_INVALID'), OriginalMessageId: 'm-2' },
    ]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('fault 22: because it is too large says how large', async () => {
    expect(await failuresOf(JSON.stringify(anOrder()).padEnd(256 * 1024 + 1))).toEqual([]);
    const detail = '262145 bytes; allowed: at most 262144 bytes';
    expect(reasons()).toEqual([{ Reason: 'ORDER_TOO_LARGE', Detail: detail, OriginalMessageId: 'm-0' }]);
    expect(typesOf('A-1')).toBeUndefined();
  });

  test('fault 3: because its id is taken leaves the first order as it was', async () => {
    expect(await failuresOf(anOrder(), anOrder({ currency: 'EUR' }))).toEqual([]);
    expect(reasons()).toMatchObject([{ Reason: 'ORDER_ID_CONFLICT', OriginalMessageId: 'm-1' }]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
    expect(started).toHaveLength(1);
  });

  test('has a detail that fits an attribute: short, and of characters that SQS takes', async () => {
    await failuresOf({ lines: Array.from({ length: 500 }, () => 0), ['\u0000\u0001\ufffe']: 1 });
    const [{ Detail }] = reasons() as [{ Detail: string }];
    expect(Detail.length).toBe(2_000);
    // eslint-disable-next-line no-control-regex
    expect(Detail).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  });

  test('goes back to the queue where the dead-letter queue refuses it', async () => {
    sqs.answer({ SendMessage: () => { throw new Error('access denied'); } });
    expect(await failuresOf('{', anOrder())).toEqual(['m-0']);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });
});

describe('fault 20: after 90 days, when Step Functions has forgotten the execution and its name is free again,', () => {
  beforeEach(async () => {
    await world.orders.place(anOrder(), 'message-1');
    await world.orders.execute('A-1', { type: 'RequestCancellation', by: 'customer' });
    await world.orders.execute('A-1', { type: 'CancelOrder' });
  });

  test('the same order again starts nothing, because the log knows its end', async () => {
    expect(await failuresOf(anOrder())).toEqual([]);
    expect([started, refused]).toEqual([[], []]);
  });

  test('another order with its id is refused', async () => {
    expect(await failuresOf(anOrder({ currency: 'EUR' }))).toEqual([]);
    expect([started.length, refused.length]).toEqual([0, 1]);
    expect(refused[0]!.input.MessageAttributes).toMatchObject({ Reason: { StringValue: 'ORDER_ID_CONFLICT' } });
  });
});

describe('a failure', () => {
  test('fault 14: sends back the messages of its order from the first that failed, and no others', async () => {
    failsToStart = orderId => orderId === 'A-1';
    expect(
      await failuresOf(anOrder({ orderId: 'B-1' }), anOrder(), '{', anOrder(), anOrder({ orderId: 'C-1' })),
    ).toEqual(['m-1', 'm-3']);
    // The second was not even tried.
    expect(started.map(({ input }) => input.name).filter(name => name === 'A-1')).toHaveLength(1);
    expect([typesOf('B-1'), typesOf('C-1')]).toEqual([['OrderPlaced'], ['OrderPlaced']]);
  });

  test('after the order was placed: delivered again, the workflow is started', async () => {
    failsToStart = () => true;
    expect(await failuresOf(anOrder())).toEqual(['m-0']);
    failsToStart = () => false;
    expect(await failuresOf(anOrder())).toEqual([]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
    expect(started).toHaveLength(2);
  });

  test('of the log places nothing', async () => {
    world.log.faults = [{ kind: 'crash' }];
    expect(await failuresOf(anOrder())).toEqual([]);
    expect(refused.map(({ input }) => input.QueueUrl)).toEqual([ORDER_QUEUE]); // to be tried again
    expect(started).toEqual([]);
  });
});

describe('a message that an order on record may have to run', () => {
  const park = async (error: string) => world.orders.execute(
    'A-1', { type: 'ParkOrder', step: 'ReserveStock', error, cause: '' }, { id: parkingId('A-1') });
  const later = (milliseconds: number) =>
    intake.handlerOf(intake.runs, () => new Date(Date.now() + milliseconds));
  const take = async (by: typeof handler, body: unknown) => (await by(eventOf(body))).batchItemFailures;

  test.each(['A-2', '_canary-20261124T102000Z'])('makes no order %s', async orderId => {
    expect(await failuresOf(runMessage(orderId))).toEqual([]);
    expect([typesOf(orderId), started]).toEqual([undefined, []]);
    expect(refused.map(({ input }) => input.MessageAttributes)).toMatchObject([{
      Reason: { StringValue: 'UNREADABLE_ORDER' },
      Detail: { StringValue: 'no order with this id is on record' },
    }]);
  });

  test('starts one that moves, under the name under which it runs if it does', async () => {
    await world.orders.place(anOrder(), 'api');
    expect(await failuresOf(runMessage('A-1'), runMessage('A-1'))).toEqual([]);
    expect(started.map(({ input }) => input.name)).toEqual(['A-1', 'A-1']);
  });

  test('is taken in sequence with the messages of its order', async () => {
    failsToStart = () => true;
    expect(await failuresOf(anOrder(), runMessage('A-1'))).toEqual(['m-0', 'm-1']);
    expect(started).toHaveLength(1);
  });

  test.each([['the message', runMessage('A-1')], ['the order of a client', anOrder()]])(
    '%s starts one that is parked for a passing reason when it is due, and not before', async (_, body) => {
      await world.orders.place(anOrder(), 'api');
      await park('TransactionContention');
      expect(await take(later(0), body)).toEqual([]);
      expect(started).toEqual([]);
      expect(await take(later(FIRST_PAUSE_MS), body)).toEqual([]);
      expect(started.map(({ input }) => input.name)).toEqual(['A-1-run2']);
    });

  test.each([['the message', runMessage('A-1')], ['the order of a client', anOrder()]])(
    '%s never starts one with a defect, however often it comes', async (_, body) => {
      await world.orders.place(anOrder(), 'api');
      await park('TypeError');
      for (let n = 1; n <= 3; n++) expect(await take(later(n * LONGEST_PAUSE_MS), body)).toEqual([]);
      expect([started, refused]).toEqual([[], []]);
      expect(await handler({ rerun: ['A-1'] }, UNHURRIED)).toMatchObject({ orders: [{ answer: 'started' }] });
    });

  test('starts nothing for an order that has ended', async () => {
    await world.orders.place(anOrder(), 'api');
    await world.orders.execute('A-1', { type: 'RequestCancellation', by: 'customer' });
    await world.orders.execute('A-1', { type: 'CancelOrder' });
    expect(await failuresOf(runMessage('A-1'))).toEqual([]);
    expect([started, refused]).toEqual([[], []]);
  });
});

test('the workflow of a recorded canary is started', async () => {
  const orderId = '_canary-20261124T102000Z';
  await world.orders.place(canaryOrder(orderId), 'heartbeat');
  expect(await failuresOf(runMessage(orderId))).toEqual([]);
  expect(typesOf(orderId)).toEqual(['OrderPlaced']);
  expect(started.map(({ input }) => input.name)).toEqual([orderId]);
});

test('an order with the id of a canary is no order', async () => {
  expect(await failuresOf({ ...anOrder(), orderId: '_canary-20261124T102000Z' })).toEqual([]);
  expect(refused).toHaveLength(1);
  expect(started).toEqual([]);
});

describe('an operator', () => {
  test('runs an order again, under the number that follows from its log', async () => {
    await failuresOf(anOrder());
    const command = { type: 'ParkOrder', step: 'ReserveStock', error: 'TypeError', cause: '' } as const;
    await world.orders.execute('A-1', command, { id: parkingId('A-1') });
    expect(await handler({ rerun: ['A-1'] }, UNHURRIED)).toEqual({
      dryRun: false,
      orders: [{ orderId: 'A-1', answer: 'started', execution: 'A-1-run2' }],
    });
  });

  test('is told what is wrong with a request', async () => {
    await expect(handler({ rerun: 'A-1' }, UNHURRIED)).rejects.toThrow('rerun is "A-1"; allowed: a list of up to 125');
  });

  test.each([null, 'rerun', 7, true, [], [['A-1']], {}, { Records: 5 }])('that sends %j is told so', async input => {
    const message = `the payload is ${JSON.stringify(input)}; allowed: {"list": `;
    await expect(handler(input, UNHURRIED)).rejects.toThrow(message);
  });
});
