/** The order view under deliveries in any order and number, failing ones, and events that it cannot take in. */
import { type AttributeValue, DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type OrderRow, evolveRow } from '../../../lambda/adapters/order-view/order-row';
import { HAPPY, HAPPY_AFTER_LOSS, fresh, orderOf } from '../support/samples';
import { type Placed, shop } from '../support/shop';
import { eventually } from '../support/world';

type Image = Record<string, AttributeValue>;

const sku = fresh('projection');

beforeAll(() => shop.stock({ [sku]: 1_000 }));

/** The records of an order's stream, as DynamoDB hands them to a function. */
async function recordsOf(orderId: string) {
  const { Items = [] } = await shop.world.dynamodb.send(new QueryCommand({
    TableName: shop.world.outputs.EventsTableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `ORDER#${orderId}` } },
  }));
  return Items.map((NewImage, index) => recordOf(NewImage, `${orderId}-${index + 1}`));
}

const recordOf = (NewImage: Image, SequenceNumber: string) =>
  ({ eventName: 'INSERT', dynamodb: { SequenceNumber, NewImage } });

const deliver = (...Records: readonly object[]) =>
  shop.world.invoke<object>(shop.world.outputs.ProjectorFunctionName, { Records });

const DONE = { payload: { batchItemFailures: [] } };

const folded = ({ events }: Placed, upTo = Infinity) =>
  events.slice(0, upTo).reduce<OrderRow | undefined>(evolveRow, undefined);

const forget = (orderId: string) => {
  const { OrderViewTableName: TableName } = shop.world.outputs;
  return shop.world.dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: { S: `ORDER#${orderId}` } } }));
};

describe('deliveries by hand, while the stream is held up', () => {
  let order: Placed;
  let records: Awaited<ReturnType<typeof recordsOf>>;

  beforeAll(async () => {
    await shop.world.feed(shop.world.outputs.ProjectorFunctionName, false);
    order = await shop.take(orderOf(sku));
    records = await recordsOf(order.orderId);
  });
  afterAll(() => shop.world.feed(shop.world.outputs.ProjectorFunctionName, true));
  beforeEach(() => forget(order.orderId));

  test('one by one, each shows its version', async () => {
    for (const [index, record] of records.entries()) {
      expect(await deliver(record)).toEqual(DONE);
      expect(await shop.rows.get(order.orderId)).toEqual({ version: index + 1, row: folded(order, index + 1) });
    }
  });

  test.each([
    ['the last alone: the gap is filled from the store', [[6]]],
    ['backwards', [[6], [5], [4], [3], [2], [1]]],
    ['backwards in one batch', [[6, 5, 4, 3, 2, 1]]],
    ['each of them twice', [[1, 1, 2, 2], [2, 3, 3], [4, 5, 6, 6], [6]]],
    ['all of them again', [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]]],
    ['with a gap', [[1, 2], [5, 6]]],
    ['an old one late', [[2], [6], [1], [3]]],
  ])('%s', async (_, batches) => {
    let shown = 0;
    for (const batch of batches) {
      expect(await deliver(...batch.map(version => records[version - 1]!))).toEqual(DONE);
      const entry = (await shop.rows.get(order.orderId))!;
      expect(entry.version).toBeGreaterThanOrEqual(Math.max(shown, ...batch));
      expect(entry).toEqual({ version: entry.version, row: folded(order, entry.version) });
      shown = entry.version;
    }
    expect(shown).toBe(6);
  });

  test('side by side, several times over', async () => {
    const parts = [[1, 2, 3], [4, 5, 6], [6], [2, 3, 4], [1], [5, 6]];
    const answers = await Promise.all(parts.map(part => deliver(...part.map(version => records[version - 1]!))));
    for (const answer of answers) expect(answer).toEqual(DONE);
    expect(await shop.rows.get(order.orderId)).toEqual({ version: 6, row: folded(order) });
  });

  test('an event in the middle of a batch that cannot be read: only its order waits, until a redrive', async () => {
    const [before, broken, behind] = [order, await shop.take(orderOf(sku)), await shop.take(orderOf(sku))];
    const brokenRecords = await recordsOf(broken.orderId);
    const { ts: _, ...image } = brokenRecords[1]!.dynamodb.NewImage;
    const torn = recordOf(image, 'torn');
    const batch = [...records, brokenRecords[0]!, torn, ...await recordsOf(behind.orderId)];
    expect(await deliver(...batch)).toEqual(DONE);
    for (const good of [before, behind]) {
      expect(await shop.rows.get(good.orderId)).toEqual({ version: 6, row: folded(good) });
    }
    const stuck = { version: 2, error: expect.stringContaining('without the text attribute ts') };
    expect(await shop.rows.get(broken.orderId)).toEqual({ version: 1, row: folded(broken, 1), stuck });
    // The store holds the event as it should be.
    const redriven = await shop.world.invoke(shop.world.outputs.ProjectorFunctionName, { redrive: [broken.orderId] });
    expect(redriven).toMatchObject({ payload: { dryRun: false, orders: 1 } });
    expect(await shop.rows.get(broken.orderId)).toEqual({ version: 6, row: folded(broken) });
  });
});

test('what the stream brings late, and again, changes nothing', async () => {
  // The stream is on again, and brings all that was delivered by hand before.
  const order = await shop.take(orderOf(sku));
  expect((await shop.row(order.orderId)).row).toEqual(folded(order));
});

test('clocks that go backwards: versions count, not times', async () => {
  const order = orderOf(sku);
  await shop.place(order);
  const { history } = await shop.orders.loadOrder(order.orderId);
  const validated = { type: 'OrderValidated' as const, data: { currency: 'GBP', total: 250 } };
  const longAgo = new Date('2001-01-01T00:00:00Z');
  await shop.log.append(history, [validated], { command: 'ValidateOrder', time: longAgo });
  const ended = await shop.take(order);
  expect(ended.types).toEqual(HAPPY);
  expect(ended.events[1]!.time).toBe('2001-01-01T00:00:00.000Z');
  expect((await shop.row(order.orderId)).row).toEqual(folded(ended));
});

test('an event of a newer release visibly stops its order, and no other; repaired, the order goes on', async () => {
  const [order, other] = [orderOf(sku), orderOf(sku)];
  const { orderId } = order;
  const { EventsTableName, ProjectorFunctionName, StateMachineArn } = shop.world.outputs;
  await shop.place(order);
  const { payload: shown } = await eventually('first row', async () => {
    const entry = await shop.rows.get(orderId);
    return entry && { payload: entry };
  });
  expect(shown.version).toBe(1);
  const [placed] = await recordsOf(orderId);
  const key = { pk: { S: `ORDER#${orderId}` }, v: { N: '2' } };
  const wrapped = { id: { S: 'from-the-future' }, t: { S: 'OrderGiftWrapped' }, sv: { N: '7' } };
  await shop.overwrite(EventsTableName, { ...placed!.dynamodb.NewImage, ...key, ...wrapped });

  const execution = { stateMachineArn: StateMachineArn, name: orderId, input: JSON.stringify({ orderId }) };
  await shop.world.sfn.send(new StartExecutionCommand(execution));
  expect(await shop.execution(orderId)).toMatchObject({ status: 'FAILED', error: 'UnknownEvent' });
  const stuck = await eventually('mark', async () => {
    const entry = await shop.rows.get(orderId);
    return entry?.stuck && entry;
  });
  const mark = { version: 2, error: expect.stringContaining('OrderGiftWrapped') };
  expect(stuck).toMatchObject({ version: 1, row: { status: 'PLACED' }, stuck: mark });
  const dataschema = 'urn:cdk-order-pipeline:OrderGiftWrapped:7';
  expect(await shop.onBus(orderId, 2))
    .toMatchObject([{ sequence: 1 }, { sequence: 2, type: 'OrderGiftWrapped', dataschema }]);
  expect((await shop.take(other)).types).toEqual(HAPPY);
  expect((await shop.row(other.orderId)).version).toBe(6);

  await shop.world.dynamodb.send(new DeleteItemCommand({ TableName: EventsTableName, Key: key }));
  const redriven = await shop.world.invoke(ProjectorFunctionName, { redrive: [orderId] });
  expect(redriven).toMatchObject({ payload: { orders: 1 } });
  expect((await shop.take(order)).types).toEqual(HAPPY_AFTER_LOSS);
  await expect(shop.executions(orderId)).resolves.toEqual([[orderId, 'FAILED'], [`${orderId}-run2`, 'SUCCEEDED']]);
  const ended = await shop.look(orderId);
  expect(await shop.row(orderId)).toEqual({ version: 7, row: folded(ended) });
});
