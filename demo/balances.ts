import { isMailed, toEnding } from './ending';
import type { RunFacts } from './report';
import type { Tables } from './tables';
import { groupBy } from '../lambda/lib/group-by';
import type { SesMessage } from '../local-aws/emulator';

/** One thing that must hold at the end. */
export interface Balance {
  readonly name: string;
  /** Undefined: not checked here. */
  readonly ok?: boolean;
  /** The two sides of it, or what is wrong. */
  readonly detail: string;
}

/** Everything that must hold once nothing moves any more. Pure; `mails` is what the emulator has sent, which AWS does not tell. */
export function checkBalances(tables: Tables, facts: RunFacts, mails: readonly SesMessage[] | undefined): Balance[] {
  return [
    everyOrderEnded(tables, facts),
    historiesAreWhole(tables),
    countersAddUp(tables),
    heldIsReserved(tables),
    confirmedIsSold(tables),
    moneyAddsUp(tables),
    viewIsCurrent(tables),
    oneMailEach(tables, mails),
    mailsWereSent(tables, mails),
  ];
}

function everyOrderEnded({ orders }: Tables, { sent, refused }: RunFacts): Balance {
  const lost = sent.filter(orderId => !orders.has(orderId) && !refused.has(orderId));
  const open = [...orders].filter(([, events]) => toEnding(events).outcome === 'OPEN').map(([orderId]) => orderId);
  const detail = [lost.length > 0 && `not on record: ${some(lost)}`, open.length > 0 && `open: ${some(open)}`].filter(Boolean).join('; ');
  return { name: 'every order ended', ok: !detail, detail: detail || `${orders.size} on record` };
}

function historiesAreWhole({ orders }: Tables): Balance {
  const broken = [...orders].filter(([, events]) => events.some(({ version }, index) => version !== index + 1)).map(([orderId]) => orderId);
  return { name: 'histories without gaps', ok: broken.length === 0, detail: broken.length > 0 ? some(broken) : 'versions 1 to n of every order' };
}

function countersAddUp({ stock }: Tables): Balance {
  const wrong = stock.filter(({ onHand, available, reserved, sold }) =>
    available + reserved + sold !== onHand || Math.min(onHand, available, reserved, sold) < 0);
  const total = (name: 'onHand' | 'available' | 'reserved' | 'sold') => stock.reduce((sum, level) => sum + level[name], 0);
  return {
    name: 'stock adds up',
    ok: wrong.length === 0,
    detail: wrong.length > 0 ? `wrong for ${some(wrong.map(({ sku }) => sku))}`
      : `${total('available')} available + ${total('reserved')} reserved + ${total('sold')} sold = ${total('onHand')} on hand`,
  };
}

function heldIsReserved({ orders, stock }: Tables): Balance {
  const held = [...orders.values()].flatMap(events => toEnding(events).state.held ?? []);
  return compareStock('reserved is what open orders hold', held, stock.map(({ sku, reserved }) => ({ sku, quantity: reserved })));
}

function confirmedIsSold({ orders, stock }: Tables): Balance {
  const confirmed = [...orders.values()].map(toEnding).filter(({ outcome }) => outcome === 'CONFIRMED').flatMap(({ state }) => state.order!.lines);
  return compareStock('sold is what was confirmed', confirmed, stock.map(({ sku, sold }) => ({ sku, quantity: sold })));
}

type Quantities = ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;

function compareStock(name: string, byOrders: Quantities, byStock: Quantities): Balance {
  const difference = new Map<string, number>();
  for (const { sku, quantity } of byOrders) difference.set(sku, (difference.get(sku) ?? 0) + quantity);
  for (const { sku, quantity } of byStock) difference.set(sku, (difference.get(sku) ?? 0) - quantity);
  const wrong = [...difference].filter(([, quantity]) => quantity !== 0);
  const total = (quantities: Quantities) => quantities.reduce((sum, { quantity }) => sum + quantity, 0);
  const detail = `orders ${total(byOrders)}, stock ${total(byStock)}`;
  return { name, ok: wrong.length === 0, detail: wrong.length > 0 ? `${detail}; off by ${some(wrong.map(([sku, quantity]) => `${quantity} of ${sku}`))}` : detail };
}

function moneyAddsUp({ orders }: Tables): Balance {
  let [captured, refunded, confirmed, open] = [0n, 0n, 0n, 0n];
  for (const events of orders.values()) {
    const { outcome, state } = toEnding(events);
    for (const { event } of events) {
      if (event.type === 'PaymentCaptured') captured += BigInt(event.data.amount);
      if (event.type === 'PaymentRefunded') refunded += BigInt(event.data.amount);
      if (event.type === 'OrderConfirmed') confirmed += BigInt(event.data.total);
    }
    if (outcome === 'OPEN' && state.payment?.status === 'CAPTURED') open += BigInt(state.payment.amount);
  }
  return {
    name: 'money adds up',
    ok: captured - refunded === confirmed + open,
    detail: `${captured} captured - ${refunded} refunded = ${confirmed} confirmed${open > 0n ? ` + ${open} of open orders` : ''}, in pence`,
  };
}

function viewIsCurrent({ orders, view }: Tables): Balance {
  const behind = [...orders].filter(([orderId, events]) => {
    const row = view.get(orderId);
    return row?.version !== events.length || row.status !== toEnding(events).state.status;
  }).map(([orderId]) => orderId);
  const extra = [...view.keys()].filter(orderId => !orders.has(orderId));
  const wrong = [...behind, ...extra];
  return { name: 'order view is current', ok: wrong.length === 0, detail: wrong.length > 0 ? `behind: ${some(wrong)}` : `${view.size} rows, each at its order's version` };
}

/** A mail for each order that customers hear about, where there is an address, and no other. */
function oneMailEach(tables: Tables, mails: readonly SesMessage[] | undefined): Balance {
  const { orders, notifications } = tables;
  const wrong: string[] = [];
  for (const [orderId, events] of orders) {
    const { outcome, state } = toEnding(events);
    const sent = (notifications.get(orderId) ?? []).filter(({ event }) => event.type === 'NotificationSent' && event.data.channel === 'MAIL').length;
    const isDue = state.order?.customer.email !== undefined && isMailed(outcome);
    if (sent !== Number(isDue)) wrong.push(`${sent} for ${orderId}`);
  }
  const name = 'one mail for each order that has an address';
  if (!mails) return { name, detail: `${receipts(tables).length} mails; not checked on AWS, where SES refuses senders that it does not know` };
  return {
    name,
    ok: wrong.length === 0,
    detail: wrong.length > 0 ? some(wrong) : `${receipts(tables).length} mails, none twice`,
  };
}

function mailsWereSent(tables: Tables, mails: readonly SesMessage[] | undefined): Balance {
  const name = 'mails on record are those sent';
  if (!mails) return { name, detail: 'not checked on AWS' };
  const sent = groupBy(mails, ({ MessageId }) => MessageId);
  const wrong = receipts(tables).filter(({ orderId, messageId }) => {
    const copies = sent.get(messageId) ?? [];
    const address = tables.orders.get(orderId)?.[0]?.event;
    const to = address?.type === 'OrderPlaced' ? address.data.order.customer.email : undefined;
    return copies.length !== 1 || copies[0]!.To.join() !== to || !copies[0]!.Subject.includes(orderId);
  }).map(({ orderId }) => orderId);
  const recorded = receipts(tables).length;
  const repeated = claimsOfTheDead(tables);
  const extra = mails.length - recorded;
  const ok = wrong.length === 0 && extra >= 0 && extra <= repeated;
  const why = ok && extra > 0 ? `; ${extra} again, because a sender was killed before its receipt` : '';
  return { name, ok, detail: `${mails.length} sent, ${recorded} on record${wrong.length > 0 ? `; wrong: ${some(wrong)}` : why}` };
}

/** Notifications that had to be claimed again: only their mail may have gone out once more than is on record. */
const claimsOfTheDead = ({ notifications }: Tables): number => [...notifications.values()].reduce((sum, events) =>
  sum + Math.max(0, events.filter(({ event }) => event.type === 'NotificationRequested').length - 1), 0);

const receipts = ({ notifications }: Tables): Array<{ orderId: string; messageId: string }> => [...notifications].flatMap(([orderId, events]) =>
  events.flatMap(({ event }) => (event.type === 'NotificationSent' && event.data.channel === 'MAIL' ? [{ orderId, messageId: event.data.messageId }] : [])));

/** A few of them, and how many more. */
const some = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
