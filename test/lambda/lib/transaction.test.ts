import { DynamoDBServiceException, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ConditionsFailed } from '../../../lambda/lib/conditions-failed';
import { MAX_TRANSACTION_ITEMS, TransactionContention, transact, writeOne } from '../../../lambda/lib/transaction';
import {
  CONFLICT, NONE, cancelled, conditionFailed, conflictOfOne, failed, inProgress,
} from '../../support/world/dynamodb-errors';
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

test('fault 9: contention is named after six tries', async () => {
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

describe('fault 9: a failed condition beside a conflict', () => {
  const mixed = cancelled(failed(), CONFLICT);

  test('is tried again, because the item of the conflict was not looked at', async () => {
    const error = await run(new ScriptedClient(mixed, mixed, cancelled(failed(), failed()))).catch(thrown => thrown);
    expect([...(error as ConditionsFailed).found.keys()]).toEqual([0, 1]);
  });

  test('may have been for a moment only', async () => {
    const client = new ScriptedClient(mixed, {});
    await run(client);
    expect(client.sent).toHaveLength(2);
  });

  test('counts after the last try', async () => {
    const client = new ScriptedClient(...Array.from({ length: 6 }, () => mixed));
    await expect(run(client)).rejects.toBeInstanceOf(ConditionsFailed);
    expect(client.sent).toHaveLength(6);
  });

  test('beside an error that no retry changes counts at once', async () => {
    const client = new ScriptedClient(cancelled(failed(), { Code: 'ValidationError' }));
    await expect(run(client)).rejects.toBeInstanceOf(ConditionsFailed);
  });
});

test('a conflict beside an error that no retry changes is not tried again', async () => {
  const error = cancelled(CONFLICT, { Code: 'ValidationError', Message: 'item too large' });
  await expect(run(new ScriptedClient(error))).rejects.toBe(error);
});

test('a transaction whose first attempt still runs is tried again', async () => {
  const client = new ScriptedClient(inProgress(), {});
  await run(client);
  expect(client.sent).toHaveLength(2);
});

describe('fault 9: a write of one item that meets a transaction', () => {
  const write = (...answers: readonly Error[]) => {
    const left = [...answers];
    const send = jest.fn(async () => {
      const error = left.shift();
      if (error) throw error;
      return 'written';
    });
    return { send, written: writeOne({ backoff }, send) };
  };

  test('is tried again after a wait that grows', async () => {
    const { send, written } = write(conflictOfOne(), conflictOfOne());
    expect(await written).toBe('written');
    expect(send).toHaveBeenCalledTimes(3);
    expect(backoff.mock.calls).toEqual([[1], [2]]);
  });

  test('is named contention after six tries', async () => {
    const { written } = write(...Array.from({ length: 6 }, conflictOfOne));
    await expect(written).rejects.toMatchObject({
      name: 'TransactionContention',
      cause: { name: 'TransactionConflictException' },
    });
  });

  test('throws its other errors as they are', async () => {
    const error = conditionFailed();
    await expect(write(error).written).rejects.toBe(error);
  });
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
