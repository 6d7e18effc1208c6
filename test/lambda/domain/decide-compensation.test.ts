import type { ParkOrder } from '../../../lambda/domain/course/park-order';
import { fold } from '../../../lambda/domain/fold';
import { dueOf } from '../../../lambda/domain/state/due';
import { COMMANDS, DECLINED, SUCCEEDED } from '../../support/given/commands';
import { given } from '../../support/given/given';
import {
  KEY, SITUATIONS, cancellationRequested, keyAbout, orderCancelled, orderParked, paymentCaptured, paymentDeclined,
  paymentOutcomeUnknown, paymentPending, paymentRefunded, paymentVoided, refundRequested, stockReleased, voidRequested,
} from '../../support/given/orders';

const refundDone = { type: 'RecordAnswer', key: keyAbout('refund'), answer: SUCCEEDED } as const;
const REFUNDED = { type: 'PaymentRefunded', data: { ...paymentRefunded().data, reference: 'ref-1' } } as const;

describe('cancelling by request', () => {
  test('is recorded with who asked for it', () => {
    given(...SITUATIONS.reserved).when({ type: 'RequestCancellation', by: 'customer' }).then(cancellationRequested());
  });

  test('of a confirmed order is refused', () => {
    given(...SITUATIONS.confirmed).when(COMMANDS.RequestCancellation).refused('ALREADY_CONFIRMED');
  });

  test('while the payment is open: nothing is undone until its answer is known', () => {
    const paying = SITUATIONS['cancellation requested while paying'];
    given(...paying).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...paying).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...paying, paymentOutcomeUnknown()).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...paying, paymentDeclined()).when(COMMANDS.ReleaseStock).then(stockReleased('CANCELLATION_REQUESTED'));
  });

  test('fault 31: while the payment is pending: the provider is asked to stop it first', () => {
    const pending = SITUATIONS['cancellation requested while pending'];
    given(...SITUATIONS['payment pending']).when(COMMANDS.RequestCancellation).then(cancellationRequested());
    given(...pending).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...pending).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    const released = stockReleased('CANCELLATION_REQUESTED');
    const stopping = [...pending, voidRequested()];
    given(...stopping).when(COMMANDS.ReleaseStock).then(released);
    given(...stopping, released).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    const cancelled = orderCancelled('CANCELLATION_REQUESTED');
    given(...stopping, paymentPending(keyAbout('void')), released).when(COMMANDS.CancelOrder).then(cancelled);
    given(...stopping, paymentVoided(), released).when(COMMANDS.CancelOrder).then(cancelled);
  });

  test('of a paid order: refunded, then released, then cancelled, in no other order', () => {
    const paid = SITUATIONS['cancellation requested when paid'];
    given(...paid).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...paid).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...paid).when(COMMANDS.RequestFollowUp).then(refundRequested());
    given(...paid, refundRequested()).when(refundDone).then(REFUNDED);
    const refunded = [...paid, refundRequested(), paymentRefunded()];
    given(...refunded).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...refunded).when(COMMANDS.ReleaseStock).then(stockReleased('CANCELLATION_REQUESTED'));
    given(...refunded, stockReleased('CANCELLATION_REQUESTED'))
      .when(COMMANDS.CancelOrder)
      .then(orderCancelled('CANCELLATION_REQUESTED'));
  });
});

describe('undoing', () => {
  test('a declined order is released with the reason, once', () => {
    given(...SITUATIONS.declined).when(COMMANDS.ReleaseStock).then(stockReleased('PAYMENT_DECLINED'));
    given(...SITUATIONS['declined, released']).when(COMMANDS.ReleaseStock).thenNothing();
  });

  test('an order that still holds stock is not cancelled', () => {
    given(...SITUATIONS.declined).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
  });

  test.each([
    ['out of stock', 'OUT_OF_STOCK'],
    ['declined, released', 'PAYMENT_DECLINED'],
    ['cancellation requested while placed', 'CANCELLATION_REQUESTED'],
  ] as const)('%s is cancelled with the reason %s', (situation, reason) => {
    given(...SITUATIONS[situation]).when(COMMANDS.CancelOrder).then(orderCancelled(reason));
  });

  test('a paid order that goes on is neither refunded nor released', () => {
    expect(dueOf(fold(SITUATIONS.paid), { now: 0, expiring: 'RENEW' })).toEqual([]);
    given(...SITUATIONS.paid).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
  });

  test('a refund is recorded once', () => {
    given(...SITUATIONS['cancelled by customer, refunded']).when(refundDone).thenNothing();
    given(...SITUATIONS['cancelled by customer, refunded']).when(COMMANDS.RequestFollowUp).thenNothing();
  });
});

describe('fault 41: a capture that comes to light late', () => {
  const LATE = ['declined', 'declined, released', 'declined, cancelled', 'payment unknown'] as const;

  test.each(LATE)('is recorded: %s', situation => {
    given(...SITUATIONS[situation]).when(COMMANDS.RecordAnswer).then(paymentCaptured());
  });

  test('is refunded once, whether or not the order is cancelled already', () => {
    for (const captured of ['declined, then captured', 'declined, cancelled, then captured'] as const) {
      const events = [...SITUATIONS[captured], refundRequested()];
      given(...SITUATIONS[captured]).when(COMMANDS.RequestFollowUp).then(refundRequested());
      given(...events).when(COMMANDS.RequestFollowUp).thenNothing();
      given(...events).when(refundDone).then(REFUNDED);
      given(...events, paymentRefunded()).when(refundDone).thenNothing();
    }
  });

  test('is refunded before the order is released and cancelled', () => {
    const captured = SITUATIONS['declined, then captured'];
    given(...captured).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...captured).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...captured, refundRequested(), paymentRefunded()).when(COMMANDS.ReleaseStock)
      .then(stockReleased('PAYMENT_DECLINED'));
  });

  test('does not make the order go on', () => {
    given(...SITUATIONS['declined, then captured']).when(COMMANDS.ConfirmOrder).thenNothing();
  });

  test('is told once: what comes later changes nothing', () => {
    const done = SITUATIONS['declined, cancelled, then captured and refunded'];
    given(...done).when(COMMANDS.RecordAnswer).thenNothing();
    given(...done).when({ ...COMMANDS.RecordAnswer, answer: DECLINED }).thenNothing();
  });
});

describe('parking', () => {
  test('keeps the step, the error and its cause', () => {
    given(...SITUATIONS.reserved)
      .when({ type: 'ParkOrder', step: 'TakePayment', error: 'Timeout', cause: 'no answer' })
      .then(orderParked());
  });

  test.each([
    'PaymentOutcomeUnknown', 'Sandbox.Timedout', 'Lambda.Unknown', 'States.Timeout', 'Runtime.ExitError', 'TypeError',
  ])('fault 4: with an open payment leaves its outcome unknown, also after %s', error => {
    const park = { type: 'ParkOrder', step: 'TakePayment', error, cause: 'why' } as const;
    const parked = { step: 'TakePayment', error, cause: 'why' };
    given(...SITUATIONS['refund requested']).when(park)
      .then({ type: 'PaymentOutcomeUnknown', data: { key: keyAbout('refund'), ...parked } });
    given(...SITUATIONS['payment requested']).when(park).then(paymentOutcomeUnknown(error, 'why'));
    given(...SITUATIONS['cancellation requested while paying']).when(park).then(paymentOutcomeUnknown(error, 'why'));
    given(...SITUATIONS['payment unknown']).when(park).then({ type: 'OrderParked', data: parked });
    given(...SITUATIONS.paid).when(park).then({ type: 'OrderParked', data: parked });
  });

  test('fault 42: keeps nothing of the failure that the log may not have', () => {
    const cause = `4111 1111 1111 1111${'x'.repeat(999)}`;
    const park: ParkOrder = { type: 'ParkOrder', step: 'TakePayment', error: 'E\u202evil\n', cause };
    const data = { step: 'TakePayment', error: 'E vil', cause: `(number)${'x'.repeat(292)}` };
    given(...SITUATIONS.reserved).when(park).then({ type: 'OrderParked', data });
    given(...SITUATIONS['payment requested']).when(park).then({
      type: 'PaymentOutcomeUnknown',
      data: { key: KEY, ...data },
    });
  });

  test('fault 12: a cancelled order whose late refund fails is parked, too', () => {
    given(...SITUATIONS['declined, cancelled, then captured'])
      .when({ type: 'ParkOrder', step: 'RefundPayment', error: 'Timeout', cause: 'no answer' })
      .then(orderParked('RefundPayment'));
  });

  test('fault 12: a confirmed order with stock that could not be sold is parked, as often as it fails', () => {
    const park: ParkOrder = { type: 'ParkOrder', step: 'ConfirmOrder', error: 'Timeout', cause: 'no answer' };
    given(...SITUATIONS['confirmed, unsold']).when(park).then(orderParked('ConfirmOrder'));
    given(...SITUATIONS['confirmed, unsold, parked']).when(park).then(orderParked('ConfirmOrder'));
  });

  test.each([
    'confirmed', 'confirmed, then sold', 'rejected', 'declined, cancelled',
  ] as const)('an order for which nothing is left to do is not parked: %s', situation => {
    given(...SITUATIONS[situation]).when(COMMANDS.ParkOrder).thenNothing();
  });
});
