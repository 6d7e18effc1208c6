import { type Balance, balanceOf, some } from './balance';
import { endingsOf, isFinalEvent } from './ending';
import type { SendingFacts } from './facts';
import type { OrderHistory, Tables } from './tables';
import { isSettled } from '../lambda/domain/state/order-state';
import type { EventType } from '../src/contract/events';

/** Events that an order has at most once, even after repeated deliveries and retries. */
const ONCE: readonly EventType[] = [
  'StockReserved', 'StockReleased', 'StockSold', 'PaymentRequested', 'PaymentCaptured', 'PaymentRefunded',
];

export function everyOrderEnded({ orders }: Tables, { sent, refused }: SendingFacts): Balance {
  const lost = sent.filter(orderId => !orders.has(orderId) && !refused.has(orderId));
  const endings = endingsOf(orders);
  const notEnded = endings.filter(({ outcome }) => outcome === 'NOT_ENDED').map(({ orderId }) => orderId);
  const unsettled = endings.filter(({ outcome, state }) => outcome !== 'NOT_ENDED' && !isSettled(state))
    .map(({ orderId }) => orderId);
  const wrong = [
    ...(lost.length > 0 ? [`not on record: ${some(lost)}`] : []),
    ...(notEnded.length > 0 ? [`not ended: ${some(notEnded)}`] : []),
    ...(unsettled.length > 0 ? [`ended, but stock or a refund is due: ${some(unsettled)}`] : []),
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

/**
 * Events that may come after the end of an order, by the event that ends it: the sale of stock that was too much for
 * one transaction; a capture that comes to light late, and its refund. If one of them fails, the order is parked.
 */
const AFTER_END: { readonly [T in EventType]?: readonly EventType[] } = {
  OrderConfirmed: ['StockSold', 'OrderParked'],
  OrderCancelled: ['PaymentCaptured', 'PaymentRefunded', 'OrderParked'],
};

export function endsAreLast({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events => {
    const types = events.map(({ event }) => event.type);
    const end = types.findIndex(isFinalEvent);
    const confirmation = events[end]?.event;
    const isSoldInIt = confirmation?.type === 'OrderConfirmed' && !confirmation.data.unsold;
    const allowed = isSoldInIt ? [] : AFTER_END[types[end]!] ?? [];
    return types.filter(isFinalEvent).length !== 1 || types.slice(end + 1).some(type => !allowed.includes(type));
  });
  const right = 'one event ends each order, and only the sale of its stock or a late refund may follow';
  return balanceOf('one end for each order', wrong, right);
}

export function stepsAreOnce({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events =>
    ONCE.some(type => events.filter(({ event }) => event.type === type).length > 1));
  return balanceOf('each step at most once', wrong, `${ONCE.join(', ')} at most once in an order`);
}

const ordersWhere = (orders: Tables['orders'], isWrong: (events: OrderHistory) => boolean): string[] =>
  [...orders].filter(([, events]) => isWrong(events)).map(([orderId]) => orderId);
