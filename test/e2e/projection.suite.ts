/** The order view under deliveries in any order and number, failing ones, and events that it cannot take in. */
import { type AttributeValue, DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { HAPPY, fresh, orderOf } from './samples';
import { type Placed, shop } from './shop';
import { eventually } from './world';
import { type OrderRow, evolveRow } from '../../lambda/adapters/order-view/order-row';

type Image = Record<string, AttributeValue>;

const sku = fresh('projection');

beforeAll(() => shop.stock({ [sku]: 1_000 }));

/** The records of an order's stream, as DynamoDB hands them to a function. */
async function recordsOf(orderId: string) {
  const { Items = [] } = await shop.world.dynamodb.send(new QueryCommand({
    TableName: shop.world.outputs.EventsTable,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `ORDER#${orderId}` } },
  }));
  return Items.map((NewImage, index) => recordOf(NewImage, `${orderId}-${index + 1}`));
}

const recordOf = (NewImage: Image, SequenceNumber: string) => ({ eventName: 'INSERT', dynamodb: { SequenceNumber, NewImage } });

const deliver = (...Records: readonly object[]) => shop.world.invoke<object>(shop.world.outputs.ProjectorFunction, { Records });

const DONE = { payload: { batchItemFailures: [] } };

const folded = ({ events }: Placed, upTo = Infinity) =>
  events.slice(0, upTo).reduce<OrderRow | undefined>(evolveRow, undefined);

const forget = (orderId: string) =>
  shop.world.dynamodb.send(new DeleteItemCommand({ TableName: shop.world.outputs.ViewTable, Key: { pk: { S: `ORDER#${orderId}` } } }));

describe('deliveries by hand, while the stream is held up', () => {
  let order: Placed;
  let records: Awaited<ReturnType<typeof recordsOf>>;

  beforeAll(async () => {
    await shop.world.feed(shop.world.outputs.ProjectorFunction, false);
    order = await shop.take(orderOf(sku));
    records = await recordsOf(order.orderId);
  });
  afterAll(() => shop.world.feed(shop.world.outputs.ProjectorFunction, true));
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

  test('a batch that fails in its middle: the others are shown, the failed order is reported and shown after a repair', async () => {
    const [before, broken, behind] = [order, await shop.take(orderOf(sku)), await shop.take(orderOf(sku))];
    const brokenRecords = await recordsOf(broken.orderId);
    const { ts: _, ...image } = brokenRecords[1]!.dynamodb.NewImage;
    const torn = recordOf(image, 'torn');
    const batch = [...records, brokenRecords[0]!, torn, ...await recordsOf(behind.orderId)];
    expect(await deliver(...batch)).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: brokenRecords[0]!.dynamodb.SequenceNumber }] } });
    for (const good of [before, behind]) expect(await shop.rows.get(good.orderId)).toEqual({ version: 6, row: folded(good) });
    expect(await shop.rows.get(broken.orderId)).toBeUndefined();
    // The shard tries again from the first record that failed.
    expect(await deliver(...brokenRecords, ...await recordsOf(behind.orderId))).toEqual(DONE);
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
  await shop.log.append(history, [{ type: 'OrderValidated', data: { currency: 'GBP', total: 250 } }], { command: 'ValidateOrder', time: new Date('2001-01-01T00:00:00Z') });
  const ended = await shop.take(order);
  expect(ended.types).toEqual(HAPPY);
  expect(ended.events[1]!.time).toBe('2001-01-01T00:00:00.000Z');
  expect((await shop.row(order.orderId)).row).toEqual(folded(ended));
});

test('an event of a newer release stops its order where it can be seen, and no other; repaired, the order goes on', async () => {
  const [order, other] = [orderOf(sku), orderOf(sku)];
  const { orderId } = order;
  const { EventsTable, ProjectorFunction, StateMachine } = shop.world.outputs;
  await shop.place(order);
  const { payload: shown } = await eventually('first row', async () => {
    const entry = await shop.rows.get(orderId);
    return entry && { payload: entry };
  });
  expect(shown.version).toBe(1);
  const [placed] = await recordsOf(orderId);
  const key = { pk: { S: `ORDER#${orderId}` }, v: { N: '2' } };
  await shop.overwrite(EventsTable, { ...placed!.dynamodb.NewImage, ...key, id: { S: 'from-the-future' }, t: { S: 'OrderGiftWrapped' }, sv: { N: '7' } });

  await shop.world.sfn.send(new StartExecutionCommand({ stateMachineArn: StateMachine, name: orderId, input: JSON.stringify({ orderId }) }));
  expect(await shop.execution(orderId)).toMatchObject({ status: 'FAILED', error: 'UnknownEvent' });
  const stuck = await eventually('mark', async () => ((await shop.rows.get(orderId))?.stuck ? shop.rows.get(orderId) : undefined));
  expect(stuck).toMatchObject({ version: 1, row: { status: 'PLACED' }, stuck: { version: 2, error: expect.stringContaining('OrderGiftWrapped') } });
  expect(await shop.onBus(orderId, 2)).toMatchObject([{ sequence: 1 }, { sequence: 2, type: 'OrderGiftWrapped', dataschema: 'urn:cdk-order-pipeline:OrderGiftWrapped:7' }]);
  expect((await shop.take(other)).types).toEqual(HAPPY);
  expect((await shop.row(other.orderId)).version).toBe(6);

  await shop.world.dynamodb.send(new DeleteItemCommand({ TableName: EventsTable, Key: key }));
  expect(await shop.world.invoke(ProjectorFunction, { redrive: [orderId] })).toEqual(DONE);
  expect((await shop.take(order)).types).toEqual(HAPPY);
  await expect(shop.executions(orderId)).resolves.toEqual([[orderId, 'FAILED'], [`${orderId}-run2`, 'SUCCEEDED']]);
  const ended = await shop.look(orderId);
  expect(await shop.row(orderId)).toEqual({ version: 6, row: folded(ended) });
});
