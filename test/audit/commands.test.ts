import { outcomesAreOnRecord } from '../../audit/commands';
import { toTables } from '../../audit/tables';
import type { Item } from '../../lambda/orders/stored-item';
import { orderStream } from '../../lambda/orders/streams';
import { cancelOrder, retryOrder } from '../support/given/client-commands';
import { SITUATIONS } from '../support/given/orders';
import { imagesOf } from '../support/given/stream';
import { newWorld, world } from '../support/world/world';

beforeEach(async () => {
  newWorld();
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS.reserved));
  await world.commands.carryOut(cancelOrder());
  await world.commands.carryOut(retryOrder({ commandId: 'c-2' }));
});

const check = (change: (items: Item[]) => Item[] = items => items) => {
  const items = change([...world.log.items.values()].flat());
  return outcomesAreOnRecord(toTables({ events: items, stock: [], view: [] }));
};
const isRecord = ({ pk }: Item) => pk!.S!.includes('#CMD#');

test('accepted and refused commands are in balance', () => {
  expect(check()).toEqual({ name: 'one outcome for each command', ok: true, detail: '2 on record' });
});

test.each<[string, (items: Item[]) => Item[]]>([
  ['events without a record', items => items.filter(item => !isRecord(item))],
  ['a second outcome', items => [...items, { ...items.find(isRecord)!, v: { N: '2' } }]],
  ['a record of another version', items => items.map(item =>
    (isRecord(item) ? { ...item, d: { S: item.d!.S!.replace('"orderVersion":4', '"orderVersion":3') } } : item))],
])('%s are off', (_, change) => {
  expect(check(change)).toMatchObject({ ok: false });
});
