/** How the compensation of a payment ends. What it does at the provider: `payment/settle-*.test.ts`. */
import { refundPayment } from '../../../../lambda/adapters/steps/refund-payment';
import { given, newTypes } from '../../../support/settling';
import { world } from '../../../support/world/world';

const RUN = { orderId: 'A-1', execution: 'A-1', startedAt: '2026-01-01T12:00:00Z' };
const refund = async () => refundPayment(world)(RUN);

test.each([
  'declined', 'declined, released', 'out of stock', 'cancelled by customer, refunded', 'paid', 'confirmed',
  'cancellation requested while reserved', 'declined, cancelled, then captured and refunded',
] as const)('asks the provider nothing about an order that is %s', async situation => {
  given(situation);
  await refund();
  expect(await newTypes()).toEqual([]);
  expect([world.gateway.asked, world.gateway.lookedUp]).toEqual([[], []]);
});

test('records a refund that is requested and not answered, and fails', async () => {
  given('cancellation requested when paid');
  world.gateway.faults = ['fails before'];
  await expect(refund()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
  expect(await newTypes()).toEqual(['RefundRequested']);
});

test('does not wait for the answer to a refund that is pending', async () => {
  given('cancellation requested when paid');
  world.gateway.faults = [{ answers: { status: 'pending' } }];
  expect(await refund()).toMatchObject({ status: 'PAID' });
  expect(await newTypes()).toEqual(['RefundRequested', 'PaymentPending']);
  const { history } = await world.orders.loadOrder('A-1');
  expect(history.events.at(-1)!.command).not.toContain('AwaitAnswer'); // the run goes on
});
