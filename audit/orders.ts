import { type Balance, balanceOf, some } from './balance';
import { endingsOf, isFinalEvent } from './ending';
import type { SendingFacts } from './facts';
import type { OrderHistory, Tables } from './tables';
import type { EventType } from '../src/contract/events';

/** Events that an order has at most once, even after repeated deliveries and retries. */
const ONCE: readonly EventType[] = [
  'StockReserved', 'StockReleased', 'PaymentRequested', 'PaymentCaptured', 'PaymentRefunded',
];

export function everyOrderEnded({ orders }: Tables, { sent, refused }: SendingFacts): Balance {
  const lost = sent.filter(orderId => !orders.has(orderId) && !refused.has(orderId));
  const open = endingsOf(orders).filter(({ outcome }) => outcome === 'OPEN').map(({ orderId }) => orderId);
  const wrong = [
    ...(lost.length > 0 ? [`not on record: ${some(lost)}`] : []),
    ...(open.length > 0 ? [`open: ${some(open)}`] : []),
  ].join('; ');
  return { name: 'every order ended', ok: !wrong, detail: wrong || `${orders.size} on record` };
}

export function historiesAreWhole({ orders }: Tables): Balance {
  const broken = ordersWhere(orders, events => events.some(({ version }, index) => version !== index + 1));
  return balanceOf('histories without gaps', broken, 'versions 1 to n of every order');
}

/** Checks that no command has appended events twice. */
export function commandsAreOnce({ orders }: Tables): Balance {
  const isRepeated = (values: readonly string[]) => new Set(values).size !== values.length;
  const wrong = ordersWhere(orders, events =>
    isRepeated(events.map(({ id }) => id)) || isRepeated(events.map(({ command }) => command)));
  return balanceOf('one event for each command', wrong, 'no command and no event id twice in an order');
}

/** Events that may come after the end of a cancelled order: a capture that comes to light late, and its refund. */
const AFTER_CANCELLATION: readonly EventType[] = ['PaymentCaptured', 'PaymentRefunded', 'OrderParked'];

export function endsAreLast({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events => {
    const types = events.map(({ event }) => event.type);
    const after = types.slice(types.findIndex(isFinalEvent) + 1);
    const allowed = types.includes('OrderCancelled') ? AFTER_CANCELLATION : [];
    return types.filter(isFinalEvent).length !== 1 || after.some(type => !allowed.includes(type));
  });
  return balanceOf('one end for each order', wrong, 'one event ends each order, and only a late refund may follow');
}

export function stepsAreOnce({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events =>
    ONCE.some(type => events.filter(({ event }) => event.type === type).length > 1));
  return balanceOf('each step at most once', wrong, `${ONCE.join(', ')} at most once in an order`);
}

const ordersWhere = (orders: Tables['orders'], isWrong: (events: OrderHistory) => boolean): string[] =>
  [...orders].filter(([, events]) => isWrong(events)).map(([orderId]) => orderId);
