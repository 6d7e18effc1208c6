import { makeReport } from '../../../demo/show/report';
import { balanced, facts as runFacts } from '../../audit/shop-books';

const facts = { ...runFacts, endpoint: null, outputs: { TopicArn: 'arn' } };

describe('the report', () => {
  test('adds up the tables', () => {
    expect(makeReport(balanced, facts)).toEqual({
      endpoint: null,
      outputs: { TopicArn: 'arn' },
      orders: {
        total: 4,
        confirmed: 2,
        rejected: { PRICE_NEGATIVE: 1 },
        cancelled: { CANCELLATION_REQUESTED: 1 },
        notEnded: 0,
      },
      events: 24,
      mails: 1,
      stock: { onHand: 15, available: 9, reserved: 0, sold: 6 },
      money: { currency: 'GBP', captured: 900, refunded: 300, confirmed: 600 },
      seconds: 5,
      ordersPerSecond: 0.8,
      acceptedToFinalMs: { p50: 300, p99: 4_000 },
    });
  });

  test('takes speed from what this run has ended, and is 0 where that is nothing', () => {
    const one = makeReport(balanced, { ...facts, endedBefore: new Set(['paid', 'guest', 'bad']) });
    expect(one).toMatchObject({ seconds: 0.8, ordersPerSecond: 1.25, acceptedToFinalMs: { p50: 300, p99: 300 } });
    const none = makeReport(balanced, { ...facts, endedBefore: new Set(facts.sent) });
    expect(none).toMatchObject({ seconds: 0, ordersPerSecond: 0, acceptedToFinalMs: { p50: 300, p99: 4_000 } });
  });

  test('counts what was put aside as rejected, and what is nowhere as not ended', () => {
    const sent = [...facts.sent, 'large', 'lost'];
    const refused = new Map([['large', 'ORDER_TOO_LARGE'], ['paid', 'ORDER_ID_CONFLICT']]);
    const { orders } = makeReport(balanced, { ...facts, sent, refused });
    expect(orders).toEqual({
      total: 6,
      confirmed: 2,
      rejected: { ORDER_TOO_LARGE: 1, PRICE_NEGATIVE: 1 },
      cancelled: { CANCELLATION_REQUESTED: 1 },
      notEnded: 1,
    });
  });

  test('of nothing is all zeros', () => {
    const nothing = { orders: new Map(), notifications: new Map(), commands: new Map(), stock: [], view: new Map() };
    expect(makeReport(nothing, { ...facts, sent: [] })).toMatchObject({
      orders: { total: 0, notEnded: 0 },
      events: 0,
      mails: 0,
      seconds: 0,
      ordersPerSecond: 0,
      acceptedToFinalMs: { p50: 0, p99: 0 },
    });
  });

  test('keeps the order of its figures, which readers see', () => {
    expect(Object.keys(makeReport(balanced, facts))).toEqual([
      'endpoint', 'outputs', 'orders', 'events', 'mails', 'stock', 'money',
      'seconds', 'ordersPerSecond', 'acceptedToFinalMs',
    ]);
  });
});
