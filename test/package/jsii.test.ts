/**
 * What Python and Java see: `.jsii`, which the compiler writes. The compiler lets more through than those languages
 * make good use of. Generic classes and interfaces it refuses itself; a generic method, `unknown` and `object` arrive
 * here as `any` or `json`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/root';
import { exportedNames } from '../rules/source-files';

interface Type {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly union?: unknown;
  readonly collection?: { readonly elementtype: Type };
}
interface Value {
  readonly name: string;
  readonly type?: Type;
  readonly optional?: boolean;
  readonly immutable?: boolean;
  readonly docs?: { readonly default?: string };
}
interface Method {
  readonly name?: string;
  readonly async?: boolean;
  readonly parameters?: Value[];
  readonly returns?: { readonly type: Type };
}
interface Declaration {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly properties?: Value[];
  readonly methods?: Method[];
  readonly initializer?: Method;
}
interface Assembly { readonly types: Record<string, Declaration> }

/** Names that are words of Python or Java, or that hide a built-in where they become keywords. */
const AWKWARD_NAMES = ['lambda', 'type', 'from', 'import', 'class', 'default', 'global', 'package', 'with'];

/** What a user of another language would stumble over. */
function problemsOf({ types }: Assembly): string[] {
  return Object.values(types).flatMap(declaration => [
    ...problemsOfShape(declaration),
    ...problemsOfValues(declaration),
  ]);
}

function problemsOfShape({ name, kind, datatype, methods = [], properties = [] }: Declaration): string[] {
  if (kind !== 'interface') return [];
  if (!datatype) {
    const isForImplementing = /^I[A-Z]/.test(name) && !/(Props|Options)$/.test(name) && methods.length > 0;
    return isForImplementing ? [] : [`${name} is a behavioural interface, which cannot be passed as keywords`];
  }
  return [
    ...properties.filter(({ immutable }) => !immutable).map(property => `${name}.${property.name} is mutable`),
    ...properties
      .filter(({ optional, docs }) => optional && !docs?.default)
      .map(property => `${name}.${property.name} has no @default`),
  ];
}

function problemsOfValues({ name, properties = [], methods = [], initializer }: Declaration): string[] {
  const values = [...properties, ...[...methods, ...initializer ? [initializer] : []].flatMap(method => [
    ...method.parameters ?? [],
    ...method.returns ? [{ name: `${method.name}()`, type: method.returns.type }] : [],
  ])];
  const later = methods
    .filter(method => method.async)
    .map(method => `${name}.${method.name}() answers later, which Python and Java cannot wait for`);
  return [...later, ...values.flatMap(value => [
    ...looseTypes(value.type).map(loose => `${name}.${value.name} is of type ${loose}`),
    ...AWKWARD_NAMES.includes(value.name) ? [`${name}.${value.name} is awkwardly named`] : [],
  ])];
}

function looseTypes(type: Type = {}): string[] {
  if (type.union) return ['union'];
  if (type.primitive === 'any' || type.primitive === 'json') return [type.primitive];
  return type.collection ? looseTypes(type.collection.elementtype) : [];
}

const assembly: Assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));

test('every type is good to use from other languages', () => expect(problemsOf(assembly)).toEqual([]));

test('other languages get all that index.ts exports', () => {
  expect(Object.values(assembly.types).map(({ name }) => name).sort()).toEqual(exportedNames('src/index.ts').sort());
});

test('the list of problems does find something', () => {
  const string: Type = { primitive: 'string' };
  const planted: Assembly = {
    types: {
      props: {
        name: 'ThingProps',
        kind: 'interface',
        datatype: true,
        properties: [
          { name: 'either', type: { union: {} }, immutable: true },
          { name: 'many', type: { collection: { elementtype: { primitive: 'any' } } }, immutable: true },
          { name: 'changing', type: string },
          { name: 'type', type: string, immutable: true },
          { name: 'perhaps', type: string, immutable: true, optional: true },
        ],
      },
      behaviour: {
        name: 'IThingProps',
        kind: 'interface',
        properties: [{ name: 'size', type: string, immutable: true }],
      },
      thing: {
        name: 'Thing',
        kind: 'class',
        initializer: { parameters: [{ name: 'lambda', type: string }] },
        methods: [
          { name: 'read', returns: { type: { primitive: 'json' } } },
          { name: 'wait', async: true },
        ],
      },
    },
  };
  expect(problemsOf(planted)).toEqual([
    'ThingProps.changing is mutable',
    'ThingProps.perhaps has no @default',
    'ThingProps.either is of type union',
    'ThingProps.many is of type any',
    'ThingProps.type is awkwardly named',
    'IThingProps is a behavioural interface, which cannot be passed as keywords',
    'Thing.wait() answers later, which Python and Java cannot wait for',
    'Thing.read() is of type json',
    'Thing.lambda is awkwardly named',
  ]);
});
