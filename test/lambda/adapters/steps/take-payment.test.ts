import type { ChargeRequest, PaymentResult } from '../../../../lambda/adapters/payment/gateway';
import { takePayment } from '../../../../lambda/adapters/steps/take-payment';
import { orderStream } from '../../../../lambda/orders/streams';
import { KEY, SITUATIONS, type Situation, TOTAL } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { newWorld, world } from '../../../support/world/world';

const handler = takePayment(world);

const CAPTURED: PaymentResult = { status: 'captured', reference: 'ref-1' };
const DECLINED: PaymentResult = { status: 'declined', code: 'CARD_DECLINED' };
const charge = jest.spyOn(world.gateway, 'charge');
const lookUp = jest.spyOn(world.gateway, 'lookUp');
const REQUEST: ChargeRequest = { key: KEY, orderId: 'A-1', amount: TOTAL, currency: 'GBP', method: 'card' };

function given(situation: Situation) {
  newWorld();
  charge.mockReset().mockRejectedValue(new Error('not set up'));
  lookUp.mockReset().mockRejectedValue(new Error('not set up'));
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS[situation]));
}
const take = () => handler({ orderId: 'A-1' });
const newTypes = (situation: Situation) =>
  world.log.items
    .get(orderStream('A-1'))!
    .slice(SITUATIONS[situation].length)
    .map(item => item.t!.S);

test('a charge that is captured', async () => {
  given('reserved');
  charge.mockResolvedValueOnce(CAPTURED);
  expect(await take()).toEqual({ status: 'PAID', version: 5 });
  expect(charge).toHaveBeenCalledWith(REQUEST);
  expect(newTypes('reserved')).toEqual(['PaymentRequested', 'PaymentCaptured']);
});

test('the intent is recorded before the provider is asked', async () => {
  given('reserved');
  charge.mockImplementationOnce(async () => {
    expect(newTypes('reserved')).toEqual(['PaymentRequested']);
    return CAPTURED;
  });
  await take();
  expect(charge).toHaveBeenCalledTimes(1);
});

test('without a record of the intent, the provider is not asked', async () => {
  given('reserved');
  world.log.faults = [{ kind: 'crash' }];
  await expect(take()).rejects.toThrow();
  expect(charge).not.toHaveBeenCalled();
});

describe('a charge that is not answered', () => {
  const unanswered = () => {
    given('reserved');
    charge.mockRejectedValueOnce(new Error('timeout'));
  };

  test('but captured, as the provider says when asked', async () => {
    unanswered();
    lookUp.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(lookUp).toHaveBeenCalledWith(KEY);
  });

  test('and declined, as the provider says when asked, is recorded before it is thrown', async () => {
    unanswered();
    lookUp.mockResolvedValueOnce(DECLINED);
    await expect(take()).rejects.toMatchObject({ name: 'PaymentDeclined' });
    expect(newTypes('reserved')).toEqual(['PaymentRequested', 'PaymentDeclined']);
  });

  test('and of which the provider knows nothing is asked again with the same key, never failed', async () => {
    unanswered();
    lookUp.mockResolvedValueOnce({ status: 'unknown' });
    await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    expect(newTypes('reserved')).toEqual(['PaymentRequested']);

    charge.mockResolvedValueOnce(CAPTURED);
    expect(await take()).toMatchObject({ status: 'PAID' });
    expect(charge.mock.calls).toEqual([[REQUEST], [REQUEST]]);
    expect(newTypes('reserved')).toEqual(['PaymentRequested', 'PaymentCaptured']);
  });

  test('and about which the provider cannot be asked either leaves the payment open', async () => {
    unanswered();
    lookUp.mockRejectedValueOnce(new Error('down'));
    await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    expect(newTypes('reserved')).toEqual(['PaymentRequested']);
  });
});

test('an answer that is itself unknown is not taken for a refusal', async () => {
  given('reserved');
  charge.mockResolvedValueOnce({ status: 'unknown' });
  await expect(take()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
  expect(newTypes('reserved')).toEqual(['PaymentRequested']);
});

test('the answer is recorded once, though its own answer was lost', async () => {
  given('payment requested');
  charge.mockResolvedValue(CAPTURED);
  world.log.faults = [{ kind: 'crash after' }];
  await expect(take()).rejects.toThrow();
  expect(await take()).toMatchObject({ status: 'PAID' });
  expect(newTypes('payment requested')).toEqual(['PaymentCaptured']);
  expect(charge).toHaveBeenCalledTimes(1);
});

test.each(['paid', 'confirmed', 'reserved, free of charge'] as const)(
  'an order that is %s is not charged',
  async situation => {
    given(situation);
    await take();
    expect(charge).not.toHaveBeenCalled();
    expect(newTypes(situation)).toEqual([]);
  },
);

test.each([
  ['declined', 'PaymentDeclined'],
  ['cancellation requested while reserved', 'CancellationRequested'],
  ['out of stock', 'OutOfStock'],
] as const)('an order that has failed is not charged: %s', async (situation, name) => {
  given(situation);
  await expect(take()).rejects.toMatchObject({ name });
  expect(charge).not.toHaveBeenCalled();
});

test('a cancellation while paying: the answer is recorded first, then it is told', async () => {
  given('cancellation requested while paying');
  charge.mockResolvedValueOnce(CAPTURED);
  await expect(take()).rejects.toMatchObject({ name: 'CancellationRequested' });
  expect(newTypes('cancellation requested while paying')).toEqual(['PaymentCaptured']);
});
