import { refundPayment } from '../../../../lambda/adapters/steps/refund-payment';
import { refundKey } from '../../../../lambda/domain/state/payment-key';
import { orderStream } from '../../../../lambda/orders/streams';
import { KEY, SITUATIONS, type Situation, TOTAL } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { newWorld, world } from '../../../support/world/world';

const handler = refundPayment(world);
const lookUp = jest.spyOn(world.gateway, 'lookUp');
const refund = jest.spyOn(world.gateway, 'refund');

function given(situation: Situation) {
  newWorld();
  lookUp.mockReset().mockRejectedValue(new Error('not set up'));
  refund.mockReset().mockRejectedValue(new Error('not set up'));
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS[situation]));
}
const run = () => handler({ orderId: 'A-1' });
const newTypes = (situation: Situation) =>
  world.log.items.get(orderStream('A-1'))!.slice(SITUATIONS[situation].length).map(item => item.t!.S);

test('refunds what was captured, by the provider\'s reference and with a key of its own', async () => {
  given('cancellation requested when paid');
  refund.mockResolvedValueOnce({ reference: 're_1' });
  await run();
  const request = {
    key: refundKey(KEY), charge: KEY, reference: 'ref-1', orderId: 'A-1', amount: TOTAL, currency: 'GBP',
  };
  expect(refund.mock.calls).toEqual([[request, expect.any(AbortSignal)]]);
  expect(newTypes('cancellation requested when paid')).toEqual(['PaymentRefunded']);
  expect(lookUp).not.toHaveBeenCalled();
});

test.each([
  'declined', 'declined, released', 'out of stock', 'cancelled by customer, refunded', 'paid', 'confirmed',
  'cancellation requested while reserved', 'declined, cancelled, then captured and refunded',
] as const)('asks the provider nothing about an order that is %s', async situation => {
  given(situation);
  await run();
  expect(newTypes(situation)).toEqual([]);
  expect([lookUp, refund].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});

test('fault 12: a refund that fails is unknown, so it is tried again under the same key', async () => {
  given('cancellation requested when paid');
  for (let n = 1; n <= 2; n++) await expect(run()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
  expect(newTypes('cancellation requested when paid')).toEqual([]);
  refund.mockResolvedValueOnce({ reference: 're_1' });
  await run();
  expect(new Set(refund.mock.calls.map(([{ key }]) => key)).size).toBe(1);
  expect(newTypes('cancellation requested when paid')).toEqual(['PaymentRefunded']);
});

test.each([
  'declined, then captured', 'declined, cancelled, then captured',
] as const)('fault 41: refunds a capture that came to light late: %s', async situation => {
  given(situation);
  refund.mockResolvedValueOnce({ reference: 're_1' });
  await run();
  expect(newTypes(situation)).toEqual(['PaymentRefunded']);
});

describe('fault 41: a cancelled order with a declined payment that runs again', () => {
  const CANCELLED = 'declined, cancelled';

  test('is asked about, and refunded if it was captured after all', async () => {
    given(CANCELLED);
    lookUp.mockResolvedValueOnce({ status: 'captured', reference: 'ref-1' });
    refund.mockResolvedValueOnce({ reference: 're_1' });
    expect(await run()).toMatchObject({ status: 'CANCELLED' });
    expect(newTypes(CANCELLED)).toEqual(['PaymentCaptured', 'PaymentRefunded']);
    await run();
    expect(refund).toHaveBeenCalledTimes(1);
  });

  test.each([
    { status: 'declined', code: 'NO' }, { status: 'none' },
  ] as const)('stays as it is if the provider says %j', async answer => {
    given(CANCELLED);
    lookUp.mockResolvedValueOnce(answer);
    await run();
    expect(newTypes(CANCELLED)).toEqual([]);
    expect(refund).not.toHaveBeenCalled();
  });

  test('is not taken for settled while the provider does not answer', async () => {
    given(CANCELLED);
    await expect(run()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
  });

  test('fault 35: a crash between the record and the refund is made up for', async () => {
    given(CANCELLED);
    lookUp.mockResolvedValueOnce({ status: 'captured', reference: 'ref-1' });
    await expect(run()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' }); // the refund is not set up
    refund.mockResolvedValueOnce({ reference: 're_1' });
    await run();
    expect(newTypes(CANCELLED)).toEqual(['PaymentCaptured', 'PaymentRefunded']);
  });
});
