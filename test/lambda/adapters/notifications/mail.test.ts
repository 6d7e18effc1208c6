import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderMail } from '../../../../lambda/adapters/notifications/mail';
import { fold } from '../../../../lambda/domain/fold';
import type { Order } from '../../../../lambda/domain/order/order';
import type { OrderState } from '../../../../lambda/domain/state/order-state';
import { MAILED_EVENT_TYPES } from '../../../../src/contract/events';
import {
  SITUATIONS,
  anOrder,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  orderValidated,
} from '../../../support/given/orders';

const FOLDER = join(__dirname, '../../../../templates');
const TEMPLATES = Object.fromEntries(readdirSync(FOLDER).map(name => [name, readFileSync(join(FOLDER, name), 'utf8')]));

const confirmed = (order: Order, total = 2999): OrderState =>
  fold([orderPlaced(order), orderValidated(total), orderConfirmed(total)]);
const named = (name: string) => confirmed(anOrder({ customer: { name } }));
const mailOf = (state: OrderState, type = 'OrderConfirmed', orderId = 'A-1') =>
  renderMail(TEMPLATES, type, orderId, state);
/** One template in all parts, with the given state. */
const rendered = (template: string, state: OrderState) =>
  renderMail(
    {
      'OrderConfirmed.subject.mustache': template,
      'OrderConfirmed.txt.mustache': template,
      'OrderConfirmed.html.mustache': template,
    },
    'OrderConfirmed',
    'A-1',
    state,
  );

describe('the templates that the package ships', () => {
  test('are three for each event that customers get mail about, and no more', () => {
    expect(Object.keys(TEMPLATES).sort()).toEqual(
      MAILED_EVENT_TYPES.flatMap(type => ['html', 'subject', 'txt'].map(part => `${type}.${part}.mustache`)).sort(),
    );
  });

  test('a confirmed order', () => {
    const { subject, text, html } = mailOf(confirmed(anOrder()));
    expect(subject).toBe('Your order A-1 is confirmed');
    expect(text.split('\n').filter(Boolean)).toEqual([
      'Hello Ada Lovelace,',
      'thank you for your order A-1. It is confirmed:',
      '2 x A mug at £12.50: £25.00',
      '1 x PEN at £4.99: £4.99',
      'Total: £29.99',
    ]);
    expect(html).toContain(
      '<td>A mug</td><td align="right">2</td><td align="right">£12.50</td><td align="right">£25.00</td>',
    );
    expect(html).toContain('<b>£29.99</b>');
  });

  test.each([
    ['out of stock, cancelled', 'because not everything in it is in stock.'],
    ['declined, cancelled', 'because the payment was declined.'],
    ['cancelled by customer, released', 'as you asked.'],
  ] as const)('a cancelled order says why: %s', (situation, why) => {
    const { subject, text, html } = mailOf(fold(SITUATIONS[situation]), 'OrderCancelled');
    expect(subject).toBe('Your order A-1 is cancelled');
    expect(text).toContain(`your order A-1 is cancelled, ${why}`);
    expect(html).toContain(`your order <b>A-1</b> is cancelled, ${why}`);
  });

  test.each(MAILED_EVENT_TYPES)('%s greets a customer without a name, and leaves no mark of a template', type => {
    const { subject, text, html } = mailOf(confirmed(anOrder({ customer: {} })), type);
    expect(text).toMatch(/^Hello,\n/);
    expect([subject, text, html].join()).not.toMatch(/[{}]|undefined|null|NaN/);
  });
});

describe('fault 28: values', () => {
  const HOSTILE = '<img src=x onerror="alert(\'1\')">&amp;`';

  test('are escaped in HTML, and nowhere else', () => {
    const { text, html } = mailOf(named(HOSTILE));
    expect(text).toContain(`Hello ${HOSTILE},`);
    expect(html).toContain('Hello &lt;img src&#61;x onerror&#61;&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;&#96;,');
    expect(html).not.toContain('<img');
  });

  test('of lines are escaped, too', () => {
    const { html, text } = mailOf(
      confirmed(anOrder({ lines: [{ sku: '<b>', description: '"><script>', quantity: 1, unitPrice: 1 }] })),
    );
    expect(html).toContain('<td>&quot;&gt;&lt;script&gt;</td>');
    expect(text).toContain('1 x "><script> at');
  });

  test('that look like templates are not rendered again', () => {
    expect(mailOf(named('{{{total}}} {{orderId}}')).text).toContain('Hello {{{total}}} {{orderId}},');
  });

  test('have emoji and other scripts as they are', () => {
    expect(mailOf(named('山田 👩‍👩‍👧 Zoë')).html).toContain('Hello 山田 👩‍👩‍👧 Zoë,');
  });

  test.each([
    ['control characters', 'A\u0000d\u0007a\u007f\u009b'], ['line breaks', 'A\r\nd\na'], ['line and paragraph separators', 'A\u2028d\u2029a'],
    ['marks that turn the direction of text', '\u202eA\u2066d\u200fa\u061c\u202c\u2069'],
  ])('lose %s', (_, name) => {
    const { text, html } = mailOf(named(name));
    expect(text).toContain('Hello Ada,');
    expect(html).toContain('Hello Ada,');
  });

  test('a line without a description shows its SKU', () => {
    expect(rendered('{{#lines}}[{{description}}]{{/lines}}', confirmed(anOrder())).text).toBe('[A mug][PEN]');
    expect(
      rendered(
        '{{#lines}}[{{description}}]{{/lines}}',
        confirmed(anOrder({ lines: [{ sku: 'PEN', description: '\u202e', quantity: 1, unitPrice: 1 }] })),
      ).text,
    ).toBe('[PEN]');
  });
});

test('an order without a total, whose lines may be anything, has no amounts', () => {
  const order = anOrder({ currency: 'XXX', lines: [{ sku: 'MUG', quantity: 0.5, unitPrice: -1 }] });
  expect(
    rendered('{{total}}|{{#lines}}{{unitPrice}}|{{amount}}{{/lines}}', fold([orderPlaced(order), orderRejected()]))
      .text,
  ).toBe('||');
});

describe('fault 28: the subject', () => {
  test('is one line, whatever the template and the values hold', () => {
    const { subject } = rendered(
      '\n Your order\r\n{{orderId}}\tof {{customer.name}}\n',
      named('Ada\r\nBcc: b@example.com\u2028x'),
    );
    expect(subject).toBe('Your order A-1 of AdaBcc: b@example.comx');
  });

  test('is not escaped', () => {
    expect(rendered('{{customer.name}}', named("O'Neill & Sons <x>")).subject).toBe("O'Neill & Sons <x>");
  });
});

describe('money', () => {
  const MAX = Number.MAX_SAFE_INTEGER;
  const totalIn = (currency: string, locale: string | undefined, total = 123_456) => {
    const order = anOrder({ currency, customer: { locale }, lines: [{ sku: 'A', quantity: 1, unitPrice: total }] });
    return rendered('{{total}}', confirmed(order, total)).text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
  };

  test.each([
    ['GBP', 'en-GB', '£1,234.56'], ['EUR', 'de-DE', '1.234,56 €'], ['JPY', 'en', '¥123,456'], ['KWD', 'en', 'KWD 123.456'], ['GBP', undefined, '£1,234.56'],
  ])('%s in %s is %s', (currency, locale, text) => {
    expect(totalIn(currency, locale)).toBe(text);
  });

  test('is exact up to 2^53 - 1', () => {
    expect(totalIn('GBP', 'en-GB', MAX)).toBe('£90,071,992,547,409.91');
    expect(totalIn('JPY', 'en', MAX)).toBe('¥9,007,199,254,740,991');
    expect(totalIn('KWD', 'en', MAX)).toBe('KWD 9,007,199,254,740.991');
    expect(totalIn('GBP', 'en', 0)).toBe('£0.00');
  });

  test('has the digits of ISO 4217, whatever the locale data says', () => {
    expect(totalIn('HUF', 'en')).toBe('HUF 1,234.56');
    expect(totalIn('IQD', 'en')).toBe('IQD 123.456');
  });

  test('falls back to English for a locale that Intl refuses', () => {
    expect(() => new Intl.NumberFormat('en-abcdefgh-abcdefgh')).toThrow(RangeError);
    expect(totalIn('EUR', 'en-abcdefgh-abcdefgh')).toBe('€1,234.56');
    expect(totalIn('EUR', 'xx')).toBe('€1,234.56');
  });
});

test('a template that is missing is named', () => {
  expect(() => mailOf(confirmed(anOrder()), 'OrderShipped')).toThrow(
    'there is no mail template OrderShipped.subject.mustache',
  );
});
