/** The contract suite of the library, on the payment function and the fake. */
import { type Books, type OrderOfCase, checkPaymentFunction } from 'cdk-order-pipeline/testing';
import { Clock } from './fake/clock';
import { SLOW, StripeServer } from './fake/stripe-server';
import { stripeClient } from '../payment/client';
import { paymentFunction } from '../payment/function';

const server = new StripeServer(new Clock(Date.now()));
afterAll(() => server.stop());

function books({ pipeline, orderId }: OrderOfCase): Promise<Books> {
  const payments = server.account.payments.filter(({ metadata }) =>
    metadata.pipeline === pipeline && metadata.orderId === orderId);
  const refunds = server.account.refunds.filter(one => payments.some(({ id }) => id === one.payment_intent));
  return Promise.resolve({
    charges: payments.flatMap(({ amount_received }) => (amount_received > 0 ? [amount_received] : [])),
    refunds: refunds.map(({ amount }) => amount),
    held: payments.reduce((total, { status, amount }) => total + (status === 'requires_capture' ? amount : 0), 0),
  });
}

test('the payment function keeps the contract in every case', async () => {
  const stripe = stripeClient('sk_test_of_the_fake', await server.start());
  // The server of this test does all that it does at once, so nothing is on its way once an answer is there.
  const pay = paymentFunction({ stripe: async () => stripe, now: Date.now, inFlight: 0 });
  const card = (token: string) => ({ method: 'card', token });
  const { text, failed, notRun, passed } = await checkPaymentFunction(pay, {
    payment: card('pm_card_visa'),
    faults: {
      decline: card('pm_card_chargeDeclined'),
      pend: card('pm_card_authenticationRequired'),
      loseAnswer: card('pm_fake_lost'),
      delay: card('pm_fake_slow'),
      storeError: card('pm_fake_error'),
      forgetKeys: async () => server.keys.forgetAll(),
    },
    books,
    deadline: SLOW / 2,
  });
  if (failed + notRun > 0) throw new Error(text);
  expect(passed).toBe(26);
}, 60_000);
