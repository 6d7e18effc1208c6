import type { ChargeRequest, PaymentResult } from '../../../../lambda/adapters/payment/gateway';
import { Provider } from '../../../../lambda/adapters/payment/provider';
import { takePayment } from '../../../../lambda/adapters/steps/take-payment';
import { orderStream } from '../../../../lambda/orders/streams';
import { KEY, SITUATIONS, type Situation, TOTAL } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { MemoryGateway } from '../../../support/world/memory-gateway';
import { newWorld, world } from '../../../support/world/world';

const handler = takePayment(world);

const CAPTURED: PaymentResult = { status: 'captured', reference: 'ref-1' };
const DECLINED: PaymentResult = { status: 'declined', code: 'CARD_DECLINED' };
const charge = jest.spyOn(world.gateway, 'charge');
const lookUp = jest.spyOn(world.gateway, 'lookUp');
const REQUEST: ChargeRequest = { key: KEY, orderId: 'A-1', amount: TOTAL, currency: 'GBP', method: 'card' };
const calls = () => [charge, lookUp].map(({ mock }) => mock.calls.length);
const MINUTES = 60_000;

function given(situation: Situation) {
  newWorld();
  // Two minutes after `PaymentRequested`.
  world.clock.set('2026-01-01T12:05:00.000Z');
  charge.mockReset().mockRejectedValue(new Error('not set up'));
  lookUp.mockReset().mockResolvedValue({ status: 'none' });
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS[situation]));
}
const take = () => handler({ orderId: 'A-1' });
const newTypes = (situation: Situation) =>
  world.log.items
    .get(orderStream('A-1'))!
    .slice(SITUATIONS[situation].length)
    .map(item => item.t!.S);

/** A call of the provider that is never answered: it ends when its deadline does. */
const unanswered = (_: ChargeRequest, signal: AbortSignal) => {
  const never = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('late')));
  });
  setImmediate(() => world.clock.pass(MINUTES));
  return never;
};

describe('the first try', () => {
  test('charges, and looks nothing up', async () => {
    given('reserved');
    charge.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toEqual({ status: 'PAID', version: 5 });
    expect(charge.mock.calls).toEqual([[REQUEST, expect.any(AbortSignal)]]);
    expect(lookUp).not.toHaveBeenCalled();
    expect(newTypes('reserved')).toEqual(['PaymentRequested', 'PaymentCaptured']);
  });

  test('records the intent and its time before it asks the provider', async () => {
    given('reserved');
    charge.mockImplementationOnce(async () => {
      expect(newTypes('reserved')).toEqual(['PaymentRequested']);
      return CAPTURED;
    });
    await take();
    const { state } = await world.orders.loadOrder('A-1');
    expect(state.payment).toMatchObject({ requestedAt: '2026-01-01T12:05:00.000Z' });
  });

  test('asks nobody without a record of the intent', async () => {
    given('reserved');
    world.log.faults = [{ kind: 'crash' }];
    await expect(take()).rejects.toThrow();
    expect(calls()).toEqual([0, 0]);
  });

  test('looks the charge up if its own record turns out to be an earlier one', async () => {
    given('reserved');
    world.log.faults = [{ kind: 'lost answer' }];
    lookUp.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(calls()).toEqual([0, 1]);
  });
});

describe('a charge without a clear answer', () => {
  const NO_ANSWER: [string, () => void][] = [
    ['fault 4: a time-out', () => charge.mockImplementationOnce(unanswered)],
    ['fault 5: a lost answer', () => charge.mockRejectedValueOnce(new Error('socket hang up'))],
    ['fault 6: a server error', () => charge.mockRejectedValueOnce(new Error('500'))],
    ['fault 39: a conflict with another call under this key', () => charge.mockRejectedValueOnce(new Error('409'))],
    ['an outcome that is unknown', () => charge.mockResolvedValueOnce({ status: 'unknown' })],
    ['fault 42: garbage', () => charge.mockResolvedValueOnce('<html>' as never)],
    ['fault 42: a capture without a reference', () => charge.mockResolvedValueOnce({ status: 'captured' } as never)],
    ['fault 42: an unusable reference', () => charge.mockResolvedValueOnce({ ...CAPTURED, reference: 'a\nb' })],
  ];

  test.each(NO_ANSWER)('%s, which was captured, as the provider says when asked', async (_, happens) => {
    given('reserved');
    happens();
    lookUp.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(lookUp.mock.calls).toEqual([[REQUEST, expect.any(AbortSignal)]]);
  });

  test.each(NO_ANSWER)('%s, which was declined, is recorded before it is thrown', async (_, happens) => {
    given('reserved');
    happens();
    lookUp.mockResolvedValueOnce(DECLINED);
    await expect(take()).rejects.toMatchObject({ name: 'PaymentDeclined' });
    expect(newTypes('reserved')).toEqual(['PaymentRequested', 'PaymentDeclined']);
  });

  test.each(NO_ANSWER)('%s, of which the provider knows nothing, is never taken for a decline', async (_, happens) => {
    given('reserved');
    happens();
    await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    expect(newTypes('reserved')).toEqual(['PaymentRequested']);
  });

  test.each(NO_ANSWER)('%s, about which the provider does not answer either, stays unknown', async (_, happens) => {
    given('reserved');
    happens();
    lookUp.mockImplementationOnce(unanswered);
    await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    expect(newTypes('reserved')).toEqual(['PaymentRequested']);
    expect(world.clock.running).toBe(0);
  });
});

describe('a further try', () => {
  test('looks up before it charges', async () => {
    given('payment requested');
    lookUp.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(calls()).toEqual([0, 1]);
  });

  test('charges with the same key if the provider knows of no charge', async () => {
    given('payment requested');
    charge.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(charge.mock.calls).toEqual([[REQUEST, expect.any(AbortSignal)]]);
    expect(newTypes('payment requested')).toEqual(['PaymentCaptured']);
  });

  test.each([
    ['is still working on it', () => lookUp.mockResolvedValueOnce({ status: 'unknown' })],
    ['does not answer', () => lookUp.mockRejectedValueOnce(new Error('down'))],
  ])('does not charge while the provider %s', async (_, happens) => {
    given('payment unknown');
    happens();
    await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    expect(calls()).toEqual([0, 1]);
  });

  test('fault 38: repeats no charge under another key while the provider repeats its stored error', async () => {
    given('reserved');
    charge.mockRejectedValue(new Error('500'));
    for (let n = 1; n <= 3; n++) await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    expect(new Set(charge.mock.calls.map(([{ key }]) => key))).toEqual(new Set([KEY]));
    expect(newTypes('reserved')).toEqual(['PaymentRequested']);
  });

  test('records an answer once, though its own answer was lost', async () => {
    given('payment requested');
    charge.mockResolvedValue(CAPTURED);
    world.log.faults = [{ kind: 'crash after' }];
    await expect(take()).rejects.toThrow();
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(newTypes('payment requested')).toEqual(['PaymentCaptured']);
    expect(charge).toHaveBeenCalledTimes(1);
  });
});

describe('fault 37: a key that the provider may have forgotten', () => {
  const later = (situation: Situation) => {
    given(situation);
    world.clock.set('2026-01-02T12:03:00.000Z');
  };

  test('is looked up, and what is found is recorded', async () => {
    later('payment unknown');
    lookUp.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(charge).not.toHaveBeenCalled();
  });

  test('is never sent again: if nothing is found, a person has to find out', async () => {
    later('payment requested');
    await expect(take()).rejects.toMatchObject({ name: 'PaymentKeyExpired' });
    expect(calls()).toEqual([0, 1]);
    expect(newTypes('payment requested')).toEqual([]);
  });

  test('charges nobody twice, with a provider that has forgotten it', async () => {
    given('reserved');
    const gateway = new MemoryGateway();
    const really = takePayment({ ...world, provider: new Provider(gateway, world.clock) });
    await really({ orderId: 'A-1' });
    gateway.forgetKeys();
    const images = world.log.items.get(orderStream('A-1'))!;
    world.log.items.set(orderStream('A-1'), images.slice(0, -1)); // the capture never reached the log
    world.clock.set('2026-01-03T00:00:00.000Z');
    expect(await really({ orderId: 'A-1' })).toMatchObject({ status: 'PAID' });
    expect(gateway.ledger.get(KEY)).toMatchObject({ charges: 1 });
  });
});

describe('an order that is not to be paid', () => {
  test.each(['paid', 'confirmed', 'reserved, free of charge'] as const)('%s, is not charged', async situation => {
    given(situation);
    await take();
    expect(calls()).toEqual([0, 0]);
    expect(newTypes(situation)).toEqual([]);
  });

  test.each([
    ['declined', 'PaymentDeclined'],
    ['cancellation requested while reserved', 'CancellationRequested'],
    ['out of stock', 'OutOfStock'],
  ] as const)('because it has failed is not charged: %s', async (situation, name) => {
    given(situation);
    await expect(take()).rejects.toMatchObject({ name });
    expect(calls()).toEqual([0, 0]);
  });
});

test('fault 43: an answer that comes by another way at the same time is recorded once', async () => {
  given('payment requested');
  charge.mockResolvedValueOnce(CAPTURED);
  const rival = async () => {
    const command = { type: 'RecordCapture', key: KEY, reference: 'ref-1' } as const;
    await world.orders.execute('A-1', command, { id: 'Webhook:evt-1' });
  };
  world.log.faults = [{ kind: 'race', rival }];
  expect(await take()).toMatchObject({ status: 'PAID' });
  expect(newTypes('payment requested')).toEqual(['PaymentCaptured']);
});

test('fault 31: a cancellation while paying: the answer is recorded first, then it is told', async () => {
  given('cancellation requested while paying');
  charge.mockResolvedValueOnce(CAPTURED);
  await expect(take()).rejects.toMatchObject({ name: 'CancellationRequested' });
  expect(newTypes('cancellation requested while paying')).toEqual(['PaymentCaptured']);
});
