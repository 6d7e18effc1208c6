import type { Order, OrderLine } from '../../lambda/domain/order/order';

const ORDERS = 300;
const SEED = 20_101_201;

const THINGS = [
  ['MUG', 'mug', 895], ['BOWL', 'bowl', 1250], ['LANTERN', 'lantern', 1695], ['CANDLE', 'candle', 550],
  ['APRON', 'apron', 1495], ['TOWEL', 'tea towel', 425], ['TIN', 'cake tin', 1195], ['CLOCK', 'wall clock', 2995],
  ['FRAME', 'picture frame', 795], ['BAG', 'lunch bag', 665], ['VASE', 'vase', 1850], ['CARD', 'greeting card', 195],
] as const;
const STYLES = [
  'Blue', 'Red spotted', 'Ivory', 'Vintage', 'Floral', 'Slate', 'Striped', 'Scandinavian', 'Hand-painted', 'Enamel',
] as const;
const NAMES = [
  'Ann Example', 'Zoë Müller', "Siobhán O'Neill", 'José "Pepe" García', 'Łukasz Żak', '田中 花子', 'Nora & Søn',
  'Márta Kovács', 'Ravi Patel', 'Ivy 🌿 Greene',
] as const;

type CatalogueItem = Omit<OrderLine, 'quantity'>;

/** 120 items: each thing in each style. Each style costs more than the one before it. */
const CATALOGUE: readonly CatalogueItem[] = THINGS.flatMap(([code, thing, price]) => STYLES.map((style, index) => ({
  sku: `${code}-${String(index + 1).padStart(2, '0')}`,
  description: `${style} ${thing}`,
  unitPrice: price + 25 * index,
})));

/** A line that costs nothing, for some of the orders. */
const FREE_LINE: OrderLine = { sku: 'CATALOGUE', description: 'Our catalogue, free', quantity: 1, unitPrice: 0 };

/** A few hundred orders of a small gift shop. They are the same each time, and some are unusual, as in real data. */
export function sampleOrders(count = ORDERS, seed = SEED): Order[] {
  const random = generator(seed);
  return Array.from({ length: count }, (_, index) => unusual(usual(index, random), index));
}

function usual(index: number, random: (below: number) => number): Order {
  const customer = random(80);
  const lines = Array.from({ length: 1 + random(8) }, () => ({
    ...CATALOGUE[random(CATALOGUE.length)]!,
    quantity: 1 + random(random(10) === 0 ? 48 : 6),
  }));
  return {
    orderId: `sample-${String(index + 1).padStart(4, '0')}`,
    customer: random(8) === 0 ? {} : customerOf(customer),
    currency: 'GBP',
    lines,
    payment: { method: 'card' },
  };
}

const customerOf = (number: number): Order['customer'] => ({
  id: `c-${number}`,
  name: NAMES[number % NAMES.length],
  email: `customer-${number}@example.com`,
  locale: 'en-GB',
});

/** Makes some of the orders unusual, by their index. Orders whose index ends in 9 go through the REST API. */
function unusual(order: Order, index: number): Order {
  const [first, ...rest] = order.lines as [OrderLine, ...OrderLine[]];
  switch (index % 100) {
    case 4: return { ...order, lines: [...order.lines, { ...first, quantity: 2 }] }; // repeats a SKU
    case 17: return { ...order, lines: [...order.lines, FREE_LINE] };
    case 23: return { ...order, lines: [{ ...first, quantity: 0 }, ...rest] };
    case 38: return { ...order, lines: [{ ...first, unitPrice: -first.unitPrice }, ...rest] };
    case 49: return { ...order, lines: [{ ...first, quantity: -first.quantity }, ...rest] };
    case 56: return { ...order, lines: [{ ...first, unitPrice: first.unitPrice + 0.5 }, ...rest] };
    case 71: return { ...order, lines: [FREE_LINE] }; // nothing to pay
    case 82: return index === 82 ? { ...order, lines: allOfCatalogue() } : order; // more than one transaction
    default: return order;
  }
}

const allOfCatalogue = (): OrderLine[] => CATALOGUE.map(item => ({ ...item, quantity: 1 }));

/**
 * Random whole numbers from 0 up, by the minimal standard generator. It is exact in doubles, and the same on every
 * machine.
 *
 * @see Park and Miller, CACM 36 (7), 1993
 */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = state * 48_271 % 2_147_483_647;
    return state % below;
  };
}
