/** Orders that go well: every part of the pipeline sees the same. */
import { DescribeExecutionCommand, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { evolveRow } from '../../../lambda/adapters/order-view/order-row';
import type { Order } from '../../../lambda/domain/order/order';
import { paymentKey } from '../../../lambda/domain/state/money/payment-key';
import { HAPPY, fresh, orderOf } from '../support/samples';
import { shop } from '../support/shop';
import { eventually } from '../support/world';

/** The form of an event's id. @see RFC 9562, section 5.5 */
const UUID5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an order from the queue', () => {
  const sku = fresh('sku');
  const order: Order = {
    ...orderOf(sku),
    lines: [
      { sku, description: 'Tea & <b>biscuits</b>', quantity: 2, unitPrice: 1_250 },
      { sku: `${sku}-b`, quantity: 1, unitPrice: 99 },
    ],
    metadata: { channel: 'web' },
  };
  const { orderId } = order;

  beforeAll(async () => {
    await shop.stock({ [sku]: 10, [`${sku}-b`]: 3 });
    await shop.take(order);
  });

  test('is confirmed, by exactly the events that say so', async () => {
    const { types, events, version } = await shop.look(orderId);
    expect(types).toEqual(HAPPY);
    const key = paymentKey({ identity: shop.world.outputs.Identity, orderId, attempt: 1 });
    expect(events.map(event => event.version)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(version).toBe(6);
    expect(events.map(({ event }) => event.data)).toEqual([
      { order, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { currency: 'GBP', total: 2_599 },
      { lines: [{ sku, quantity: 2 }, { sku: `${sku}-b`, quantity: 1 }] },
      {
        key,
        attempt: 1,
        amount: 2_599,
        currency: 'GBP',
        method: 'card',
        capture: 'IMMEDIATE',
        requestedAt: expect.any(String),
      },
      { key, payment: key, amount: 2_599, currency: 'GBP', reference: `simulated-${key}` },
      { currency: 'GBP', total: 2_599 },
    ]);
    expect(new Set(events.map(({ correlation }) => correlation)).size).toBe(1);
    expect(events.slice(1).map(({ causation }) => causation)).toEqual(events.slice(0, -1).map(({ id }) => id));
    for (const { id } of events) expect(id).toMatch(UUID5);
  });

  test('takes four invocations and five states, without personal data in the execution', async () => {
    const { arn, status } = await shop.execution(orderId);
    expect(status).toBe('SUCCEEDED');
    const history = new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1_000 });
    const { events = [] } = await shop.world.sfn.send(history);
    const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    expect(entered).toEqual(['ValidateOrder', 'ReserveStock', 'TakePayment', 'ConfirmOrder', 'Confirmed']);
    const { input } = await shop.world.sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    expect(JSON.parse(input!)).toEqual({ orderId });
  });

  test('is shown by the order view as its events add up', async () => {
    const { events } = await shop.look(orderId);
    const { row, version } = await shop.row(orderId);
    expect(version).toBe(6);
    expect(row).toEqual(events.reduce<ReturnType<typeof evolveRow> | undefined>(evolveRow, undefined));
    const key = paymentKey({ identity: shop.world.outputs.Identity, orderId, attempt: 1 });
    const payment = { method: 'card', status: 'CAPTURED', reference: `simulated-${key}` };
    const { lines, customer } = order;
    expect(row).toMatchObject({ orderId, status: 'CONFIRMED', total: 2_599, currency: 'GBP' });
    expect(row).toMatchObject({ lines, customer, payment });
    expect(row!.closedAt).toBe(events.at(-1)!.time);
  });

  test('has sold its stock and captured its money', async () => {
    expect(await shop.level(sku)).toEqual({ sku, onHand: 10, available: 8, reserved: 0, sold: 2 });
    expect(await shop.level(`${sku}-b`)).toEqual({ sku: `${sku}-b`, onHand: 3, available: 2, reserved: 0, sold: 1 });
    expect(await shop.charge(orderId))
      .toMatchObject({ orderId, amount: 2_599, currency: 'GBP', outcome: 'succeeded', captured: 2_599, refunded: 0 });
  });

  test('is told to its customer by one mail, in text and in HTML', async () => {
    const mail = await shop.mail(orderId);
    expect(mail).toMatchObject({
      To: ['ann@example.com'],
      Source: 'Shop <orders@shop.example>',
      Subject: `Your order ${orderId} is confirmed`,
    });
    expect(mail.BodyText).toContain('Hello Ann Example');
    expect(mail.BodyText).toContain('2 x Tea & <b>biscuits</b> at £12.50: £25.00');
    expect(mail.BodyText).toContain('Total: £25.99');
    expect(mail.BodyHtml).toContain('<td>Tea &amp; &lt;b&gt;biscuits&lt;/b&gt;</td>');
    expect(mail.BodyHtml).not.toContain('<b>biscuits');
    expect(await shop.mails(orderId)).toHaveLength(1);
  });

  test('is published to the topic, with attributes to filter by', async () => {
    const message = await eventually('message of the topic', async () => {
      const messages = await shop.world.drain(shop.world.outputs.ConfirmedSubscriber);
      return messages.map(({ Body }) => JSON.parse(Body!)).find(one => JSON.parse(one.Message).subject === orderId);
    });
    expect(JSON.parse(message.Message)).toMatchObject({
      type: 'OrderConfirmed',
      subject: orderId,
      sequence: 6,
      data: { currency: 'GBP', total: 2_599 },
    });
    expect(message.MessageAttributes).toEqual({
      eventType: { Type: 'String', Value: 'OrderConfirmed' },
      status: { Type: 'String', Value: 'CONFIRMED' },
      customerId: { Type: 'String', Value: 'customer-7' },
    });
  });

  test('is on the bus, event by event, as CloudEvents', async () => {
    const { events } = await shop.look(orderId);
    const told = await shop.onBus(orderId);
    expect(told).toHaveLength(6);
    const expected = events.map(({ id, event, time, version, correlation, causation }) => ({
      specversion: '1.0',
      id,
      source: `cdk-order-pipeline/${shop.world.outputs.Identity}`,
      type: event.type,
      subject: orderId,
      time,
      datacontenttype: 'application/json',
      dataschema: `urn:cdk-order-pipeline:${event.type}:1`,
      sequence: version,
      correlationid: correlation,
      ...(causation && { causationid: causation }),
      data: event.data,
    }));
    expect([...told].sort((a, b) => a.sequence - b.sequence)).toEqual(expected);
  });
});

describe('amounts', () => {
  test.each([
    ['yen have no minor unit', 'JPY', 3, 333, 999, '￥999', 'ja-JP'],
    ['dinars of Kuwait have a thousand', 'KWD', 1, 1_234, 1_234, 'KWD 1.234', 'en'],
    ['the largest amount is exact to the last penny', 'GBP', 1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, '£90,071,992,547,409.91', 'en-GB'],
  ])('%s', async (_, currency, quantity, unitPrice, total, shown, locale) => {
    const sku = fresh('sku');
    await shop.stock({ [sku]: 5 });
    const order = orderOf(sku, { currency, quantity, unitPrice, customer: { email: 'money@example.com', locale } });
    const { types } = await shop.take(order);
    expect(types).toEqual(HAPPY);
    expect(await shop.charge(order.orderId)).toMatchObject({ amount: total, currency });
    expect((await shop.row(order.orderId)).row).toMatchObject({ total, currency });
    const text = (await shop.mail(order.orderId)).BodyText!.replace(/[\u00a0\u202f]/g, ' ');
    expect(text).toContain(`Total: ${shown}`);
  });

  test('nothing to pay is confirmed without a payment', async () => {
    const sku = fresh('sku');
    await shop.stock({ [sku]: 1 });
    const order = orderOf(sku, { unitPrice: 0 });
    const { types } = await shop.take(order);
    expect(types).toEqual(['OrderPlaced', 'OrderValidated', 'StockReserved', 'OrderConfirmed']);
    expect(await shop.charge(order.orderId)).toBeUndefined();
  });
});
