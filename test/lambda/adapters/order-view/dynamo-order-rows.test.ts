import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoOrderRows } from '../../../../lambda/adapters/order-view/dynamo-order-rows';
import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { RowRefused } from '../../../../lambda/adapters/order-view/order-rows';
import { SITUATIONS } from '../../../support/given/orders';
import { storedEvents } from '../../../support/given/stream';
import { conditionFailed } from '../../../support/world/dynamodb-errors';
import { ScriptedClient } from '../../../support/world/scripted-client';

const ROW: OrderRow = storedEvents('A-1', SITUATIONS.paid).reduce(evolveRow, undefined as never);
const KEY = { pk: { S: 'ORDER#A-1' } };
const viewOn = (client: ScriptedClient) => new DynamoOrderRows(client.as(), 'view');

test('an order that is not there', async () => {
  expect(await viewOn(new ScriptedClient({})).get('A-1')).toBeUndefined();
});

test('a row comes back as it was written', async () => {
  const client = new ScriptedClient({});
  await viewOn(client).put(ROW, 5, { from: 0, overMark: false });
  const { Item } = client.sent[0]!.input;
  const reader = new ScriptedClient({ Item: Item as object });
  expect(await viewOn(reader).get('A-1')).toEqual({ version: 5, row: ROW, stuck: undefined });
  expect(reader.sent).toEqual([
    { name: 'GetItemCommand', input: { TableName: 'view', Key: KEY, ConsistentRead: true } },
  ]);
});

test('fields that are undefined are not written', async () => {
  const client = new ScriptedClient({});
  await viewOn(client).put({ ...ROW, total: undefined }, 5, { from: 4, overMark: false });
  expect(client.sent[0]!.input.Item).not.toHaveProperty('total');
});

test('a mark without a row says where it is stuck, and nothing else', async () => {
  const stuck = { version: 1, error: 'poison' };
  expect(await viewOn(new ScriptedClient({ Item: { ...KEY, ...marshall({ stuck }) } })).get('A-1')).toEqual({
    version: 0,
    stuck,
    row: undefined,
  });
});

describe('the gate', () => {
  test('lets the first row in where there is none and no mark', async () => {
    const client = new ScriptedClient({});
    expect(await viewOn(client).put(ROW, 5, { from: 0, overMark: false })).toBe(true);
    expect(client.sent[0]!.input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(v) AND attribute_not_exists(stuck)',
      Item: { ...KEY, v: { N: '5' } },
    });
    expect(client.sent[0]!.input).not.toHaveProperty('ExpressionAttributeValues');
  });

  test('lets the next in where the table shows the one that it was made from', async () => {
    const client = new ScriptedClient({});
    expect(await viewOn(client).put(ROW, 5, { from: 4, overMark: false })).toBe(true);
    expect(client.sent[0]!.input).toMatchObject({
      ConditionExpression: 'v = :from AND attribute_not_exists(stuck)',
      ExpressionAttributeValues: { ':from': { N: '4' } },
    });
  });

  test('says no when another was faster, and throws what else goes wrong', async () => {
    expect(await viewOn(new ScriptedClient(conditionFailed())).put(ROW, 5, { from: 4, overMark: false })).toBe(false);
    const error = new Error('throttled');
    await expect(viewOn(new ScriptedClient(error)).put(ROW, 5, { from: 4, overMark: false })).rejects.toBe(error);
  });
});

describe('a row that the table refuses for good', () => {
  const put = (row: OrderRow, ...answers: readonly Error[]) =>
    viewOn(new ScriptedClient(...answers)).put(row, 5, { from: 4, overMark: false });

  test.each(['ValidationException', 'SerializationException'])('%s says so', async name => {
    const error = Object.assign(new Error('Item size has exceeded the maximum allowed size'), { name });
    await expect(put(ROW, error)).rejects.toThrow(RowRefused);
    await expect(put(ROW, error)).rejects.toThrow(`${name}: Item size`);
  });

  test('half of a surrogate pair is found before the call, since UTF-8 has no code for it', async () => {
    const row = { ...ROW, customer: { ...ROW.customer, name: 'Ada \ud83d' } };
    await expect(put(row)).rejects.toThrow('the text of name has half of a surrogate pair');
    const client = new ScriptedClient({});
    expect(await viewOn(client).put({ ...ROW, reason: '\ud83d\ude00' }, 5, { from: 4, overMark: false })).toBe(true);
  });

  test('so is a number that a row cannot have', async () => {
    await expect(put({ ...ROW, total: 1e300 })).rejects.toThrow(RowRefused);
  });
});

describe('a mark', () => {
  test('is set without touching the row, and only behind the row', async () => {
    const client = new ScriptedClient({});
    expect(await viewOn(client).markStuck('A-1', { version: 3, error: 'poison' })).toBe(true);
    expect(client.sent).toEqual([{
      name: 'UpdateItemCommand',
      input: {
        TableName: 'view',
        Key: KEY,
        UpdateExpression: 'SET stuck = :stuck',
        ConditionExpression: 'attribute_not_exists(v) OR v < :version',
        ExpressionAttributeValues: marshall({ ':stuck': { version: 3, error: 'poison' }, ':version': 3 }),
      },
    }]);
  });

  test('is not set where the row shows the version already', async () => {
    const mark = { version: 3, error: 'poison' };
    expect(await viewOn(new ScriptedClient(conditionFailed())).markStuck('A-1', mark)).toBe(false);
    const error = new Error('throttled');
    await expect(viewOn(new ScriptedClient(error)).markStuck('A-1', mark)).rejects.toBe(error);
  });

  test('has a short error that can be stored', async () => {
    const client = new ScriptedClient({});
    await viewOn(client).markStuck('A-1', { version: 3, error: `\ud83d${'x'.repeat(5_000)}` });
    const values = client.sent[0]!.input.ExpressionAttributeValues as Parameters<typeof unmarshall>[0];
    expect(unmarshall(values)[':stuck'].error).toBe(`?${'x'.repeat(999)}`);
  });

  test('is removed without touching the row', async () => {
    const client = new ScriptedClient({});
    await viewOn(client).clearStuck('A-1');
    expect(client.sent).toEqual([
      { name: 'UpdateItemCommand', input: { TableName: 'view', Key: KEY, UpdateExpression: 'REMOVE stuck' } },
    ]);
  });

  test('does not stop a writer that has taken all events', async () => {
    const client = new ScriptedClient({});
    await viewOn(client).put(ROW, 5, { from: 4, overMark: true });
    expect(client.sent[0]!.input).toMatchObject({ ConditionExpression: 'v = :from' });
  });
});
