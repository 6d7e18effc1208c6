import type { ParkOrder } from '../../../lambda/domain/course/park-order';
import { COMMANDS } from '../../support/given/commands';
import { given } from '../../support/given/given';
import {
  KEY, SITUATIONS, cancellationRequested, orderCancelled, orderParked, paymentCaptured, paymentDeclined,
  paymentOutcomeUnknown, paymentRefunded, stockReleased,
} from '../../support/given/orders';

describe('cancelling by request', () => {
  test('is recorded with who asked for it', () => {
    given(...SITUATIONS.reserved).when({ type: 'RequestCancellation', by: 'customer' }).then(cancellationRequested());
  });

  test('of a confirmed order is refused', () => {
    given(...SITUATIONS.confirmed).when(COMMANDS.RequestCancellation).refused('ALREADY_FINAL');
  });

  test('while the payment is open: nothing is undone until its answer is known', () => {
    const paying = SITUATIONS['cancellation requested while paying'];
    given(...paying).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...paying).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...paying, paymentOutcomeUnknown()).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...paying, paymentDeclined()).when(COMMANDS.ReleaseStock).then(stockReleased('CANCELLATION_REQUESTED'));
  });

  test('of a paid order: refunded, then released, then cancelled, in no other order', () => {
    const paid = SITUATIONS['cancellation requested when paid'];
    given(...paid).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...paid).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...paid).when(COMMANDS.RecordRefund).then(paymentRefunded());
    given(...paid, paymentRefunded()).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...paid, paymentRefunded()).when(COMMANDS.ReleaseStock).then(stockReleased('CANCELLATION_REQUESTED'));
    given(...paid, paymentRefunded(), stockReleased('CANCELLATION_REQUESTED'))
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
    given(...SITUATIONS.paid).when(COMMANDS.RecordRefund).refused('OUT_OF_STEP');
    given(...SITUATIONS.paid).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
  });

  test('a refund is recorded once', () => {
    given(...SITUATIONS['cancelled by customer, refunded']).when(COMMANDS.RecordRefund).thenNothing();
  });
});

describe('fault 41: a capture that comes to light late', () => {
  const LATE = ['declined', 'declined, released', 'declined, cancelled', 'payment unknown'] as const;

  test.each(LATE)('is recorded: %s', situation => {
    given(...SITUATIONS[situation]).when(COMMANDS.RecordCapture).then(paymentCaptured());
  });

  test('is refunded once, whether or not the order is cancelled already', () => {
    for (const captured of ['declined, then captured', 'declined, cancelled, then captured'] as const) {
      given(...SITUATIONS[captured]).when(COMMANDS.RecordRefund).then(paymentRefunded());
      given(...SITUATIONS[captured], paymentRefunded()).when(COMMANDS.RecordRefund).thenNothing();
    }
  });

  test('is refunded before the order is released and cancelled', () => {
    const captured = SITUATIONS['declined, then captured'];
    given(...captured).when(COMMANDS.ReleaseStock).refused('OUT_OF_STEP');
    given(...captured).when(COMMANDS.CancelOrder).refused('OUT_OF_STEP');
    given(...captured, paymentRefunded()).when(COMMANDS.ReleaseStock).then(stockReleased('PAYMENT_DECLINED'));
  });

  test('does not make the order go on', () => {
    given(...SITUATIONS['declined, then captured']).when(COMMANDS.ConfirmOrder).thenNothing();
  });

  test('is told once: what comes later changes nothing', () => {
    const done = SITUATIONS['declined, cancelled, then captured and refunded'];
    given(...done).when(COMMANDS.RecordCapture).thenNothing();
    given(...done).when(COMMANDS.RecordDecline).thenNothing();
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
