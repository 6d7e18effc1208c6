import { type Balance, balanceOf, some } from './balance';
import { endingsOf, isFinalEvent } from './ending';
import type { SendingFacts } from './facts';
import type { OrderHistory, Tables } from './tables';
import type { OrderEvent } from '../lambda/domain/events';
import type { OrderState } from '../lambda/domain/state/order-state';
import { isSettled, waitsUntil } from '../lambda/domain/state/settled';
import type { EventType } from '../src/contract/events';

/** Events that an order has at most once, even after repeated deliveries and retries. */
const ONCE: readonly EventType[] = [
  'StockReserved', 'StockReleased', 'StockSold',
];

/** Events about one request to the provider. There is at most one of each for each key. */
const ONCE_FOR_EACH_KEY = [
  'PaymentRequested', 'PaymentAuthorized', 'PaymentCaptured', 'CaptureRequested', 'CaptureFailed', 'VoidRequested',
  'PaymentVoided', 'VoidFailed', 'RefundRequested', 'PaymentRefunded', 'RefundFailed', 'AuthorizationExpired',
] as const satisfies readonly EventType[];

export function everyOrderEnded({ orders }: Tables, { sent, refused }: SendingFacts): Balance {
  const lost = sent.filter(orderId => !orders.has(orderId) && !refused.has(orderId));
  const endings = endingsOf(orders);
  const notEnded = endings.filter(({ outcome }) => outcome === 'NOT_ENDED').map(({ orderId }) => orderId);
  const unsettled = endings
    .filter(({ outcome, state }) => outcome !== 'NOT_ENDED' && !isSettled(state) && !isAwaited(state))
    .map(({ orderId }) => orderId);
  const wrong = [
    ...(lost.length > 0 ? [`not on record: ${some(lost)}`] : []),
    ...(notEnded.length > 0 ? [`not ended: ${some(notEnded)}`] : []),
    ...(unsettled.length > 0 ? [`ended, but stock or a refund is due: ${some(unsettled)}`] : []),
  ].join('; ');
  return { name: 'every order ended', ok: !wrong, detail: wrong || `${orders.size} on record` };
}

/** Whether the order has ended, and waits for the provider, or until an authorization is captured. */
const isAwaited = (state: OrderState): boolean => waitsUntil(state) !== undefined && !state.parked;

export function historiesAreWhole({ orders }: Tables): Balance {
  const broken = ordersWhere(orders, events => events.some(({ version }, index) => version !== index + 1));
  return balanceOf('histories without gaps', broken, 'versions 1 to n of every order');
}

/** Checks that no command has appended events twice. */
export function commandsAreOnce({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events =>
    isRepeated(events.map(({ id }) => id)) || isRepeated(events.map(({ command }) => command)));
  return balanceOf('one event for each command', wrong, 'no command and no event id twice in an order');
}

/** Refunds of what was taken too much, and what comes to light late. */
const MONEY_AFTER_END = [
  'PaymentAuthorized', 'PaymentCaptured', 'PaymentDeclined', 'PaymentPending', 'VoidRequested', 'PaymentVoided',
  'VoidFailed', 'RefundRequested', 'PaymentRefunded', 'RefundFailed', 'AuthorizationExpired', 'PaymentOutcomeUnknown',
] as const satisfies readonly EventType[];

/**
 * Events that may come after the end of an order, by the event that ends it: the sale of stock that was too much for
 * one transaction; what comes to light late, and its refund; the capture of an authorization, or another one in its
 * place. If one of them fails, the order is parked, and may be retried.
 */
const AFTER_END: { readonly [T in EventType]?: readonly EventType[] } = {
  OrderConfirmed: [
    ...MONEY_AFTER_END, 'PaymentRequested', 'CaptureRequested', 'CaptureFailed', 'StockSold', 'OrderParked',
    'RetryRequested',
  ],
  OrderCancelled: [...MONEY_AFTER_END, 'OrderParked', 'RetryRequested'],
};

export function endsAreLast({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events => {
    const types = events.map(({ event }) => event.type);
    const end = types.findIndex(isFinalEvent);
    const confirmation = events[end]?.event;
    const isSoldInIt = confirmation?.type === 'OrderConfirmed' && !confirmation.data.unsold;
    const allowed = AFTER_END[types[end]!] ?? [];
    const isWrong = (type: EventType) => !allowed.includes(type) || (isSoldInIt && type === 'StockSold');
    return types.filter(isFinalEvent).length !== 1 || types.slice(end + 1).some(isWrong);
  });
  const right = 'one event ends each order, and only the sale of its stock or what becomes of its money may follow';
  return balanceOf('one end for each order', wrong, right);
}

export function stepsAreOnce({ orders }: Tables): Balance {
  const wrong = ordersWhere(orders, events =>
    isRepeated(events.map(({ event }) => event.type).filter(type => ONCE.includes(type)))
    || isRepeated(events.flatMap(({ event }) => keyedName(event))));
  const right = `${ONCE.join(', ')} at most once in an order, and each request to the provider once`;
  return balanceOf('each step at most once', wrong, right);
}

/** The type and the key of an event about a request to the provider. */
const keyedName = ({ type, data }: OrderEvent): string[] =>
  ('key' in data && ONCE_FOR_EACH_KEY.some(one => one === type) ? [`${type} ${data.key}`] : []);

const isRepeated = (values: readonly string[]): boolean => new Set(values).size !== values.length;

const ordersWhere = (orders: Tables['orders'], isWrong: (events: OrderHistory) => boolean): string[] =>
  [...orders].filter(([, events]) => isWrong(events)).map(([orderId]) => orderId);
