import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { StockLevels } from '../../../../lambda/adapters/stock/stock-levels';
import { manageStock } from '../../../../lambda/handlers/inventory/manage-stock';
import { NONE, cancelled, conditionFailed, conflictOfOne, failed } from '../../../support/world/dynamodb-errors';
import { noWait } from '../../../support/world/no-wait';
import { StubClient } from '../../../support/world/stub-client';

const dynamodb = new StubClient();
const handler = manageStock({ stock: new StockLevels({ client: dynamodb.as(), table: 'stock', backoff: noWait }) });

const line = (sku: string, quantity = 1) => ({ sku, quantity });
const keyOf = (input: Record<string, unknown>) => (input.Item as { pk: { S: string } }).pk.S;

describe('load', () => {
  test('sets the stock of SKUs that are new, and says how many were known', async () => {
    const calls = dynamodb.answer({
      PutItem: (input: { Item: { pk: { S: string } } }) => {
        if (input.Item.pk.S === 'SKU#OLD') throw conditionFailed();
        return {};
      },
    } as never);
    expect(await handler({ load: [line('MUG', 5), line('OLD', 5)] })).toEqual({ loaded: 1, known: 1 });
    expect(calls.map(({ input }) => keyOf(input))).toEqual(['SKU#MUG', 'SKU#OLD']);
    expect(calls[0]!.input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk)',
      Item: { onHand: { N: '5' }, available: { N: '5' }, reserved: { N: '0' }, sold: { N: '0' } },
    });
  });

  test('of a thousand SKUs loads each', async () => {
    const calls = dynamodb.answer({ PutItem: () => ({}) });
    expect(await handler({ load: Array.from({ length: 1_000 }, (_, n) => line(`S-${n}`)) })).toEqual({
      loaded: 1_000,
      known: 0,
    });
    expect(new Set(calls.map(({ input }) => keyOf(input))).size).toBe(1_000);
  });

  test('that fails technically is thrown', async () => {
    dynamodb.answer({ PutItem: () => { throw new Error('throttled'); } });
    await expect(handler({ load: [line('MUG')] })).rejects.toThrow('throttled');
  });
});

describe('receive', () => {
  const request = { receive: { receiptId: 'R-1', lines: [line('MUG', 2), line('PEN'), line('MUG', 3)] } };

  test('adds what came in, with its receipt, in one transaction', async () => {
    const calls = dynamodb.answer({ TransactWriteItems: () => ({}) });
    expect(await handler(request)).toEqual({ received: true });
    const items = calls[0]!.input.TransactItems as TransactWriteItem[];
    expect(items[0]).toMatchObject({
      Put: { Item: { pk: { S: 'RECEIPT#R-1' } }, ConditionExpression: 'attribute_not_exists(pk)' },
    });
    expect(
      items.slice(1).map(({ Update }) => [Update!.Key!.pk!.S, Update!.ExpressionAttributeValues![':q']!.N]),
    ).toEqual([
      ['SKU#MUG', '5'],
      ['SKU#PEN', '1'],
    ]);
  });

  /** The receipt as a first call recorded it. */
  async function recorded() {
    const calls = dynamodb.answer({ TransactWriteItems: () => ({}) });
    await handler(request);
    return (calls[0]!.input.TransactItems as TransactWriteItem[])[0]!.Put!.Item!;
  }
  const again = async (receive: object) => {
    const item = await recorded();
    dynamodb.answer({ TransactWriteItems: () => { throw cancelled(failed(item), NONE, NONE); } });
    return handler({ receive });
  };

  test('of the same receipt again adds nothing, in whatever order its lines are', async () => {
    expect(await again({ receiptId: 'R-1', lines: [line('PEN'), line('MUG', 5)] })).toEqual({ received: false });
  });

  test.each([
    ['another quantity', [line('PEN', 2), line('MUG', 5)]],
    ['a line less', [line('PEN')]],
    ['another SKU', [line('PEN'), line('CUP', 5)]],
  ])('of the same receipt with %s is refused', async (_, lines) => {
    await expect(again({ receiptId: 'R-1', lines })).rejects.toMatchObject({
      name: 'ReceiptConflict',
      message: 'receiptId is "R-1", which was received with other lines; ' +
        'allowed: the same lines again, or another receipt id',
    });
  });
});

describe('read', () => {
  test('asks for each SKU once, and again for what was left over', async () => {
    const item = (sku: string) => ({ pk: { S: `SKU#${sku}` }, onHand: { N: '3' }, available: { N: '3' } });
    let call = 0;
    const calls = dynamodb.answer({
      BatchGetItem: () => (call++ === 0
        ? { Responses: { stock: [item('A')] }, UnprocessedKeys: { stock: { Keys: [{ pk: { S: 'SKU#B' } }] } } }
        : { Responses: { stock: [item('B')] } }),
    });
    expect(await handler({ read: ['A', 'B', 'A', 'GONE'] })).toEqual({
      levels: ['A', 'B'].map(sku => ({ sku, onHand: 3, available: 3, reserved: 0, sold: 0 })),
    });
    expect(calls.map(({ input }) => (input.RequestItems as { stock: { Keys: object[] } }).stock.Keys.length)).toEqual([
      3, 1,
    ]);
  });
});

describe('fault 8: a throttled read', () => {
  const backoff = jest.fn(async () => undefined);
  const patient = manageStock({ stock: new StockLevels({ client: dynamodb.as(), table: 'stock', backoff }) });
  const unread = { UnprocessedKeys: { stock: { Keys: [{ pk: { S: 'SKU#A' } }] } } };

  test('goes on after waits that grow', async () => {
    let call = 0;
    dynamodb.answer({ BatchGetItem: () => (++call < 4 ? unread : {}) });
    expect(await patient({ read: ['A'] })).toEqual({ levels: [] });
    expect(backoff.mock.calls).toEqual([[1], [2], [3]]);
  });

  test('ends after ten attempts, and says why', async () => {
    const calls = dynamodb.answer({ BatchGetItem: () => unread });
    await expect(patient({ read: ['A'] })).rejects.toThrow(
      'DynamoDB left 1 SKUs unread in 10 attempts, because it throttles the stock table',
    );
    expect(calls).toHaveLength(10);
  });
});

test('fault 9: a SKU that an order reserves while its stock is loaded is loaded after it', async () => {
  let call = 0;
  dynamodb.answer({
    PutItem: () => {
      if (++call === 1) throw conflictOfOne();
      throw conditionFailed();
    },
  });
  expect(await handler({ load: [line('MUG')] })).toEqual({ loaded: 0, known: 1 });
});

test.each([
  null,
  undefined,
  'load',
  {},
  { load: [] },
  { read: [] },
  { load: [line('', 1)] },
  { load: [line('A', -1)] },
  { load: [line('A', 1.5)] },
  { load: [line('A', 1e10)] },
  { load: [line('A'), line('B'), line('A', 2)] },
  { load: [line('A'), line('_canary')] },
  { receive: { receiptId: 'R', lines: [line('_canary')] } },
  { load: [line('A')], read: ['A'] },
  { load: [{ ...line('A'), price: 1 }] },
  { read: ['x'.repeat(101)] },
  { read: Array.from({ length: 101 }, (_, n) => `${n}`) },
  { receive: { receiptId: '', lines: [line('A')] } },
  { receive: { receiptId: 'R', lines: Array.from({ length: 100 }, (_, n) => line(`${n}`)) } },
  { drop: ['A'] },
])('%j is no request, and nothing is written', async request => {
  const calls = dynamodb.answer({});
  await expect(handler(request)).rejects.toThrow(/^request.* is .+; allowed: /);
  expect(calls).toEqual([]);
});

const REQUEST = '{load: [{sku, quantity}]}, {receive: {receiptId, lines}} or {read: [sku]}';
const RESERVED = 'another SKU: the heartbeat sells this one';

test.each([
  [{}, `request is {}; allowed: exactly one of ${REQUEST}`],
  [null, `request is null; allowed: ${REQUEST}`],
  [{ read: ['A'], load: [line('A')] }, `"read":["A"]}; allowed: exactly one of ${REQUEST}`],
  [{ foo: 1 }, `request.foo is not known; allowed: ${REQUEST}`],
  [{ load: [{ sku: 'A' }] }, 'request.load[0].quantity is missing; allowed: an object with sku and quantity'],
  [{ load: [line('A'), { ...line('B'), quantity: '5' }] },
    'request.load[1].quantity is "5"; allowed: a whole number from 0 to 1,000,000,000'],
  [{ load: [line('A'), line('A', 2)] },
    'request.load[1] is {"sku":"A","quantity":2}; allowed: one line per SKU'],
  [{ load: [line('_canary')] }, `request.load[0].sku is "_canary"; allowed: ${RESERVED}`],
  [{ receive: { receiptId: 'R', lines: [line('_canary')] } },
    `request.receive.lines[0].sku is "_canary"; allowed: ${RESERVED}`],
  [{ receive: { lines: [line('A')] } },
    'request.receive.receiptId is missing; allowed: an object with receiptId and lines'],
  [{ read: 'MUG' }, 'request.read is "MUG"; allowed: a list of 1 to 100 SKUs'],
])('%j is told what is wrong with it, and where', async (request, told) => {
  await expect(handler(request)).rejects.toThrow(told);
});

test('several problems have a line each', async () => {
  const request = { load: [line('A', -1), line('')] };
  await expect(handler(request)).rejects.toMatchObject({
    name: 'WrongInput',
    message: 'request.load[0].quantity is -1; allowed: a whole number from 0 to 1,000,000,000\n' +
      'request.load[1].sku is ""; allowed: 1 to 100 characters',
  });
});

test('the stock of the canaries can be read', async () => {
  dynamodb.answer({ BatchGetItem: () => ({}) });
  expect(await handler({ read: ['_canary'] })).toEqual({ levels: [] });
});
