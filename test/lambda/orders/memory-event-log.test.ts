import { MemoryStock } from '../../../lambda/adapters/stock/memory-stock';
import { applyWithRecords } from '../../../lambda/orders/commands/records-in-memory';
import { MemoryEventLog } from '../../../lambda/orders/memory-event-log';
import type { Item } from '../../../lambda/orders/stored-item';
import { testEventLog } from '../../support/contract/event-log';
import { IDENTITY } from '../../support/given/identity';

let names = 0;

testEventLog(() => {
  const stock = new MemoryStock();
  const items = new Map<string, Item[]>();
  const apply = applyWithRecords(items, effects => stock.apply(effects));
  return {
    log: (isKnown = () => true) => new MemoryEventLog({ identity: IDENTITY, isKnown, apply, items }),
    plant: async item => void items.get(item.pk!.S!)!.push(item),
    fresh: prefix => `${prefix}${++names}`,
    setStock: async (sku, quantity) => stock.set(sku, quantity),
    stockOf: async sku => stock.counters.get(sku)!,
  };
});

test('a log without stock refuses every effect', async () => {
  const log = new MemoryEventLog({ identity: IDENTITY, isKnown: () => true });
  const history = await log.load('S');
  const effect = { type: 'EndChunk', orderId: 'A-1', chunk: 0 } as const;
  const append = log.append(history, [{ type: 'One', data: 1 }], { command: 'c', time: new Date() }, [effect]);
  await expect(append).rejects.toMatchObject({ name: 'EffectRefused' });
});

test('a forged history that would leave a gap is a defect', async () => {
  const log = new MemoryEventLog({ identity: IDENTITY, isKnown: () => true });
  const forged = { stream: 'S', version: 4, events: [] };
  const append = log.append(forged, [{ type: 'One', data: 1 }], { command: 'c', time: new Date() });
  await expect(append).rejects.toThrow('S would have a gap');
});
