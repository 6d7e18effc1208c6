import { Clock } from './clock';
import { MemoryGateway } from './memory-gateway';
import { noWait } from './no-wait';
import { commandsIn, newLog, ordersIn } from './orders-in';
import { Provider } from '../../../lambda/adapters/payment/provider';
import type { PaymentTerms } from '../../../lambda/adapters/payment/settling/settle-needs';
import { MemoryStock } from '../../../lambda/adapters/stock/memory-stock';
import { IDENTITY } from '../given/identity';

const stock = new MemoryStock();
const clock = new Clock();
const gateway = new MemoryGateway(clock);
const log = newLog(effects => stock.apply(effects));

const HOUR = 60 * 60_000;

/** The money is taken at once; a pending payment is waited for a day, and an authorization lives for a week. */
export const USUAL_TERMS: PaymentTerms = {
  onAccount: false,
  looksUp: true,
  capture: 'IMMEDIATE',
  expiring: 'RENEW',
  pendingFor: 24 * HOUR,
  authorizationLife: 7 * 24 * HOUR,
};
const { commands, records } = commandsIn(log);

/**
 * What the handlers under test get in place of tables, provider and metrics: the real orders over a log and a stock in
 * memory.
 */
export const world = {
  log,
  stock,
  orders: ordersIn(log, noWait, clock.now),
  /** Commands of clients, and the log of their records. */
  commands,
  records,
  gateway,
  provider: new Provider(gateway, clock),
  /** A test may change them. */
  terms: USUAL_TERMS,
  clock,
  now: clock.now,
  identity: IDENTITY,
  count: jest.fn(),
};

/** Empties the world, but for the stock of these SKUs. */
export function newWorld(levels: Readonly<Record<string, number>> = {}): void {
  log.items.clear();
  log.faults = [];
  records.faults = [];
  stock.clear();
  world.gateway.clear();
  world.terms = USUAL_TERMS;
  for (const [sku, quantity] of Object.entries(levels)) stock.set(sku, quantity);
}
