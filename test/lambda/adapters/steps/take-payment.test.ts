/** How the payment step ends. What it does at the provider: `payment/settle-*.test.ts`. */
import { NotAsked } from '../../../../lambda/adapters/payment/gateway';
import { paymentSteps } from '../../../../lambda/adapters/steps/payment-steps';
import { takePayment } from '../../../../lambda/adapters/steps/take-payment';
import { parkReasonOf } from '../../../../src/contract/heartbeat/parking';
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
import { SagaStep } from '../../../../src/contract/saga';
import { given, givenPlaced, newTypes, runIt, stateOf } from '../../../support/settling';
import { world } from '../../../support/world/world';

const INPUT = { orderId: 'A-1', execution: 'A-1', startedAt: '2026-01-01T12:00:00Z' };
const take = async () => takePayment(world)(INPUT);

test('a paid order goes on', async () => {
  given('reserved');
  expect(await take()).toEqual({ status: 'PAID', version: 5 });
});

test.each([
  ['paid', 'PAID'], ['confirmed', 'CONFIRMED'], ['reserved, free of charge', 'RESERVED'], ['on account', 'RESERVED'],
  ['authorized', 'AUTHORIZED'], ['confirmed, authorized', 'CONFIRMED'], ['confirmed, expired', 'CONFIRMED'],
] as const)('an order that is %s goes on, and nobody is asked', async (situation, status) => {
  given(situation);
  expect(await take()).toMatchObject({ status });
  expect(world.gateway.asked).toEqual([]);
});

test('a declined order fails by this name, after that is recorded', async () => {
  given('reserved', { method: SimulatedMethod.DECLINES });
  await expect(take()).rejects.toMatchObject({ name: 'PaymentDeclined' });
  expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentDeclined']);
});

test.each([
  ['declined', 'PaymentDeclined'],
  ['cancellation requested while reserved', 'CancellationRequested'],
  ['out of stock', 'OutOfStock'],
] as const)('an order that has failed is not paid: %s', async (situation, name) => {
  given(situation);
  await expect(take()).rejects.toMatchObject({ name });
  expect(world.gateway.asked).toEqual([]);
});

test('a pending payment ends the run, after that is recorded under the name of the run', async () => {
  given('reserved', { method: SimulatedMethod.PENDS });
  await expect(take()).rejects.toMatchObject({ name: 'AwaitingPayment' });
  const { history } = await world.orders.loadOrder('A-1');
  expect(history.events.at(-1)).toMatchObject({
    command: expect.stringContaining('AwaitAnswer:A-1:2026-01-01T12:00:00Z:'), event: { type: 'PaymentPending' },
  });
});

test('fault 31: a cancellation while paying: the payment is recorded and given back, then it is told', async () => {
  given('cancellation requested while paying');
  await expect(take()).rejects.toMatchObject({ name: 'CancellationRequested' });
  expect(await newTypes()).toEqual(['PaymentCaptured', 'RefundRequested', 'PaymentRefunded']);
});

describe('a provider that cannot be reached because the account is throttled', () => {
  test('is a failure that passes, by the name that the workflow sees', async () => {
    given('reserved');
    world.gateway.faults = ['is not asked'];
    const steps = paymentSteps(world);
    const failed = await steps({ ...INPUT, step: SagaStep.PAY }).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'ServiceUnavailable', cause: expect.any(NotAsked) });
    expect(parkReasonOf((failed as Error).name)).toBe('transient');
  });

  test('never parks an order as a payment', async () => {
    await givenPlaced();
    const ask = jest.spyOn(world.gateway, 'ask').mockRejectedValue(new NotAsked('throttled'));
    await runIt('A-1');
    ask.mockRestore();
    const { parked } = await stateOf();
    expect(parkReasonOf(parked!.error)).toBe('transient');
    expect(await runIt('A-1-run2')).toBe('Confirmed');
  });
});
