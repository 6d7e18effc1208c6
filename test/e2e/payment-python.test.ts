/**
 * The payment function in Python, examples/payment-python, deployed as it is: it takes orders to their ends, and its
 * bank's own books say how often money was taken.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { E2E_OUTPUTS, type E2eOutputs, PYTHON_STACK } from './support/names';
import { DECLINED, HAPPY, fresh, orderOf } from './support/samples';
import { Shop } from './support/shop';
import { World } from './support/world';
import type { Order } from '../../lambda/domain/order/order';
import { requireOutputs } from '../../src/contract/manifest';
import type { FollowUpRequest, PaymentCall } from '../../src/contract/payment/payment-call';
import { ROOT } from '../../tools/root';

jest.setTimeout(180_000);

interface BankEntry {
  readonly purpose: 'charge' | 'capture' | 'release' | 'refund';
  readonly amount: number;
  state: 'done' | 'waiting' | 'refused';
  readonly metadata?: { readonly orderId: string };
}
interface BankItem {
  readonly payment: string;
  readonly requests: Record<string, BankEntry>;
}
type PythonOutputs = E2eOutputs & Readonly<Record<'PaymentFunctionName', string>>;

describe('the payment function in Python', () => {
  const sku = fresh('python');
  const shop = new Shop();
  let world: World<PythonOutputs>;

  beforeAll(async () => {
    const app = { app: 'npx tsx test/e2e/payment-python-app.ts', stack: PYTHON_STACK, cwd: ROOT, env: {} };
    world = await World.of(app, outputs => requireOutputs(outputs, [...E2E_OUTPUTS, 'PaymentFunctionName']));
    shop.of(world);
    await shop.stock({ [sku]: 1_000 });
  });

  afterAll(() => world?.stop());

  /** What the bank has booked about the payments of an order. */
  async function payments(orderId: string): Promise<BankItem[]> {
    const items = await world.scan(world.outputs.PaymentLedgerTableName);
    return items.map(record => JSON.parse(unmarshall(record).item as string) as BankItem)
      .filter(({ payment, requests }) => requests[payment]!.metadata!.orderId === orderId);
  }

  /** The amounts that the bank has moved for an order. */
  async function moved(orderId: string, purpose: BankEntry['purpose']): Promise<number[]> {
    return (await payments(orderId)).flatMap(({ requests }) => Object.values(requests))
      .filter(entry => entry.purpose === purpose && entry.state === 'done').map(({ amount }) => amount);
  }

  /** The customer confirms the payment of an order. */
  async function confirm(orderId: string): Promise<void> {
    const [item] = await payments(orderId);
    item!.requests[item!.payment]!.state = 'done';
    const { PaymentLedgerTableName: table } = world.outputs;
    const stored = (await world.scan(table)).find(({ pk }) => pk!.S === item!.payment);
    await shop.overwrite(table, { ...stored, item: { S: JSON.stringify(item) } });
  }

  const pendingOrder = async (): Promise<Order> => {
    const order = orderOf(sku, { method: 'test-pending' });
    await shop.send(order);
    await shop.until(order.orderId, ({ types }) => types.includes('PaymentPending'));
    await shop.execution(order.orderId);
    return order;
  };

  test('takes an order to its end, and the money once', async () => {
    const order = orderOf(sku);
    expect((await shop.take(order)).types).toEqual(HAPPY);
    expect(await moved(order.orderId, 'charge')).toEqual([250]);
  });

  test('declines', async () => {
    const order = orderOf(sku, { method: 'test-decline' });
    expect((await shop.take(order)).types).toEqual(DECLINED);
    expect(await moved(order.orderId, 'charge')).toEqual([]);
  });

  test('fault 5: dies between the charge and the answer: the charge is looked up, not repeated', async () => {
    const order = orderOf(sku, { method: 'test-crash' });
    expect((await shop.take(order)).types).toEqual(HAPPY);
    expect(await moved(order.orderId, 'charge')).toEqual([250]);
  });

  test('fault 38: repeats a server error: the charge is looked up, and never taken for declined', async () => {
    const order = orderOf(sku, { method: 'test-error' });
    expect((await shop.take(order)).types).toEqual(HAPPY);
    expect(await moved(order.orderId, 'charge')).toEqual([250]);
  });

  test('has to wait for the customer: the order goes on once the payment is confirmed', async () => {
    const { orderId } = await pendingOrder();
    await confirm(orderId);
    expect((await shop.rerunToEnd(orderId)).types.slice(-2)).toEqual(['PaymentCaptured', 'OrderConfirmed']);
    expect(await moved(orderId, 'charge')).toEqual([250]);
  });

  test('is confirmed by the customer after the order was cancelled: the money goes back', async () => {
    const { orderId } = await pendingOrder();
    await shop.command(orderId, { type: 'RequestCancellation', by: 'customer' });
    await confirm(orderId);
    const { types } = await shop.rerunToEnd(orderId);
    expect(types.at(-1)).toBe('OrderCancelled');
    expect(types).toEqual(expect.arrayContaining(['PaymentCaptured', 'PaymentRefunded', 'StockReleased']));
    expect([await moved(orderId, 'charge'), await moved(orderId, 'refund')]).toEqual([[250], [250]]);
  });

  describe('is called itself:', () => {
    const requestedAt = '2026-11-24T17:00:00.000Z';
    const fields = { version: 1, pipeline: 'Other/Orders', orderId: 'direct', currency: 'GBP', requestedAt } as const;
    const charge = (key: string, capture: boolean): PaymentCall => ({
      ...fields, operation: 'authorize', purpose: 'authorize', key, amount: 900, attempt: 1, capture, method: 'card',
    });
    const followUp = (purpose: FollowUpRequest['purpose'], key: string, payment: string, amount: number): PaymentCall =>
      ({ ...fields, operation: purpose, purpose, key, amount, payment: { key: payment } });
    const answers = async (...calls: PaymentCall[]): Promise<unknown[]> => Promise.all(calls.map(async call =>
      ((await world.invoke<{ status: string }>(world.outputs.PaymentFunctionName, call)).payload).status));

    test('one key at once is one charge', async () => {
      const call = charge('one-key', true);
      expect(await answers(call, call, call, call)).toEqual(Array(4).fill('succeeded'));
      expect(await moved('direct', 'charge')).toEqual([900]);
    });

    test('refunds at once succeed as far as the payment covers them', async () => {
      await answers(charge('refunded', true));
      const refunds = await answers(...[1, 2, 3, 4].map(n => followUp('refund', `refund-${n}`, 'refunded', 400)));
      expect(refunds.sort()).toEqual(['declined', 'declined', 'succeeded', 'succeeded']);
    });

    test('a part of an authorization is captured, and the rest voided', async () => {
      await answers(charge('held', false));
      expect(await answers(followUp('capture', 'part', 'held', 500))).toEqual(['succeeded']);
      expect(await answers(followUp('void', 'all', 'held', 900))).toEqual(['declined']);
      expect(await answers(followUp('void', 'rest', 'held', 400))).toEqual(['succeeded']);
      expect(await answers({ ...charge('nobody', true), operation: 'lookUp' })).toEqual(['notFound']);
    });
  });
});
