import { newProjection } from './projection';
import { scannedTable } from './scanned-table';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, anOrder, orderPlaced } from '../../given/orders';
import { imagesOf } from '../../given/stream';

/** As many confirmed orders, which no row shows yet: six events each, the first at noon and the last at five past. */
export function redrivenTable(count: number) {
  const items = new Map<string, ReturnType<typeof imagesOf>>();
  const { table, client, calls } = scannedTable(items);
  const projection = newProjection(table);
  const ids = Array.from({ length: count }, (_, n) => `A-${n + 1}`);
  for (const orderId of ids) {
    const images = imagesOf(orderId, [orderPlaced(anOrder({ orderId })), ...SITUATIONS.confirmed.slice(1)]);
    items.set(orderStream(orderId), images);
    projection.log.items.set(orderStream(orderId), images);
  }
  return { ...projection, client, calls, ids, items };
}
