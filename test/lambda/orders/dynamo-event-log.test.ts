import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { OrderEvent } from '../../../lambda/domain/events';
import { DynamoEventLog } from '../../../lambda/orders/dynamo-event-log';
import { eventId } from '../../../lambda/orders/envelope';
import { ConcurrencyConflict, EffectRefused, type History } from '../../../lambda/orders/event-log';
import { IDENTITY } from '../../support/given/identity';
import { SITUATIONS, orderPlaced, orderValidated, stockReserved } from '../../support/given/orders';
import { imagesOf, storedEvents } from '../../support/given/stream';
import { CONFLICT, NONE, cancelled, conditionFailed, conflictOfOne, failed } from '../../support/world/dynamodb-errors';
import { noWait } from '../../support/world/no-wait';
import { ScriptedClient } from '../../support/world/scripted-client';

const STREAM = 'ORDER#A-1';
const NOTHING: History<OrderEvent> = { stream: STREAM, version: 0, events: [] };
const TWO: History<OrderEvent> = { stream: STREAM, version: 2, events: storedEvents('A-1', SITUATIONS.validated) };
const ORIGIN = { command: 'ReserveStock', time: new Date('2026-01-02T03:04:05.678Z') };
const EFFECT = { Update: { TableName: 'stock', Key: { pk: { S: 'SKU#MUG' } }, UpdateExpression: 'SET a = :a' } };
const MINE = { id: { S: eventId(IDENTITY, STREAM, 'ReserveStock', 0) } };
const OTHERS = { id: { S: eventId(IDENTITY, STREAM, 'RequestCancellation', 0) } };

const storeOn = (client: ScriptedClient, isKnown = true) => new DynamoEventLog<OrderEvent, TransactWriteItem>({
  client: client.as(),
  backoff: noWait,
  table: 'events',
  identity: IDENTITY,
  isKnown: () => isKnown,
  writeOf: item => item,
});

describe('load', () => {
  test('reads the stream consistently, past the end of a page', async () => {
    const images = imagesOf('A-1', SITUATIONS.confirmed);
    const next = { pk: { S: STREAM }, v: { N: '4' } };
    const client = new ScriptedClient(
      { Items: images.slice(0, 4), LastEvaluatedKey: next },
      { Items: [], LastEvaluatedKey: next },
      { Items: images.slice(4) },
    );
    const history = await storeOn(client).load(STREAM);
    expect(history).toEqual({ stream: STREAM, version: 6, events: storedEvents('A-1', SITUATIONS.confirmed) });
    expect(client.sent.map(({ input }) => input.ExclusiveStartKey)).toEqual([undefined, next, next]);
    expect(client.sent[0]).toMatchObject({
      name: 'QueryCommand',
      input: {
        TableName: 'events',
        ConsistentRead: true,
        ExpressionAttributeValues: { ':stream': { S: STREAM }, ':after': { N: '0' } },
      },
    });
  });

  test('of a stream that is not there finds nothing', async () => {
    expect(await storeOn(new ScriptedClient({ Items: [] })).load(STREAM)).toEqual(NOTHING);
  });

  test('behind a version, with nothing there, stays at it', async () => {
    const client = new ScriptedClient({});
    expect(await storeOn(client).load(STREAM, 6)).toEqual({ stream: STREAM, version: 6, events: [] });
    expect(client.sent[0]!.input.ExpressionAttributeValues).toMatchObject({ ':after': { N: '6' } });
  });

  test('stops at what this release cannot read', async () => {
    const store = storeOn(new ScriptedClient({ Items: imagesOf('A-1', SITUATIONS.placed) }), false);
    await expect(store.load(STREAM)).rejects.toMatchObject({ name: 'UnknownEvent', version: 1 });
  });
});

describe('append of one event', () => {
  test('fault 9: that meets a transaction on the same version is tried again, and decides then', async () => {
    const client = new ScriptedClient(conflictOfOne(), conditionFailed(OTHERS));
    await expect(storeOn(client).append(TWO, [stockReserved()], ORIGIN)).rejects.toBeInstanceOf(ConcurrencyConflict);
    expect(client.sent).toHaveLength(2);
  });

  test('is one put on the condition that the version is free', async () => {
    const client = new ScriptedClient({});
    const appended = await storeOn(client).append(TWO, [stockReserved()], { ...ORIGIN, actor: 'operator' });
    expect(appended).toMatchObject({ stream: STREAM, version: 3, replayed: false });
    expect(appended.events).toHaveLength(3);
    expect(client.sent).toEqual([{
      name: 'PutItemCommand',
      input: {
        TableName: 'events',
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        Item: {
          pk: { S: STREAM },
          v: { N: '3' },
          ...MINE,
          t: { S: 'StockReserved' },
          sv: { N: '1' },
          ts: { S: '2026-01-02T03:04:05.678Z' },
          cmd: { S: 'ReserveStock' },
          cor: { S: 'message-A-1' },
          cau: { S: TWO.events[1]!.id },
          act: { S: 'operator' },
          d: { S: JSON.stringify(stockReserved().data) },
        },
      },
    }]);
  });

  test('that starts a stream follows the given correlation, or its own command', async () => {
    const client = new ScriptedClient({}, {});
    await storeOn(client).append(NOTHING, [orderPlaced()], { ...ORIGIN, correlation: 'message-1' });
    await storeOn(client).append(NOTHING, [orderPlaced()], ORIGIN);
    expect(client.sent.map(({ input }) => input.Item)).toEqual([
      expect.objectContaining({ v: { N: '1' }, cor: { S: 'message-1' } }),
      expect.objectContaining({ v: { N: '1' }, cor: { S: 'ReserveStock' } }),
    ]);
    expect(client.sent[0]!.input.Item).not.toHaveProperty('cau');
  });

  test('that is there already, by the same command, is a success', async () => {
    expect(
      await storeOn(new ScriptedClient(conditionFailed(MINE))).append(TWO, [stockReserved()], ORIGIN),
    ).toMatchObject({
      version: 3,
      replayed: true,
    });
  });

  test.each([
    ['another command', OTHERS],
    ['nobody knows whom', undefined],
  ])('whose version is taken by %s is a conflict', async (_, item) => {
    const append = storeOn(new ScriptedClient(conditionFailed(item))).append(TWO, [stockReserved()], ORIGIN);
    await expect(append).rejects.toThrow(ConcurrencyConflict);
    await expect(append).rejects.toThrow('version 3 of ORDER#A-1 is taken');
  });

  test('throws other errors as they are', async () => {
    const error = new Error('throttled');
    await expect(storeOn(new ScriptedClient(error)).append(TWO, [stockReserved()], ORIGIN)).rejects.toBe(error);
  });
});

describe('append with effects, or of many events', () => {
  const append = (client: ScriptedClient) => storeOn(client).append(TWO, [stockReserved()], ORIGIN, [EFFECT, EFFECT]);

  test('is one transaction, the events before the effects', async () => {
    const client = new ScriptedClient({});
    expect(await append(client)).toMatchObject({ version: 3, replayed: false });
    expect(client.sent[0]).toMatchObject({
      name: 'TransactWriteItemsCommand',
      input: { TransactItems: [{ Put: { Item: { v: { N: '3' } } } }, EFFECT, EFFECT] },
    });
  });

  test('numbers its events one after the other, each with an id of its own', async () => {
    const client = new ScriptedClient({});
    const { version, events } = await storeOn(client).append(NOTHING, [orderPlaced(), orderValidated()], ORIGIN);
    expect(version).toBe(2);
    expect(events.map(event => event.version)).toEqual([1, 2]);
    expect(events.map(({ id }) => id)).toEqual([0, 1].map(index => eventId(IDENTITY, STREAM, 'ReserveStock', index)));
  });

  test('that is there already is a success, and its effects are not asked about', async () => {
    expect(await append(new ScriptedClient(cancelled(failed(MINE), NONE, failed())))).toMatchObject({ replayed: true });
  });

  test('of many events that are there in part is a conflict', async () => {
    const client = new ScriptedClient(cancelled(failed(MINE), NONE));
    await expect(storeOn(client).append(NOTHING, [orderPlaced(), orderValidated()], ORIGIN)).rejects.toThrow(
      ConcurrencyConflict,
    );
  });

  test('whose version is taken is a conflict, whatever the effects say', async () => {
    await expect(append(new ScriptedClient(cancelled(failed(OTHERS), failed(), NONE)))).rejects.toThrow(
      ConcurrencyConflict,
    );
  });

  test('whose effects are refused says which, counted from the first effect', async () => {
    const found = { pk: { S: 'SKU#MUG' }, available: { N: '1' } };
    const error = (await append(new ScriptedClient(cancelled(NONE, NONE, failed(found)))).catch(
      (thrown: unknown) => thrown,
    )) as EffectRefused;
    expect(error).toBeInstanceOf(EffectRefused);
    expect([...error.refused]).toEqual([1]);
  });

  test('on contended items is tried again, then named', async () => {
    expect(await append(new ScriptedClient(cancelled(NONE, CONFLICT, NONE), {}))).toMatchObject({ replayed: false });
    await expect(
      append(new ScriptedClient(...Array.from({ length: 6 }, () => cancelled(NONE, NONE, CONFLICT)))),
    ).rejects.toMatchObject({ name: 'TransactionContention' });
  });

  test('tried again after a conflict, and there already: the answer of the first try was lost', async () => {
    expect(
      await append(new ScriptedClient(cancelled(CONFLICT, NONE, NONE), cancelled(failed(MINE), NONE, NONE))),
    ).toMatchObject({ replayed: true });
  });
});
