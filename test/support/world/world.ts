import { Clock } from './clock';
import { MemoryGateway } from './memory-gateway';
import { newLog, ordersIn } from './orders-in';
import { Provider } from '../../../lambda/adapters/payment/provider';
import { MemoryStock } from '../../../lambda/adapters/stock/memory-stock';
import { IDENTITY } from '../given/identity';

const stock = new MemoryStock();
const gateway = new MemoryGateway();
const clock = new Clock();
const log = newLog(effects => stock.apply(effects));

/**
 * What the handlers under test get in place of tables, provider and metrics: the real orders over a log and a stock in
 * memory.
 */
export const world = {
  log,
  stock,
  orders: ordersIn(log),
  gateway,
  provider: new Provider(gateway, clock),
  clock,
  now: clock.now,
  identity: IDENTITY,
  count: jest.fn(),
};

/** Empties the world, but for the stock of these SKUs. */
export function newWorld(levels: Readonly<Record<string, number>> = {}): void {
  log.items.clear();
  log.faults = [];
  stock.clear();
  world.gateway.clear();
  for (const [sku, quantity] of Object.entries(levels)) stock.set(sku, quantity);
}
