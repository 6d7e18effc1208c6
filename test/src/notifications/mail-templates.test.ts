import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MailTemplates } from '../../../src';
import { MAILED_EVENT_TYPES } from '../../../src/contract/events';
import { outdir } from '../../support/synth';

const PATH = 'path of MailTemplates.fromDirectory';

const OWN = join(__dirname, '..', '..', '..', 'templates');
const PARTS = ['subject', 'txt', 'html'];
const NAMES = MAILED_EVENT_TYPES.flatMap(type => PARTS.map(part => `${type}.${part}.mustache`)).sort();
const standard = Object.fromEntries(NAMES.map(name => [name, readFileSync(join(OWN, name), 'utf8')]));
const texts = (templates: MailTemplates): unknown => JSON.parse(templates._toJson());

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(outdir, 'templates-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test('the library has a subject, a text and an HTML part for each event with mail, and no other file', () => {
  expect(readdirSync(OWN).sort()).toEqual(NAMES);
  expect(texts(MailTemplates.standard())).toEqual(standard);
});

test('templates of one\'s own replace those of the same name, the others stay', () => {
  const own = {
    'OrderConfirmed.subject.mustache': 'Thank you for {{orderId}}',
    'OrderConfirmed.txt.mustache': '{{orderId}}',
  };
  expect(texts(MailTemplates.fromDirectory(folder(own)))).toEqual({ ...standard, ...own });
});

test('what is no template may lie beside them', () => {
  const path = folder({ 'OrderCancelled.txt.mustache': 'No.', 'README.md': 'Our mails' });
  mkdirSync(join(path, 'drafts'));
  expect(texts(MailTemplates.fromDirectory(path))).toEqual({ ...standard, 'OrderCancelled.txt.mustache': 'No.' });
});

describe('misuse', () => {
  test('no such folder', () => {
    expect(() => MailTemplates.fromDirectory('nowhere')).toThrow(
      `${PATH} is "nowhere"; allowed: a folder of mail templates, and there is none at ${resolve('nowhere')}`);
  });

  test('a file instead of a folder', () => {
    const path = join(folder({ 'OrderCancelled.txt.mustache': '' }), 'OrderCancelled.txt.mustache');
    expect(() => MailTemplates.fromDirectory(path)).toThrow(
      `${PATH} is ${JSON.stringify(path)}; allowed: a folder of mail templates, and there is none at ${path}`);
  });

  test('a folder without a template says what is allowed', () => {
    const path = folder({ 'confirmed.html': '' });
    const names = 'OrderConfirmed.subject.mustache, OrderConfirmed.txt.mustache, ';
    expect(() => MailTemplates.fromDirectory(path)).toThrow(
      new RegExp(`^path of MailTemplates.fromDirectory is ".*"; allowed: a folder with at least one of ${names}`));
  });

  test('a template of another name, which no mail would use, says what is allowed', () => {
    const path = folder({ 'OrderConfirmed.subject.mustache': '', 'OrderShipped.txt.mustache': '' });
    const unknown = JSON.stringify(join(path, 'OrderShipped.txt.mustache'));
    expect(() => MailTemplates.fromDirectory(path)).toThrow(
      `a file in path of MailTemplates.fromDirectory is ${unknown}; allowed: OrderConfirmed.subject.mustache, `);
  });
});
