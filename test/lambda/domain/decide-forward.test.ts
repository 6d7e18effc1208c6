import { decide } from '../../../lambda/domain/decide';
import { fold } from '../../../lambda/domain/fold';
import { COMMANDS } from '../../support/given/commands';
import { given } from '../../support/given/given';
import {
  KEY, LARGE, SITUATIONS, TOTAL, anOrder, orderCancelled, orderConfirmed, orderConfirmedUnsold, orderPlaced,
  orderRejected, orderValidated, paymentCaptured, paymentRequested, stockReservationFailed, stockReserved, stockSold,
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

  test('fault 42: of the code of a decline, only what the log may have is kept', () => {
    given(...SITUATIONS['payment requested'])
      .when({ ...COMMANDS.RecordDecline, code: `do not\u0000honor ann@example.com${'x'.repeat(99)}` })
      .then({ type: 'PaymentDeclined', data: { key: KEY, code: 'do not honor (address)' } });
  });

  test('the capture is of the amount that was asked for, whatever the answer says', () => {
    given(...SITUATIONS['payment requested']).when(COMMANDS.RecordCapture).then(paymentCaptured());
  });

  test('a decline keeps the provider\'s code', () => {
    given(...SITUATIONS['payment requested'])
      .when(COMMANDS.RecordDecline)
      .then({ type: 'PaymentDeclined', data: { key: KEY, code: 'CARD_DECLINED' } });
  });

  test.each([
    'RecordCapture', 'RecordDecline', 'RecordRefund',
  ] as const)('%s of another key is out of step', command => {
    for (const situation of [
      'payment requested', 'paid', 'cancellation requested when paid', 'cancelled by customer, refunded',
    ] as const) {
      given(...SITUATIONS[situation]).when({ ...COMMANDS[command], key: 'A-1#2' }).refused('OUT_OF_STEP');
    }
  });

  test('an answer that comes after the order is parked as unknown settles it', () => {
    given(...SITUATIONS['payment unknown']).when(COMMANDS.RecordCapture).then(paymentCaptured());
  });
});

describe('confirming', () => {
  test('a paid order', () => {
    given(...SITUATIONS.paid).when(COMMANDS.ConfirmOrder).then(orderConfirmed());
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
