import Mustache from 'mustache';
import { toDecimal } from '../../domain/order/amount';
import type { OrderState } from '../../domain/state/order-state';

/** A rendered email. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The templates by file name, such as `OrderConfirmed.subject.mustache`. */
export type MailTemplateTexts = Readonly<Record<string, string>>;

/**
 * Renders the email about an event. It escapes values as HTML in the HTML part, and not at all in the text part. The
 * subject is one line.
 */
export function renderMail(templates: MailTemplateTexts, eventType: string, orderId: string, state: OrderState): Mail {
  const view = viewOf(orderId, state);
  const render = (part: string, escape: (value: string) => string) => {
    const name = `${eventType}.${part}.mustache`;
    const template = templates[name];
    if (template === undefined) throw new Error(`there is no mail template ${name}`);
    return Mustache.render(template, view, {}, { escape: value => escape(String(value)) });
  };
  return {
    subject: render('subject', value => value).replace(/\s+/g, ' ').trim(),
    text: render('txt', value => value),
    html: render('html', escapeHtml),
  };
}

const HTML: Record<string, string> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;', '=': '&#61;',
};
const escapeHtml = (value: string) => value.replace(/[&<>"'`=]/g, character => HTML[character]!);

/** The values that templates can use. Amounts are text in the customer's locale. */
function viewOf(orderId: string, { order, total, failure }: OrderState) {
  const { customer, currency, lines } = order!;
  const money = (amount: number) => formatMoney(amount, currency, customer.locale);
  return {
    orderId: clean(orderId),
    customer: { id: clean(customer.id), name: clean(customer.name) },
    lines: lines.map(line => ({
      sku: clean(line.sku),
      description: clean(line.description) || clean(line.sku),
      quantity: line.quantity,
      unitPrice: total === undefined ? '' : money(line.unitPrice),
      amount: total === undefined ? '' : money(line.quantity * line.unitPrice),
    })),
    total: total === undefined ? '' : money(total),
    outOfStock: failure === 'OutOfStock',
    paymentDeclined: failure === 'PaymentDeclined',
    cancellationRequested: failure === 'CancellationRequested',
  };
}

/**
 * Characters that do not belong in an email: control characters, separators of lines and paragraphs, and characters
 * that change the direction of the text around them.
 * @see Unicode UAX #9
 */
// eslint-disable-next-line no-control-regex
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const clean = (text = '') => text.replace(UNFIT, '');

/** Formats an amount for people. Intl accepts decimal text, so no digit is lost. */
function formatMoney(amount: number, currency: string, locale = 'en'): string {
  const decimal = toDecimal(amount, currency) as Intl.StringNumericLiteral;
  const digits = decimal.split('.')[1]?.length ?? 0;
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  const format = (tag: string) => new Intl.NumberFormat(tag, options).format(decimal);
  try {
    return format(locale);
  } catch {
    return format('en'); // the locale has the right form, but Intl does not accept it
  }
}
