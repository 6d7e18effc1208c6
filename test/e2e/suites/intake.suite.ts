/** What comes in by the queue more than once, wrong, too large or under an id that is taken. */
import { createHash } from 'node:crypto';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { DEFECT_TRIES, RetryAttribute } from '../../../src/contract/intake';
import { HAPPY, HAPPY_AFTER_LOSS, fresh, orderOf } from '../support/samples';
import { shop } from '../support/shop';
import { eventually } from '../support/world';

const sku = fresh('intake');
const record = (body: unknown, messageId = fresh('message')) =>
  ({ messageId, body: typeof body === 'string' ? body : JSON.stringify(body) });

/** What the queue does when it delivers these messages. */
const deliver = (...bodies: readonly unknown[]) =>
  shop.world.invoke(shop.world.outputs.IntakeFunctionName, { Records: bodies.map(body => record(body)) });

beforeAll(() => shop.stock({ [sku]: 1_000 }));

describe('a message twice', () => {
  test('makes one order and one workflow, however often and however close together it is delivered', async () => {
    const order = orderOf(sku);

    await shop.send(order, order, order);
    const answers = await Promise.all([1, 2, 3].map(() => deliver(order, order)));
    expect(answers.map(({ payload }) => payload)).toEqual(Array(3).fill({ batchItemFailures: [] }));
    const { types } = await shop.ended(order.orderId);
    expect(types).toEqual(HAPPY);
    await expect(shop.executions(order.orderId)).resolves.toEqual([[order.orderId, 'SUCCEEDED']]);
  });

  test('changes nothing after the end', async () => {
    const order = orderOf(sku);
    const { version } = await shop.take(order);
    const again = await deliver(order);
    expect(again.payload).toEqual({ batchItemFailures: [] });
    expect((await shop.look(order.orderId)).version).toBe(version);
    expect(await shop.executions(order.orderId)).toHaveLength(1);
  });

  test('with another order of keys is the same order', async () => {
    const { orderId, customer, currency, lines, payment } = orderOf(sku);
    const { email, name, locale, id } = customer;
    await shop.take({ payment, lines, currency, customer: { email, name, locale, id }, orderId });
    const again = await deliver({ orderId, customer, currency, lines, payment });
    expect(again.payload).toEqual({ batchItemFailures: [] });
    expect((await shop.look(orderId)).types).toEqual(HAPPY);
  });
});

describe('an id that is taken', () => {
  test('by another order is refused by name, and the first order is untouched', async () => {
    const order = orderOf(sku);
    const before = await shop.take(order);
    const other = { ...order, currency: 'EUR' };
    await shop.send(other);
    const refusal = await shop.refusal(order.orderId);
    expect(refusal).toEqual({
      body: JSON.stringify(other),
      reason: 'ORDER_ID_CONFLICT',
      detail: expect.stringContaining(order.orderId),
    });
    expect((await shop.look(order.orderId)).events).toEqual(before.events);

    // Redriven, it comes back with the same reason, and still nothing has changed.
    await shop.send(refusal.body);
    expect(await shop.refusal(order.orderId)).toEqual(refusal);
    expect((await shop.look(order.orderId)).events).toEqual(before.events);
  });

  test('in the same batch: the first wins, the second is refused', async () => {
    const order = orderOf(sku);
    const answer = await deliver(order, { ...order, currency: 'EUR' });
    expect(answer.payload).toEqual({ batchItemFailures: [] });
    expect((await shop.refusal(order.orderId)).reason).toBe('ORDER_ID_CONFLICT');
    const { state } = await shop.ended(order.orderId);
    expect(state).toMatchObject({ status: 'CONFIRMED', order: { currency: 'GBP' } });
  });

  test('as the name of an execution that failed: the workflow runs under the next name', async () => {
    const order = orderOf(sku);
    const { orderId } = order;
    const { StateMachineArn: stateMachineArn } = shop.world.outputs;
    const execution = { stateMachineArn, name: orderId, input: JSON.stringify({ orderId }) };
    await shop.world.sfn.send(new StartExecutionCommand(execution));
    // It was never placed.
    expect(await shop.execution(orderId)).toMatchObject({ status: 'FAILED', error: 'CommandRefused' });
    expect((await shop.take(order)).types).toEqual(HAPPY_AFTER_LOSS);
    await expect(shop.executions(orderId)).resolves.toEqual([[orderId, 'FAILED'], [`${orderId}-run2`, 'SUCCEEDED']]);
  });
});

test.each([
  ['with characters that no name of an execution may have', `${fresh('a')} b:c@d+(e)~f=.g`],
  ['longer than the name of an execution may be', `${fresh('long')}-`.padEnd(128, '0')],
])('an id %s is an id as any other', async (_, orderId) => {
  const { types } = await shop.take({ ...orderOf(sku), orderId });
  expect(types).toEqual(HAPPY);
  const name = createHash('sha256').update(orderId).digest('hex');
  expect(await shop.execution(name)).toMatchObject({ status: 'SUCCEEDED' });
  const shown = await shop.call('GET', `/orders/${encodeURIComponent(orderId)}`);
  expect(shown).toMatchObject({ status: 200, body: { orderId } });
});

describe('a message that is no order', () => {
  test('is isolated with its reason, and the rest of its batch goes on', async () => {
    const good = Array.from({ length: 6 }, () => orderOf(sku));
    const marks = [fresh('malformed'), fresh('types'), fresh('fields'), fresh('deep')];
    const bad = [
      `{"orderId": "${marks[0]}"`,
      JSON.stringify({ ...good[0], orderId: marks[1], lines: 'none' }),
      JSON.stringify({ ...good[0], orderId: marks[2], discount: 5 }),
      `{"orderId":"${marks[3]}","customer":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    ];
    await shop.send(...good.slice(0, 3), ...bad, ...good.slice(3));
    for (const { orderId } of good) expect((await shop.ended(orderId)).types).toEqual(HAPPY);
    for (const [index, mark] of marks.entries()) {
      expect(await shop.refusal(mark)).toMatchObject({ body: bad[index], reason: 'UNREADABLE_ORDER' });
    }
    expect((await shop.look(marks[1]!)).events).toEqual([]);
  });

  test.each([
    ['empty lines', (mark: string) => `{"orderId":"${mark}","lines":[${'{},'.repeat(80_000)}{}]}`, 'UNREADABLE_ORDER'],
    ['half a surrogate pair', (mark: string) =>
      JSON.stringify({ ...orderOf(sku), orderId: mark, customer: { name: '\ud800' } }), 'UNREADABLE_ORDER'],
    ['nested arrays', (mark: string) => `"${mark}"`.padEnd(1_000_000, '['), 'ORDER_TOO_LARGE'],
  ])('fault 50: of %s waits with its reason', async (_, bodyOf, reason) => {
    const mark = fresh('hostile');
    const body = bodyOf(mark);
    await shop.send(body);
    const refusal = await shop.refusal(mark);
    expect([refusal.body === body, refusal.reason]).toEqual([true, reason]);
    expect((await shop.look(mark)).events).toEqual([]);
  });

  test('fault 22: of more than 256 KiB waits with its reason', async () => {
    const entries = Array.from({ length: 300 }, (_, index) => [`key-${index}`, 'x'.repeat(1_000)]);
    const order = { ...orderOf(sku), metadata: Object.fromEntries(entries) };
    await shop.send(order);
    expect(await shop.refusal(order.orderId)).toMatchObject({ body: JSON.stringify(order), reason: 'ORDER_TOO_LARGE' });
  });

  test('fault 14: that fails the intake for the fifth time is given up with its reason; others go on', async () => {
    const [broken, good] = [orderOf(sku), orderOf(sku)];
    const { OrderQueueUrl, EventsTableName, ProjectorFunctionName } = shop.world.outputs;
    const key = { pk: { S: `ORDER#${broken.orderId}` }, v: { N: '1' } };
    const text = (S: string) => ({ S });
    const dreamt = {
      t: text('OrderDreamt'),
      sv: { N: '9' },
      id: text('x'),
      ts: text('2020-01-01T00:00:00Z'),
      cmd: text('x'),
      cor: text('x'),
      d: text('{}'),
    };
    await shop.overwrite(EventsTableName, { ...key, ...dreamt });
    // The tries before the last, each three minutes after the other, have a smaller test.
    const failures = String(DEFECT_TRIES - 1);
    const MessageAttributes = { [RetryAttribute.FAILURES]: { DataType: 'String', StringValue: failures } };
    const MessageBody = JSON.stringify(broken);
    await shop.world.sqs.send(new SendMessageCommand({ QueueUrl: OrderQueueUrl, MessageBody, MessageAttributes }));
    await shop.take(good);
    const detail = expect.stringMatching(/^UnknownEvent: .*OrderDreamt/);
    expect(await shop.refusal(broken.orderId)).toEqual({ body: MessageBody, reason: 'DEFECT', detail });
    // Repaired and redriven, it is an order as any other; so is its row, which waited for the repair, too.
    await eventually('mark', async () => (await shop.rows.get(broken.orderId))?.stuck);
    await shop.world.dynamodb.send(new DeleteItemCommand({ TableName: EventsTableName, Key: key }));
    await shop.world.invoke(ProjectorFunctionName, { redrive: [broken.orderId] });
    expect((await shop.take(broken)).types).toEqual(HAPPY);
  });
});

test('fault 49: with a bound on running orders, all orders end by themselves, and none is refused', async () => {
  const { IntakeFunctionName: FunctionName, OrderDeadLetterQueueUrl } = shop.world.outputs;
  const { lambda } = shop.world;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const withBound = (MAX_RUNNING_ORDERS: string) => lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName,
    Environment: { Variables: { ...Environment!.Variables, MAX_RUNNING_ORDERS } },
  }));
  await withBound('9');
  try {
    const orders = Array.from({ length: 30 }, () => orderOf(sku));
    await shop.send(...orders);
    for (const { types } of await shop.allEnded(orders)) expect(types).toEqual(HAPPY);
    for (const { orderId } of orders) expect(await shop.executions(orderId)).toEqual([[orderId, 'SUCCEEDED']]);
    expect(await shop.world.drain(OrderDeadLetterQueueUrl)).toEqual([]);
  } finally {
    await withBound(Environment!.Variables!.MAX_RUNNING_ORDERS!);
  }
});

describe('values against the rules', () => {
  const line = { sku, quantity: 1, unitPrice: 100 };
  test.each([
    ['a negative quantity', [{ ...line, quantity: -1 }], 'QUANTITY_NOT_POSITIVE'],
    ['a quantity of zero', [{ ...line, quantity: 0 }], 'QUANTITY_NOT_POSITIVE'],
    ['half of a piece', [{ ...line, quantity: 0.5 }], 'QUANTITY_NOT_WHOLE'],
    ['a huge quantity', [{ ...line, quantity: 10_000_001 }], 'QUANTITY_TOO_LARGE'],
    ['a negative price', [{ ...line, unitPrice: -1 }], 'PRICE_NEGATIVE'],
    ['half a penny', [{ ...line, unitPrice: 0.5 }], 'PRICE_NOT_WHOLE'],
    ['no lines', [], 'LINES_EMPTY'],
    ['a total beyond 2^53', [{ ...line, unitPrice: Number.MAX_SAFE_INTEGER }, line], 'TOTAL_TOO_LARGE'],
  ])('%s is recorded as rejected, and nothing moves', async (_, lines, code) => {
    const order = { ...orderOf(sku), lines };
    const { types, events } = await shop.take(order);
    expect(types).toEqual(['OrderPlaced', 'OrderRejected']);
    expect(events[1]!.event.data).toMatchObject({ code });
    expect((await shop.row(order.orderId)).row).toMatchObject({ status: 'REJECTED', reason: code });
    expect(await shop.charge(order.orderId)).toBeUndefined();
  });

  test('an amount that a number cannot carry is not recorded as another one', async () => {
    const order = orderOf(sku);
    const body = JSON.stringify(order).replace('"unitPrice":250', '"unitPrice":9007199254740993');
    await shop.send(body);
    const detail = expect.stringContaining('PRICE_TOO_LARGE');
    expect(await shop.refusal(order.orderId)).toMatchObject({ body, reason: 'UNREADABLE_ORDER', detail });
  });

  test('a rejected order keeps its id', async () => {
    const order = orderOf(sku, { quantity: -5 });
    await shop.take(order);
    await shop.row(order.orderId);
    const shown = await shop.call('GET', `/orders/${order.orderId}`);
    expect(shown).toMatchObject({ status: 200, body: { status: 'REJECTED' } });
    await shop.send({ ...order, lines: [{ sku, quantity: 5, unitPrice: 250 }] });
    expect(await shop.refusal(order.orderId)).toMatchObject({ reason: 'ORDER_ID_CONFLICT' });
  });
});
