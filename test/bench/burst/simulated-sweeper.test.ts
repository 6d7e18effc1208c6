/** What a sweep of the simulation looks at, how long that takes, and what it sends. */
import { Chance } from '../../../bench/burst/engine/chance';
import { SimulationClock } from '../../../bench/burst/engine/clock';
import { newOrderRecord, type OrderRecord } from '../../../bench/burst/pipeline/order-record';
import { SimulatedSweeper } from '../../../bench/burst/pipeline/simulated-sweeper';

const PERIOD = 1_200;
const PAUSE = { first: 600, longest: 21_600 };
const POLICY = { period: PERIOD, limit: 50, atOnce: 10, longest: 180, minAge: 300, pause: PAUSE };
/** With ten at once, one of them ends each second. */
const QUERY = 10;

let clock: SimulationClock;
let sent: { readonly order: OrderRecord; readonly at: number }[];
let waiting: number;
let sweeper: SimulatedSweeper;

beforeEach(() => {
  [clock, sent, waiting] = [new SimulationClock(), [], 0];
  sweeper = new SimulatedSweeper({
    clock,
    chance: new Chance(1),
    policy: POLICY,
    query: QUERY,
    isOut: () => false,
    queueLength: () => waiting,
    send: order => void sent.push({ order, at: clock.now }),
    hasUnfinishedOrders: () => true,
  });
});

function add(count: number, parked: string | undefined, parkings: number): OrderRecord[] {
  const orders = Array.from({ length: count }, (_, id) => ({
    ...newOrderRecord({ id, arrivedAt: 0, isHot: false, isUnlucky: false, isDeclined: false, isDefective: false }),
    parked,
    parkings,
  }));
  orders.forEach(order => sweeper.add(order));
  return orders;
}

const FAULT = 'TransactionContention';
/** How often an order was parked before: its pause is long, or over by the first sweep. */
const OFTEN = 10;
const NEVER = 0;

test('orders that only pause take its time: those that are due come later, or in the next sweep', () => {
  add(100, FAULT, OFTEN);
  add(20, FAULT, NEVER);
  clock.runUntil(PERIOD + POLICY.longest);
  expect(sent).toHaveLength(20);
  expect(sent.at(-1)!.at - sent[0]!.at).toBeGreaterThanOrEqual(19);
  expect(Math.max(...sent.map(({ at }) => at))).toBeLessThanOrEqual(PERIOD + 120);
});

test('a sweep ends with its time', () => {
  add(1_000, FAULT, OFTEN);
  add(1_000, FAULT, NEVER);
  clock.runUntil(PERIOD + 2 * POLICY.longest);
  expect(sent.every(({ at }) => at <= PERIOD + POLICY.longest)).toBe(true);
});

test('a lost order gets its turn, however many pause', () => {
  add(1_000, FAULT, OFTEN);
  const [lost] = add(1, undefined, 0);
  clock.runUntil(PERIOD + 2);
  expect(sent.map(({ order }) => order)).toEqual([lost]);
});

test('an order that was parked a short time ago is not looked at', () => {
  clock.at(PERIOD - POLICY.minAge + 1, () => add(1_000, FAULT, OFTEN));
  const late = () => add(1, 'PaymentOutcomeUnknown', NEVER);
  clock.at(PERIOD / 2, late);
  clock.runUntil(PERIOD);
  expect(sent).toHaveLength(1);
});

test('it sends no more than there is room for', () => {
  add(100, FAULT, NEVER);
  waiting = 20;
  clock.runUntil(PERIOD + POLICY.longest);
  expect(sent).toHaveLength(POLICY.limit - 20);
});
