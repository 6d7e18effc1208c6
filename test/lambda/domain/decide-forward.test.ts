import { type RecordedAnswer, decide } from '../../../lambda/domain/decide';
import { fold } from '../../../lambda/domain/fold';
import { COMMANDS, DECLINED, SUCCEEDED } from '../../support/given/commands';
import { given } from '../../support/given/given';
import {
  ANSWER_BEFORE, KEY, LARGE, LOOK_AT, SITUATIONS, TOTAL, anOrder, keyOf, orderCancelled, orderConfirmed,
  orderConfirmedUnsold, orderPlaced, orderRejected, orderValidated, paymentAuthorized, paymentCaptured, paymentDeclined,
  paymentDeclinedForNow, paymentOnAccount, paymentPending, paymentRequested, stockReservationFailed, stockReserved,
  stockSold,
} from '../../support/given/orders';

describe('placing', () => {
  test('records the order with its digest', () => {
    given().when(COMMANDS.PlaceOrder).then(orderPlaced());
  });

  test('the same content again is the same order', () => {
    given(...SITUATIONS.confirmed).when(COMMANDS.PlaceOrder).thenNothing();
  });

  test.each([
    'placed', 'confirmed', 'rejected', 'declined, cancelled',
  ] as const)('another content under the same id is refused: %s', situation => {
    given(...SITUATIONS[situation])
      .when({ type: 'PlaceOrder', order: anOrder({ currency: 'EUR' }), digest: 'digest-2' })
      .refused('ORDER_ID_CONFLICT');
  });
});

describe('validating', () => {
  test('an order that keeps the rules, with its total', () => {
    given(orderPlaced()).when(COMMANDS.ValidateOrder).then(orderValidated(TOTAL));
  });

  test('the total is exact up to 2^53 - 1', () => {
    const order = anOrder({
      lines: [
        { sku: 'A', quantity: 1, unitPrice: Number.MAX_SAFE_INTEGER - 7 },
        { sku: 'B', quantity: 7, unitPrice: 1 },
      ],
    });
    given(orderPlaced(order)).when(COMMANDS.ValidateOrder).then(orderValidated(Number.MAX_SAFE_INTEGER));
  });

  test('an order that breaks rules is rejected with the first problem as its code', () => {
    const order = anOrder({ currency: 'XXX', lines: [{ sku: 'MUG', quantity: 0, unitPrice: 1250 }] });
    given(orderPlaced(order)).when(COMMANDS.ValidateOrder).then({
      type: 'OrderRejected',
      data: {
        code: 'CURRENCY_UNKNOWN',
        problems: [
          {
            path: '$.currency',
            code: 'CURRENCY_UNKNOWN',
            message: '$.currency is "XXX"; allowed: an active ISO 4217 code in capitals',
          },
          {
            path: '$.lines[0].quantity',
            code: 'QUANTITY_NOT_POSITIVE',
            message: '$.lines[0].quantity is 0; allowed: at least 1',
          },
        ],
      },
    });
  });

  test('no more than 20 problems are kept', () => {
    const order = anOrder({ lines: Array.from({ length: 500 }, () => ({ sku: 'MUG', quantity: -1, unitPrice: 1 })) });
    given(orderPlaced(order)).when(COMMANDS.ValidateOrder).then({
      type: 'OrderRejected',
      data: {
        code: 'QUANTITY_NOT_POSITIVE',
        problems: Array.from({ length: 20 }, (_, n) => expect.objectContaining({ path: `$.lines[${n}].quantity` })),
      },
    });
  });
});

describe('reserving', () => {
  test('holds the lines merged by SKU', () => {
    const line = { sku: 'MUG', unitPrice: 1250 };
    const pen = { sku: 'PEN', quantity: 1, unitPrice: 499 };
    const order = anOrder({ lines: [{ ...line, quantity: 2 }, pen, { ...line, quantity: 3 }] });
    given(orderPlaced(order), orderValidated()).when(COMMANDS.ReserveStock).then({
      type: 'StockReserved',
      data: { lines: [{ sku: 'MUG', quantity: 5 }, { sku: 'PEN', quantity: 1 }] },
    });
  });

  test('a shortage is recorded with its lines', () => {
    given(...SITUATIONS.validated).when(COMMANDS.RefuseStock).then(stockReservationFailed());
  });
});

describe('paying', () => {
  test('the request has a stable key, the total and the method', () => {
    given(...SITUATIONS.reserved).when(COMMANDS.RequestPayment).then(paymentRequested());
  });

  test('fault 52: the key is another in another pipeline, and has no text of the customer', () => {
    const keyIn = (identity: string) => {
      const [event] = decide({ ...COMMANDS.RequestPayment, identity }, fold(SITUATIONS.reserved));
      return (event as ReturnType<typeof paymentRequested>).data.key;
    };
    expect(keyIn('Test/Orders')).toBe(KEY);
    expect(keyIn('Test/Others')).not.toBe(KEY);
    expect(KEY).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  const answered = (answer: RecordedAnswer) => ({ type: 'RecordAnswer', key: KEY, answer }) as const;

  test('fault 42: of the code of a decline, only what the log may have is kept', () => {
    given(...SITUATIONS['payment requested'])
      .when(answered({ ...DECLINED, code: `do not\u0000honor ann@example.com${'x'.repeat(99)}` }))
      .then({ type: 'PaymentDeclined', data: { key: KEY, code: 'do not honor (address)' } });
  });

  test('a success is of the amount that was asked for: captured, or authorized if it is to be captured later', () => {
    given(...SITUATIONS['payment requested']).when(answered(SUCCEEDED)).then(paymentCaptured());
    const toAuthorize = [...SITUATIONS.reserved, paymentRequested(1, 'ON_SHIPMENT')];
    given(...SITUATIONS.reserved).when({ ...COMMANDS.RequestPayment, capture: 'ON_SHIPMENT' })
      .then(paymentRequested(1, 'ON_SHIPMENT'));
    given(...toAuthorize).when(answered(SUCCEEDED)).then(paymentAuthorized());
  });

  test('a decline keeps the provider\'s code', () => {
    given(...SITUATIONS['payment requested']).when(answered(DECLINED)).then(paymentDeclined());
  });

  test('a decline that another attempt may follow does not stop the order, three times at most', () => {
    const retryable = { ...DECLINED, retryable: true };
    given(...SITUATIONS['payment requested']).when(answered(retryable)).then(paymentDeclinedForNow());
    given(...SITUATIONS['declined for now']).when(COMMANDS.RequestPayment).then(paymentRequested(2));
    const second = SITUATIONS['second attempt requested'];
    given(...second).when({ ...answered(retryable), key: keyOf(2) }).then(paymentDeclinedForNow(2));
    given(...second, paymentDeclinedForNow(2), paymentRequested(3))
      .when({ ...answered(retryable), key: keyOf(3) }).then(paymentDeclined(3));
  });

  test('a pending payment is on record until when it is waited for, as often as a run waits', () => {
    const pending = answered({ status: 'pending', lookAt: LOOK_AT, answerBefore: ANSWER_BEFORE });
    given(...SITUATIONS['payment requested']).when(pending).then(paymentPending());
    given(...SITUATIONS['payment pending']).when(pending).then(paymentPending());
    given(...SITUATIONS['payment pending']).when(COMMANDS.RequestPayment).thenNothing();
    for (const over of ['paid', 'declined', 'payment timed out'] as const) {
      given(...SITUATIONS[over]).when(pending).thenNothing();
    }
  });

  test('an order on account is charged to nobody, once', () => {
    given(...SITUATIONS.reserved).when(COMMANDS.PutOnAccount).then(paymentOnAccount());
    given(...SITUATIONS['on account']).when(COMMANDS.PutOnAccount).thenNothing();
    given(...SITUATIONS['on account']).when(COMMANDS.ConfirmOrder).then(orderConfirmed());
    given(...SITUATIONS['reserved, free of charge']).when(COMMANDS.PutOnAccount).thenNothing();
    given(...SITUATIONS['declined for now']).when(COMMANDS.PutOnAccount).then(paymentOnAccount());
  });

  test('the answer to a request that the order never made is refused', () => {
    for (const situation of ['reserved', 'payment requested', 'paid', 'cancelled by customer, refunded'] as const) {
      for (const answer of [SUCCEEDED, DECLINED]) {
        given(...SITUATIONS[situation]).when({ ...answered(answer), key: keyOf(2) }).refused('PAYMENT_UNKNOWN');
      }
    }
  });

  test('an answer that comes after the order is parked as unknown settles it', () => {
    given(...SITUATIONS['payment unknown']).when(answered(SUCCEEDED)).then(paymentCaptured());
  });
});

describe('confirming', () => {
  test('a paid or an authorized order', () => {
    given(...SITUATIONS.paid).when(COMMANDS.ConfirmOrder).then(orderConfirmed());
    given(...SITUATIONS.authorized).when(COMMANDS.ConfirmOrder).then(orderConfirmed());
  });

  test('an order free of charge, without a payment', () => {
    given(...SITUATIONS['reserved, free of charge']).when(COMMANDS.ConfirmOrder).then(orderConfirmed(0));
  });

  test('fault 23: an order with too many SKUs for one transaction, whose stock is sold afterwards', () => {
    const paid = SITUATIONS['paid, too many SKUs for one transaction'];
    given(...paid).when(COMMANDS.ConfirmOrder).then(orderConfirmedUnsold());
    given(...paid, orderConfirmedUnsold()).when(COMMANDS.SellStock).then(stockSold());
  });

  test('as many SKUs as fit into one transaction are sold with it', () => {
    const order = { ...LARGE, lines: LARGE.lines.slice(1) };
    given(orderPlaced(order), orderValidated(0), stockReserved(order)).when(COMMANDS.ConfirmOrder)
      .then(orderConfirmed(0));
  });

  test('stock is sold once, and not before the order is confirmed', () => {
    given(...SITUATIONS['confirmed, then sold']).when(COMMANDS.SellStock).thenNothing();
    given(...SITUATIONS.confirmed).when(COMMANDS.SellStock).thenNothing();
    given(...SITUATIONS['paid, too many SKUs for one transaction']).when(COMMANDS.SellStock).refused('OUT_OF_STEP');
  });
});

test('nothing follows a rejected or a cancelled order', () => {
  const rejected = [orderPlaced(), orderRejected()];
  const cancelled = [orderPlaced(), orderValidated(), stockReservationFailed(), orderCancelled('OUT_OF_STOCK')];
  for (const end of [rejected, cancelled]) {
    for (const command of [
      'ValidateOrder', 'ReserveStock', 'RefuseStock', 'RequestPayment',
      'ConfirmOrder', 'ReleaseStock', 'CancelOrder', 'ParkOrder',
    ] as const) {
      given(...end).when(COMMANDS[command]).thenNothing();
    }
  }
});

test('a late reservation after a cancellation makes no event, so that nothing is held', () => {
  given(...SITUATIONS['cancellation requested while validated']).when(COMMANDS.ReserveStock).thenNothing();
  given(orderPlaced(), orderValidated(), stockReserved()).when(COMMANDS.ReserveStock).thenNothing();
});
