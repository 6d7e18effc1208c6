import type { Order } from '../../../lambda/domain/order/order';

let made = 0;

/** An id that no other test uses. */
export const fresh = (prefix: string): string => `${prefix}-${++made}`;

/** What an order has in place of the usual. */
type SampleFields = Partial<Order> & {
  readonly quantity?: number;
  readonly unitPrice?: number;
  readonly method?: string;
};

/** An order of one line, with an id of its own. */
export function orderOf(sku: string, more: SampleFields = {}): Order {
  const { quantity = 1, unitPrice = 250, method = 'card', ...fields } = more;
  return {
    orderId: fresh('order'),
    customer: { id: 'customer-7', name: 'Ann Example', email: 'ann@example.com', locale: 'en-GB' },
    currency: 'GBP',
    lines: [{ sku, quantity, unitPrice }],
    payment: { method },
    ...fields,
  };
}

/** The events of an order until its payment is asked for. */
const ASKED = ['OrderPlaced', 'OrderValidated', 'StockReserved', 'PaymentRequested'];

/** The events of an order that goes well. */
export const HAPPY = [...ASKED, 'PaymentCaptured', 'OrderConfirmed'];

/** The events of an order that goes well and has too many SKUs for one transaction. */
export const HAPPY_LARGE = [...HAPPY, 'StockSold'];

/** The events of an order whose first execution has left no event, and whose second goes well. */
export const HAPPY_AFTER_LOSS = ['OrderPlaced', 'OrderParked', ...HAPPY.slice(1)];

/** The events of an order whose payment is declined. */
export const DECLINED = [...ASKED, 'PaymentDeclined', 'StockReleased', 'OrderCancelled'];

interface ManySkus {
  readonly skus: string[];
  readonly levels: Record<string, number>;
  readonly lines: Order['lines'];
}

/** As many distinct SKUs, each with as much stock, and one line for each. */
export function manySkus(count: number, onHand: number): ManySkus {
  const prefix = fresh('many');
  const skus = Array.from({ length: count }, (_, index) => `${prefix}/${index}`);
  return {
    skus,
    levels: Object.fromEntries(skus.map(sku => [sku, onHand])),
    lines: skus.map(sku => ({ sku, quantity: 1, unitPrice: 1 })),
  };
}
