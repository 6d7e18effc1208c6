import { type Balance, balanceOf, some } from './balance';
import { endingsOf, isMailed } from './ending';
import type { Tables } from './tables';
import { groupBy } from '../lambda/lib/group-by';

/** An email, as the emulator's record of sent emails shows it. */
export interface SentMail {
  readonly MessageId: string;
  readonly To: readonly string[];
  readonly Subject: string;
}

/** An email that was sent, according to the event log. */
export interface MailReceipt {
  readonly orderId: string;
  readonly messageId: string;
}

export function mailReceipts({ notifications }: Tables): MailReceipt[] {
  return [...notifications].flatMap(([orderId, events]) => events.flatMap(({ event }) => {
    const isMail = event.type === 'NotificationSent' && event.data.channel === 'MAIL';
    return isMail ? [{ orderId, messageId: event.data.messageId }] : [];
  }));
}

/** Checks that there is one email for each order that has an address and whose customer gets an email, and no other. */
export function oneMailEach(tables: Tables, mails: readonly SentMail[] | undefined): Balance {
  const receipts = mailReceipts(tables);
  const name = 'one mail for each order that has an address';
  if (!mails) {
    const why = 'not checked on AWS, where SES refuses senders that it does not know';
    return { name, detail: `${receipts.length} mails; ${why}` };
  }
  const sent = groupBy(receipts, ({ orderId }) => orderId);
  const wrong = endingsOf(tables.orders).flatMap(({ orderId, outcome, state }) => {
    const count = sent.get(orderId)?.length ?? 0;
    const isDue = state.order?.customer.email !== undefined && isMailed(outcome);
    return count === Number(isDue) ? [] : [`${count} for ${orderId}`];
  });
  return balanceOf(name, wrong, `${receipts.length} mails, none twice`);
}

/** Checks that each email in the event log was sent once, to the customer of the order, and about the order. */
export function mailsWereSent(tables: Tables, mails: readonly SentMail[] | undefined): Balance {
  const name = 'mails on record are those sent';
  if (!mails) return { name, detail: 'not checked on AWS' };
  const receipts = mailReceipts(tables);
  const sent = groupBy(mails, ({ MessageId }) => MessageId);
  const wrong = receipts.filter(({ orderId, messageId }) => {
    const [mail, ...copies] = sent.get(messageId) ?? [];
    const isRight = mail?.To.join() === addressOf(tables, orderId) && mail?.Subject.includes(orderId);
    return !isRight || copies.length > 0;
  }).map(({ orderId }) => orderId);
  const extra = mails.length - receipts.length;
  const ok = wrong.length === 0 && extra >= 0 && extra <= repeatedClaims(tables);
  const sides = `${mails.length} sent, ${receipts.length} on record`;
  return { name, ok, detail: `${sides}${explanation(wrong, ok ? extra : 0)}` };
}

function explanation(wrong: readonly string[], again: number): string {
  if (wrong.length > 0) return `; wrong: ${some(wrong)}`;
  return again > 0 ? `; ${again} again, because a sender was killed before its receipt` : '';
}

function addressOf({ orders }: Tables, orderId: string): string | undefined {
  const placed = orders.get(orderId)?.[0]?.event;
  return placed?.type === 'OrderPlaced' ? placed.data.order.customer.email : undefined;
}

/** How often senders claimed a notification again. Only then may an email have been sent more often than recorded. */
function repeatedClaims({ notifications }: Tables): number {
  const claims = [...notifications.values()].flat().filter(({ event }) => event.type === 'NotificationRequested');
  return claims.length - groupBy(claims, ({ stream }) => stream).size;
}
