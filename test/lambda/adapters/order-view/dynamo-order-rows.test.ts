import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoOrderRows } from '../../../../lambda/adapters/order-view/dynamo-order-rows';
import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
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
  await viewOn(client).put(ROW, 5, 0);
  const { Item } = client.sent[0]!.input;
  const reader = new ScriptedClient({ Item: Item as object });
  expect(await viewOn(reader).get('A-1')).toEqual({ version: 5, row: ROW, stuck: undefined });
  expect(reader.sent).toEqual([
    { name: 'GetItemCommand', input: { TableName: 'view', Key: KEY, ConsistentRead: true } },
  ]);
});

test('fields that are undefined are not written', async () => {
  const client = new ScriptedClient({});
  await viewOn(client).put({ ...ROW, total: undefined }, 5, 4);
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
    expect(await viewOn(client).put(ROW, 5, 0)).toBe(true);
    expect(client.sent[0]!.input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(v) AND attribute_not_exists(stuck)',
      Item: { ...KEY, v: { N: '5' } },
    });
    expect(client.sent[0]!.input).not.toHaveProperty('ExpressionAttributeValues');
  });

  test('lets the next in where the table shows the one that it was made from', async () => {
    const client = new ScriptedClient({});
    expect(await viewOn(client).put(ROW, 5, 4)).toBe(true);
    expect(client.sent[0]!.input).toMatchObject({
      ConditionExpression: 'v = :from AND attribute_not_exists(stuck)',
      ExpressionAttributeValues: { ':from': { N: '4' } },
    });
  });

  test('says no when another was faster, and throws what else goes wrong', async () => {
    expect(await viewOn(new ScriptedClient(conditionFailed())).put(ROW, 5, 4)).toBe(false);
    const error = new Error('throttled');
    await expect(viewOn(new ScriptedClient(error)).put(ROW, 5, 4)).rejects.toBe(error);
  });
});

test('a mark is set and removed without touching the row', async () => {
  const client = new ScriptedClient({}, {});
  await viewOn(client).markStuck('A-1', 3, 'poison');
  await viewOn(client).clearStuck('A-1');
  expect(client.sent).toEqual([
    {
      name: 'UpdateItemCommand',
      input: {
        TableName: 'view',
        Key: KEY,
        UpdateExpression: 'SET stuck = :stuck',
        ExpressionAttributeValues: marshall({ ':stuck': { version: 3, error: 'poison' } }),
      },
    },
    { name: 'UpdateItemCommand', input: { TableName: 'view', Key: KEY, UpdateExpression: 'REMOVE stuck' } },
  ]);
});
