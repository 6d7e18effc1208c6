/** The heartbeat: canaries from end to end, while the workflow works and while it does not, and orders run again. */
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { RerunResult } from '../../../../lambda/adapters/operator/operator';
import type { UnfinishedOrdersPage } from '../../../../lambda/adapters/order-view/unfinished-orders';
import { canaryIdAt } from '../../../../lambda/domain/order/canary';
import { isFinal } from '../../../../lambda/domain/state/status';
import { HAPPY, fresh, orderOf } from '../../support/samples';
import { shop } from '../../support/shop';
import { eventually } from '../../support/world';

/** The pace of the deployed heartbeat. */
const PACE = 12 * 60 * 60_000;
const CANARY_EVENTS = ['OrderPlaced', 'OrderValidated', 'StockReserved', 'OrderConfirmed'];

const sku = fresh('heartbeat');
const start = Math.floor(Date.now() / PACE) * PACE;
/** The time of the nth heartbeat from now. */
const slot = (n: number) => new Date(start + n * PACE);
const canaryOf = (n: number) => canaryIdAt(slot(n));

async function beat(n: number): Promise<void> {
  const { error } = await shop.world.invoke(shop.world.outputs.HeartbeatFunctionName, { time: slot(n).toISOString() });
  if (error) throw new Error(error.errorMessage);
}

const intake = async <T>(request: object): Promise<T> => {
  const { payload, error } = await shop.world.invoke<T>(shop.world.outputs.IntakeFunctionName, request);
  if (error) throw new Error(error.errorMessage);
  return payload;
};

/** The lines with which a function has reported a metric. */
async function metricLines(functionName: string, metric: string): Promise<Record<string, unknown>[]> {
  const lines = (await shop.world.logOf(functionName)).filter(line => line.startsWith('{'));
  return lines.map(line => JSON.parse(line) as Record<string, unknown>).filter(line => metric in line);
}

/** The values of a metric that the heartbeat has reported, oldest first. */
async function reported(metric: string): Promise<unknown[]> {
  return (await metricLines(shop.world.outputs.HeartbeatFunctionName, metric)).map(line => line[metric]);
}

/** Sets the handler of every function that the state machine invokes. */
async function setHandlers(Handler: string): Promise<void> {
  const { StateMachineArn: stateMachineArn } = shop.world.outputs;
  const { definition } = await shop.world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const functions = new Set(definition!.match(/arn:aws:lambda:[^"]*:function:[\w-]+/g));
  expect(functions.size).toBeGreaterThan(2);
  for (const FunctionName of functions) {
    await shop.world.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler }));
  }
}

/** Stops or starts what takes messages off the order queue. */
const feedIntake = (enabled: boolean) => shop.world.feed(shop.world.outputs.IntakeFunctionName, enabled);

beforeAll(() => shop.stock({ [sku]: 100 }));

test('a canary goes from end to end, and the next heartbeat says so', async () => {
  await beat(0);
  const canary = await shop.ended(canaryOf(0));
  expect(canary.types).toEqual(CANARY_EVENTS);
  expect((await shop.row(canary.orderId)).version).toBe(CANARY_EVENTS.length);
  await beat(1);
  expect(await reported('CanaryOverdue')).toEqual([0]);
  expect((await reported('Heartbeat')).length).toBe(2);
  await shop.ended(canaryOf(1));
});

test('a canary is shown by no API, published on no bus and charged by no provider', async () => {
  expect((await shop.call('GET', `/orders/${canaryOf(0)}`)).status).toBe(404);
  expect((await shop.call('GET', `/orders/${canaryOf(0)}/events`)).status).toBe(404);
  expect(await shop.charge(canaryOf(0))).toBeUndefined();
  // The relay has read its events, because it has published those of a later order.
  const later = await shop.take(orderOf(sku));
  expect((await shop.onBus(later.orderId, HAPPY.length)).length).toBe(HAPPY.length);
  expect((await metricLines(shop.world.outputs.RelayFunctionName, 'RelayLag')).length).toBeGreaterThan(0);
  expect(await shop.onBus(canaryOf(0), 0)).toEqual([]);
});

test('a client cannot send an order with the id of a canary', async () => {
  expect((await shop.call('POST', '/orders', { ...orderOf(sku), orderId: canaryOf(9) })).status).toBe(400);
});

describe('while the functions of the state machine are broken', () => {
  const orders = Array.from({ length: 3 }, () => orderOf(sku));

  beforeAll(() => setHandlers('missing.handler'));
  afterAll(async () => {
    await setHandlers('index.handler');
    await feedIntake(true);
  });

  test('the metric of the canary\'s alarm appears, and the orders are listed', async () => {
    await shop.send(...orders);
    await beat(2);
    for (const orderId of [canaryOf(2), ...orders.map(one => one.orderId)]) {
      expect((await shop.execution(orderId)).status).toBe('FAILED');
    }
    // What the heartbeat sends waits on the queue, or the orders would run and fail once more.
    await feedIntake(false);
    await beat(3);
    expect((await reported('CanaryOverdue')).at(-1)).toBe(1);
    expect((await reported('OrdersSwept')).at(-1)).toBeGreaterThanOrEqual(orders.length + 1);
    expect((await reported('SweepFailed')).at(-1)).toBe(0);
    await eventually('list of unfinished orders', async () => {
      const underway = await intake<UnfinishedOrdersPage>({ list: { underway: true, limit: 1_000 } });
      const parked = await intake<UnfinishedOrdersPage>({ list: { parked: true, limit: 1_000 } });
      const listed = [...underway.orders, ...parked.orders].map(({ orderId }) => orderId);
      return orders.every(({ orderId }) => listed.includes(orderId)) || undefined;
    });
  });

  test('after the repair, heartbeats finish every order that was left', async () => {
    await setHandlers('index.handler');
    await feedIntake(true);
    const left = [canaryOf(2), canaryOf(3), ...orders.map(({ orderId }) => orderId)];
    let n = 4;
    await eventually('end of all orders', async () => {
      await beat(n++);
      const now = await Promise.all(left.map(orderId => shop.look(orderId)));
      return now.every(({ state }) => isFinal(state.status)) || undefined;
    });
    for (const { orderId } of orders) {
      const { types } = await shop.look(orderId);
      expect(types.filter(type => type !== 'OrderParked')).toEqual(HAPPY);
    }
    for (let canary = 4; canary < n; canary++) await shop.ended(canaryOf(canary));
    expect(await shop.level(sku)).toMatchObject({ reserved: 0, sold: orders.length + 1 });
  });
});

test('a rerun answers for each order, and a dry run does nothing', async () => {
  const { orderId } = await shop.take(orderOf(sku));
  const answers = [{ orderId, answer: 'ended' }, { orderId: 'no-such-order', answer: 'unknown' }];
  const rerun = [orderId, 'no-such-order'];
  for (const dryRun of [true, false]) {
    expect(await intake<RerunResult>({ rerun, dryRun })).toEqual({ dryRun, orders: answers });
  }
});

test('a wrong request is refused in words', async () => {
  await expect(intake({ rerun: 'A-1' })).rejects.toThrow(/rerun is "A-1"; allowed: /);
});
