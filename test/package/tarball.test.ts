/** What is in the package, and nothing else. */
import { readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { filesBelow, pack, unpack } from './tarball';
import { COMMAND_NAMES } from '../../src/contract/commands';
import { COMMAND_EVENT_TYPES, EVENT_TYPES, NOTIFICATION_EVENT_TYPES } from '../../src/contract/events';
import { ROOT } from '../../tools/root';
import { sourceFiles } from '../rules/source-files';

const folder = unpack(pack());
const files = filesBelow(folder);
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const within = (start: string) => files.filter(path => path.startsWith(start));

describe('the tarball', () => {
  test('holds what is documented at its top', () => {
    const needed = ['.jsii', '.jsii.tabl.json', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    const allowed = ['API.md', 'SECURITY.md'];
    expect(files.filter(path => !path.includes('/') && !allowed.includes(path))).toEqual(needed);
    expect(new Set(files.filter(path => path.includes('/')).map(path => path.split('/')[0]))).toEqual(
      new Set(['assets', 'lib', 'schemas', 'subpaths', 'templates']),
    );
  });

  test('holds the compiled constructs, with their types, and no map', () => {
    const modules = sourceFiles('src').map(({ path }) => path.replace(/^src/, 'lib').replace(/\.ts$/, ''));
    expect(within('lib/')).toEqual(modules.flatMap(path => [`${path}.d.ts`, `${path}.js`]).sort());
    expect(files.filter(path => read(path).includes('sourceMappingURL=data:'))).toEqual([]);
  });

  test('holds each handler as one bundle', () => {
    const handlers = sourceFiles('lambda/handlers').map(({ path }) =>
      path.slice('lambda/handlers/'.length, -'.ts'.length),
    );
    expect(within('assets/')).toEqual(handlers.map(name => `assets/${name}/index.mjs`).sort());
  });

  test('holds each subpath as one module, with the types that it leads to', () => {
    expect(within('subpaths/').filter(path => !path.endsWith('.d.ts'))).toEqual(['subpaths/testing/index.js']);
    const types = within('subpaths/').filter(path => path.endsWith('.d.ts'));
    expect(types).toEqual(expect.arrayContaining(['subpaths/testing/index.d.ts']));
    expect(types.filter(path => !/^subpaths\/(testing|src\/contract)\//.test(path))).toEqual([]);
  });

  test('holds the mail templates and the schemas', () => {
    expect(within('templates/')).toEqual(readdirSync(join(ROOT, 'templates')).map(name => `templates/${name}`).sort());
    const types = [...EVENT_TYPES, ...COMMAND_EVENT_TYPES, ...NOTIFICATION_EVENT_TYPES];
    const events = types.map(type => `schemas/events/${type}.v1.schema.json`);
    const commands = COMMAND_NAMES.map(name => `schemas/commands/${name}.v1.schema.json`);
    const others = ['order', 'payment-call', 'payment-message', 'payment-answer']
      .map(name => `schemas/${name}.schema.json`);
    expect(within('schemas/')).toEqual([...commands, ...events, ...others].sort());
  });

  test('does not tell where it was made', () => {
    const telling = files.filter(path =>
      [ROOT, homedir()].filter(place => place.length > '/root'.length).some(place => read(path).includes(place)),
    );
    expect(telling).toEqual([]);
  });

  test('brings no dependency but the peers, of which any version from the tested one on will do', () => {
    const packed = JSON.parse(read('package.json'));
    expect(packed).toMatchObject({
      name: 'cdk-order-pipeline',
      main: 'lib/index.js',
      types: 'lib/index.d.ts',
      license: 'Apache-2.0',
    });
    expect(
      Object.keys(packed).filter(key => /^(dependencies|optionalDependencies|bundle(d)?Dependencies)$/.test(key)),
    ).toEqual([]);
    expect(packed.peerDependencies).toEqual({
      'aws-cdk-lib': `^${packed.devDependencies['aws-cdk-lib']}`,
      'constructs': `^${packed.devDependencies.constructs}`,
    });
    expect(Object.keys(packed.scripts ?? {}).filter(name => /install|prepare/.test(name))).toEqual([]);
  });
});

describe('the schemas', () => {
  const compile = (path: string): ValidateFunction =>
    new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(read(path)));
  const order = compile('schemas/order.schema.json');
  const GOOD = {
    orderId: 'A-1001',
    customer: { id: 'c-7', name: 'Zoë Müller', email: 'zoe@shop.example', locale: 'de-CH' },
    currency: 'EUR',
    lines: [
      { sku: 'MUG', description: 'A mug', quantity: 2, unitPrice: 1250 },
      { sku: 'TEA', quantity: 1, unitPrice: 0 },
    ],
    payment: { method: 'card' },
    metadata: { channel: 'web' },
  };
  const [line] = GOOD.lines;

  const ofObjects = [...within('schemas/commands/'), ...within('schemas/events/')];
  test.each(ofObjects)('%s is a valid one of draft 2020-12, of an object', path => {
    const schema = JSON.parse(read(path));
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: expect.stringMatching(/^urn:/),
      type: 'object',
    });
    expect(compile(path)('no object')).toBe(false);
  });

  test.each([
    ['with everything', GOOD],
    ['with what is needed alone', { orderId: '1', customer: {}, currency: 'JPY', lines: [{ sku: 'MUG', quantity: 1, unitPrice: 100 }], payment: { method: 'card' } }],
  ])('accept an order %s', (_, good) => {
    expect([order(good), order.errors]).toEqual([true, null]);
  });

  test.each<[string, unknown, string]>([
    ['that is none', 'order', ''],
    ['without an id', { ...GOOD, orderId: undefined }, ''],
    ['with an id that is no key', { ...GOOD, orderId: 'A#1' }, '/orderId'],
    ['with an unknown field', { ...GOOD, discount: 5 }, ''],
    ['without lines', { ...GOOD, lines: [] }, '/lines'],
    ['of part of a piece', { ...GOOD, lines: [{ ...line, quantity: 0.5 }] }, '/lines/0/quantity'],
    ['of no piece', { ...GOOD, lines: [line, { ...line, quantity: 0 }] }, '/lines/1/quantity'],
    ['with a price in fractions', { ...GOOD, lines: [{ ...line, unitPrice: 12.5 }] }, '/lines/0/unitPrice'],
    ['with a negative price', { ...GOOD, lines: [{ ...line, unitPrice: -1 }] }, '/lines/0/unitPrice'],
    ['with a price as text', { ...GOOD, lines: [{ ...line, unitPrice: '1250' }] }, '/lines/0/unitPrice'],
    ['in no currency', { ...GOOD, currency: 'XXX' }, '/currency'],
    ['with a line break in the name', { ...GOOD, customer: { name: 'Zoë\r\nBcc: all@shop.example' } }, '/customer/name'],
    ['with two addresses', { ...GOOD, customer: { email: 'a@shop.example,b@shop.example' } }, '/customer/email'],
  ])('refuse an order %s', (_, bad, path) => {
    expect(order(JSON.parse(JSON.stringify(bad)))).toBe(false);
    expect(order.errors!.map(({ instancePath }) => instancePath)).toContain(path);
  });

  test.each(['schemas/payment-call.schema.json', 'schemas/payment-answer.schema.json'])('%s is a valid one', path => {
    expect(JSON.parse(read(path))).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: expect.stringMatching(/^urn:/),
    });
    expect(compile(path)('no call and no answer')).toBe(false);
  });

  test('accept calls and answers of payment functions, with fields that one side does not know', () => {
    const [call, answer] = ['payment-call', 'payment-answer'].map(name => compile(`schemas/${name}.schema.json`));
    const key = '1f7169e2-5d2c-5c4e-9d7c-3a1f0c2b4d6e';
    const asked = {
      version: 1,
      operation: 'lookUp',
      purpose: 'capture',
      key,
      pipeline: 'Shop/Orders',
      orderId: 'A-1',
      amount: 250,
      currency: 'GBP',
      requestedAt: '2026-11-24T17:00:00.000Z',
      payment: { key, reference: 'pi_1' },
      later: true,
    };
    expect([call!(asked), call!.errors]).toEqual([true, null]);
    expect(call!({ ...asked, amount: 2.5 })).toBe(false);
    expect(answer!({ status: 'succeeded', reference: 'pi_1', amount: 250, later: true })).toBe(true);
    expect(answer!({ status: 'captured', reference: 'pi_1' })).toBe(false);
  });

  test('accept that order as it was placed, its values not yet checked', () => {
    const placed = compile('schemas/events/OrderPlaced.v1.schema.json');
    expect(placed({ order: { ...GOOD, currency: 'XXX' }, digest: 'd' })).toBe(true);
    expect(placed({ order: { ...GOOD, currency: 7 }, digest: 'd' })).toBe(false);
  });
});
