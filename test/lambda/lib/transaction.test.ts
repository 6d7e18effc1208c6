import { DynamoDBServiceException, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ConditionsFailed } from '../../../lambda/lib/conditions-failed';
import { MAX_TRANSACTION_ITEMS, TransactionContention, transact } from '../../../lambda/lib/transaction';
import { CONFLICT, NONE, cancelled, failed } from '../../support/world/dynamodb-errors';
import { ScriptedClient } from '../../support/world/scripted-client';

const backoff = jest.fn(async () => undefined);

const ITEMS: TransactWriteItem[] = [
  { Put: { TableName: 'T', Item: { pk: { S: 'a' } } } },
  { Put: { TableName: 'T', Item: { pk: { S: 'b' } } } },
];
const run = (client: ScriptedClient) => transact({ client: client.as(), backoff }, ITEMS);

test('writes all items at once', async () => {
  const client = new ScriptedClient({});
  await run(client);
  expect(client.sent).toEqual([{ name: 'TransactWriteItemsCommand', input: { TransactItems: ITEMS } }]);
});

test('a transaction has at most 100 items', () => {
  expect(MAX_TRANSACTION_ITEMS).toBe(100);
});

test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  '%s is tried again after a wait that grows',
  async Code => {
    const client = new ScriptedClient(cancelled(NONE, { Code }), cancelled({ Code }, NONE), {});
    await run(client);
    expect(client.sent).toHaveLength(3);
    expect(backoff.mock.calls).toEqual([[1], [2]]);
  },
);

test('contention is named after six tries', async () => {
  const client = new ScriptedClient(...Array.from({ length: 6 }, () => cancelled(CONFLICT, NONE)));
  await expect(run(client)).rejects.toMatchObject({
    name: 'TransactionContention',
    cause: { name: 'TransactionCanceledException' },
  });
  await expect(
    run(new ScriptedClient(...Array.from({ length: 6 }, () => cancelled(NONE, CONFLICT)))),
  ).rejects.toBeInstanceOf(TransactionContention);
  expect(client.sent).toHaveLength(6);
});

test('failed conditions come by index, with the items found, and are not tried again', async () => {
  const old = { pk: { S: 'b' }, v: { N: '1' } };
  const client = new ScriptedClient(cancelled(NONE, failed(old), failed()));
  const error = await run(client).catch((thrown: ConditionsFailed) => thrown) as ConditionsFailed;
  expect(error).toBeInstanceOf(ConditionsFailed);
  expect([...error.found]).toEqual([[1, old], [2, undefined]]);
  expect(error.message).toBe('the conditions of items 1, 2 do not hold');
});

test('a failed condition counts more than a conflict beside it', async () => {
  await expect(run(new ScriptedClient(cancelled(CONFLICT, failed())))).rejects.toBeInstanceOf(ConditionsFailed);
});

test.each([
  ['a cancellation that no retry changes', cancelled({ Code: 'ValidationError', Message: 'item too large' }, NONE)],
  ['a cancellation without reasons', cancelled()],
  ['any other error', new DynamoDBServiceException({ name: 'InternalServerError', message: 'oops', $fault: 'server', $metadata: {} })],
])('%s is thrown as it is', async (_, error) => {
  const client = new ScriptedClient(error);
  await expect(run(client)).rejects.toBe(error);
  expect(client.sent).toHaveLength(1);
});
