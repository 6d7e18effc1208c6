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

export function endsAreLast({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events => {
    const ends = events.filter(({ event }) => isFinalEvent(event.type));
    return ends.length !== 1 || ends[0] !== events.at(-1);
  });
  return balanceOf('one end for each order', wrong, 'the last event of every order ends it, and no other does');
}

export function stepsAreOnce({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events =>
    ONCE.some(type => events.filter(({ event }) => event.type === type).length > 1));
  return balanceOf('each step at most once', wrong, `${ONCE.join(', ')} at most once in an order`);
}

const ordersWhere = (orders: Tables['orders'], isWrong: (events: OrderHistory) => boolean): string[] =>
  [...orders].filter(([, events]) => isWrong(events)).map(([orderId]) => orderId);
