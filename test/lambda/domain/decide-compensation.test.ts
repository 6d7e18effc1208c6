import { COMMANDS } from '../../support/given/commands';
import { given } from '../../support/given/given';
import {
  SITUATIONS, cancellationRequested, orderCancelled, orderParked, paymentDeclined, paymentOutcomeUnknown,
  paymentRefunded, stockReleased,
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

describe('parking', () => {
  test('keeps the step, the error and its cause', () => {
    given(...SITUATIONS.reserved)
      .when({ type: 'ParkOrder', step: 'TakePayment', error: 'Timeout', cause: 'no answer' })
      .then(orderParked());
  });

  test('after an unknown outcome of the payment says so', () => {
    const park = { type: 'ParkOrder', step: 'TakePayment', error: 'PaymentOutcomeUnknown', cause: '' } as const;
    given(...SITUATIONS['payment requested']).when(park).then(paymentOutcomeUnknown());
    given(...SITUATIONS['payment unknown']).when(park).then({
      type: 'OrderParked',
      data: { step: 'TakePayment', error: 'PaymentOutcomeUnknown', cause: '' },
    });
  });

  // Not all of its stock may be sold yet. The failed execution shows that.
  test('a confirmed order stays confirmed', () => {
    given(...SITUATIONS.confirmed)
      .when({ type: 'ParkOrder', step: 'ConfirmOrder', error: 'Timeout', cause: 'no answer' })
      .thenNothing();
  });
});
