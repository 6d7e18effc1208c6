import { MemoryGateway } from './memory-gateway';
import { newLog, ordersIn } from './orders-in';
import { MemoryStock } from '../../../lambda/adapters/stock/memory-stock';

const stock = new MemoryStock();
const log = newLog(effects => stock.apply(effects));

/**
 * What the handlers under test get in place of tables, provider and metrics: the real orders over a log and a stock in
 * memory.
 */
export const world = {
  log,
  stock,
  orders: ordersIn(log),
  gateway: new MemoryGateway(),
  count: jest.fn(),
};

/** Empties the world, but for the stock of these SKUs. */
export function newWorld(levels: Readonly<Record<string, number>> = {}): void {
  log.items.clear();
  log.faults = [];
  stock.clear();
  world.gateway.ledger.clear();
  world.gateway.decided = false;
  for (const [sku, quantity] of Object.entries(levels)) stock.set(sku, quantity);
}
