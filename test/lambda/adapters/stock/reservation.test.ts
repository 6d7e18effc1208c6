import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DynamoStock } from '../../../../lambda/adapters/stock/dynamo-stock';
import { release, sell } from '../../../../lambda/adapters/stock/moves';
import { CHUNK_SIZE, Reservation, Shortage } from '../../../../lambda/adapters/stock/reservation';
import { writeOf } from '../../../../lambda/adapters/stock/stock-items';
import type { StockEffect } from '../../../../lambda/orders/effects';
import { IDENTITY } from '../../../support/given/identity';
import {
  CONFLICT, NONE, cancelled, conditionFailed, conflictOfOne, failed,
} from '../../../support/world/dynamodb-errors';
import { noWait } from '../../../support/world/no-wait';
import { type Answer, ScriptedClient } from '../../../support/world/scripted-client';

const TARGET = { table: 'stock', identity: IDENTITY };
const linesOf = (count: number) => Array.from({ length: count }, (_, n) => ({ sku: `S-${n}`, quantity: 1 }));
const set = (skus: number, ...answers: readonly Answer[]) => {
  const client = new ScriptedClient(...answers);
  return {
    client,
    reservation: new Reservation(
      new DynamoStock({ client: client.as(), ...TARGET, backoff: noWait }),
      'A-1',
      linesOf(skus),
    ),
  };
};
/** Effects as they are written with an event. */
const written = (effects: readonly StockEffect[]) => effects.map(effect => writeOf(TARGET, effect));
const keysOf = (items: readonly TransactWriteItem[]) => items.map(({ Update }) => Update!.Key!.pk!.S);
const markerOf = (items: readonly TransactWriteItem[]) => items.at(-1)!.Update!;
const itemsOf = ({ sent }: ScriptedClient, call: number) => sent[call]!.input.TransactItems as TransactWriteItem[];
const held = (...chunks: number[]) => ({ held: { NS: chunks.map(String) } });
const COMPLETE = { complete: { N: '2' } };
/** A transaction of a full chunk that was cancelled: with the reason of some lines, and of the marker behind them. */
const refused = (lines: Record<number, ReturnType<typeof failed>>, marker = NONE) =>
  cancelled(...Array.from({ length: CHUNK_SIZE }, (_, index) => lines[index] ?? NONE), marker);

describe('up to 98 SKUs', () => {
  test('all is moved with the event, and nothing beside it', async () => {
    const { client, reservation } = set(98);
    expect(keysOf(written(await reservation.holdAllButLast()))).toHaveLength(98);
    expect(keysOf(written(await reservation.endAllButLast(sell)))).toHaveLength(98);
    await reservation.releaseIncomplete();
    expect(client.sent).toEqual([]);
  });

  test('a shortage has the lines whose conditions do not hold', async () => {
    const { reservation } = set(3);
    const shortage = await reservation.shortageOfLast(new Map([[0, undefined], [2, undefined]]));
    expect(shortage).toBeInstanceOf(Shortage);
    expect(shortage.lines).toEqual([{ sku: 'S-0', quantity: 1 }, { sku: 'S-2', quantity: 1 }]);
  });
});

describe('over 98 SKUs', () => {
  test('chunks are held one by one, the last with the event; the marker says which', async () => {
    const { client, reservation } = set(200, {}, {}, {});
    const last = written(await reservation.holdAllButLast());
    expect(client.sent[0]!.input).toEqual({
      TableName: 'stock',
      Key: { pk: { S: 'RESERVATION#Test/Orders#A-1' } },
      ConsistentRead: true,
    });
    expect([1, 2].map(call => itemsOf(client, call).length)).toEqual([99, 99]);
    expect(keysOf(last)).toEqual(['SKU#S-196', 'SKU#S-197', 'SKU#S-198', 'SKU#S-199', 'RESERVATION#Test/Orders#A-1']);
    expect(markerOf(itemsOf(client, 2))).toMatchObject({
      UpdateExpression: 'ADD held :set',
      ConditionExpression:
        'attribute_not_exists(abandoned) AND attribute_not_exists(complete) AND NOT contains(held, :n)',
      ExpressionAttributeValues: { ':n': { N: '1' }, ':set': { NS: ['1'] } },
    });
    expect(markerOf(last)).toMatchObject({
      UpdateExpression: 'ADD held :set SET complete = :n',
      ExpressionAttributeValues: { ':n': { N: '2' } },
    });
  });

  test('with the event, no transaction has more than 100 items', async () => {
    const { reservation } = set(196, {}, {});
    expect((await reservation.holdAllButLast()).length + 1).toBeLessThanOrEqual(100);
  });

  test('fault 23: a step that was interrupted goes on with the chunks that the marker lacks', async () => {
    const { client, reservation } = set(300, { Item: held(0, 2) }, {});
    expect(await reservation.holdAllButLast()).toHaveLength(7);
    expect(client.sent.map(({ name }) => name)).toEqual(['GetItemCommand', 'TransactWriteItemsCommand']);
    expect(keysOf(itemsOf(client, 1))[0]).toBe('SKU#S-98');
  });

  test('fault 23: a step that was interrupted over a shortage comes to the same shortage', async () => {
    const abandoned = { S: JSON.stringify([{ sku: 'S-150', quantity: 1 }]) };
    const { client, reservation } = set(200, { Item: { ...held(0), abandoned } }, {});
    await expect(reservation.holdAllButLast()).rejects.toMatchObject({
      name: 'Shortage',
      lines: [{ sku: 'S-150', quantity: 1 }],
    });
    expect(markerOf(itemsOf(client, 1))).toMatchObject({ UpdateExpression: 'DELETE held :set' });
  });

  test.each([
    ['before', [{ Item: { ...held(0, 1, 2), ...COMPLETE } }]],
    ['meanwhile', [{}, refused({}, failed(COMPLETE))]],
  ])('completed %s by a twin, it leaves it to the log to refuse the last chunk', async (_, answers) => {
    const { client, reservation } = set(200, ...answers);
    expect(await reservation.holdAllButLast()).toHaveLength(5);
    expect(client.sent).toHaveLength(answers.length);
  });

  test('a chunk that a twin holds meanwhile is passed over', async () => {
    const { client, reservation } = set(200, {}, refused({ 3: failed() }, failed(held(0))), {});
    expect(await reservation.holdAllButLast()).toHaveLength(5);
    expect(client.sent).toHaveLength(3);
  });

  test('fault 9: a shortage beside a conflict is tried again, until the list of shortages is whole', async () => {
    const abandoned = { S: JSON.stringify([{ sku: 'S-0', quantity: 1 }, { sku: 'S-7', quantity: 1 }]) };
    const { client, reservation } = set(
      200,
      {},
      refused({ 0: failed(), 7: CONFLICT }),
      refused({ 0: failed(), 7: failed() }),
      conflictOfOne(),
      { Attributes: { abandoned } },
    );
    await expect(reservation.holdAllButLast()).rejects.toMatchObject({ name: 'Shortage' });
    expect(client.sent[4]!.input.ExpressionAttributeValues).toEqual({ ':lines': abandoned });
  });

  test('a shortage in a later chunk gives back the chunks before it', async () => {
    const abandoned = { S: JSON.stringify([{ sku: 'S-98', quantity: 1 }]) };
    const { client, reservation } = set(
      200,
      {},
      {},
      refused({ 0: failed() }),
      { Attributes: { ...held(0), abandoned } },
      {},
    );
    await expect(reservation.holdAllButLast()).rejects.toMatchObject({
      name: 'Shortage',
      lines: [{ sku: 'S-98', quantity: 1 }],
    });
    expect(client.sent.map(({ name }) => name)).toEqual([
      'GetItemCommand',
      'TransactWriteItemsCommand',
      'TransactWriteItemsCommand',
      'UpdateItemCommand',
      'TransactWriteItemsCommand',
    ]);
    expect(client.sent[3]!.input).toMatchObject({
      UpdateExpression: 'SET abandoned = if_not_exists(abandoned, :lines)',
      ConditionExpression: 'attribute_not_exists(complete)',
      ExpressionAttributeValues: { ':lines': abandoned },
    });
    expect(itemsOf(client, 4)[0]).toEqual(writeOf(TARGET, release({ sku: 'S-0', quantity: 1 })));
    expect(markerOf(itemsOf(client, 4))).toMatchObject({
      UpdateExpression: 'DELETE held :set',
      ConditionExpression: 'contains(held, :n)',
    });
  });

  test('a slower twin of an abandoned reservation comes to the same shortage', async () => {
    const abandoned = { S: JSON.stringify([{ sku: 'S-150', quantity: 1 }]) };
    const { reservation } = set(200, {}, refused({}, failed({ abandoned })), { Attributes: { abandoned } });
    await expect(reservation.holdAllButLast()).rejects.toMatchObject({ lines: [{ sku: 'S-150', quantity: 1 }] });
  });

  test('a reservation that is complete is never abandoned', async () => {
    const { client, reservation } = set(200, conditionFailed());
    await expect(reservation.shortageOfLast(new Map([[0, undefined]]))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    expect(client.sent).toHaveLength(1);
  });

  test('chunks are sold as the marker says, the last with the event', async () => {
    const { client, reservation } = set(200, { Item: { ...held(2, 1, 0), ...COMPLETE } }, {}, {});
    const last = written(await reservation.endAllButLast(sell));
    expect(keysOf(last)).toEqual(['SKU#S-196', 'SKU#S-197', 'SKU#S-198', 'SKU#S-199', 'RESERVATION#Test/Orders#A-1']);
    expect(markerOf(last)).toMatchObject({
      UpdateExpression: 'DELETE held :set',
      ConditionExpression: 'contains(held, :n)',
      ExpressionAttributeValues: { ':n': { N: '2' } },
    });
    expect(client.sent[0]!.input).toEqual({
      TableName: 'stock',
      Key: { pk: { S: 'RESERVATION#Test/Orders#A-1' } },
      ConsistentRead: true,
    });
    expect([1, 2].map(call => keysOf(itemsOf(client, call))[0])).toEqual(['SKU#S-98', 'SKU#S-0']);
    expect(itemsOf(client, 1)).toHaveLength(99);
  });

  test('a chunk that a twin has ended is passed over; nothing else is', async () => {
    const ended = set(200, { Item: { ...held(1), ...COMPLETE } }, refused({}, failed({})));
    await ended.reservation.endAllButLast(sell);
    expect(ended.client.sent).toHaveLength(2);

    const broken = set(200, { Item: { ...held(1), ...COMPLETE } }, refused({ 5: failed() }));
    await expect(broken.reservation.endAllButLast(sell)).rejects.toMatchObject({ name: 'ConditionsFailed' });
  });

  test('released before it was complete, it is closed to a slower twin, and what is held is given back', async () => {
    const { client, reservation } = set(200, { Attributes: { ...held(0, 1), abandoned: { S: '[]' } } }, {}, {});
    await reservation.releaseIncomplete();
    expect(client.sent[0]!.input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(complete)',
      ExpressionAttributeValues: { ':lines': { S: '[]' } },
    });
    expect([1, 2].map(call => keysOf(itemsOf(client, call))[0])).toEqual(['SKU#S-0', 'SKU#S-98']);
  });

  test('released before it began, it is closed, too', async () => {
    const { client, reservation } = set(200, { Attributes: { abandoned: { S: '[]' } } });
    await reservation.releaseIncomplete();
    expect(client.sent.map(({ name }) => name)).toEqual(['UpdateItemCommand']);
  });
});
