import { App, Lazy, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EventStore, Inventory, OrderPipeline, OrderWorkflow } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { defaultIdentity } from '../../../src/internal/identity';
import { Synthesized, newStack, outdir, synthPipeline } from '../../support/synth';

const identityOf = (scope: Construct, id = 'EventStore', identity?: string) =>
  new EventStore(scope, id, { identity }).identity;

describe('by default', () => {
  test('the identity is the name of the stack and the path in it', () => {
    const stack = new Stack(new App({ outdir }), 'StackId', { stackName: 'shop-prod' });
    expect(identityOf(new Construct(stack, 'Backend'))).toBe('shop-prod/Backend/EventStore');
    expect(new OrderPipeline(stack, 'Orders').eventStore.identity).toBe('shop-prod/Orders');
  });

  test('a stack keeps its identity when its construct id changes but not its name', () => {
    const named = (id: string) => identityOf(new Stack(new App({ outdir }), id, { stackName: 'shop-prod' }));
    expect(named('Before')).toBe(named('After'));
  });

  test('a nested stack is a part of the path, and no token', () => {
    const stack = newStack();
    expect(identityOf(new NestedStack(stack, 'Nested'))).toBe('Test/Nested/EventStore');
  });

  test('two paths that differ in characters that are not allowed have different identities', () => {
    const stack = newStack();
    const [first, second] = ['Shop #1', 'Shop ?1'].map(id => defaultIdentity(new Construct(stack, id)));
    expect(first).toMatch(/^Test\/Shop--1-[0-9a-f]{16}$/);
    expect(second).toMatch(/^Test\/Shop--1-[0-9a-f]{16}$/);
    expect(first).not.toBe(second);
  });

  test('a long path gets an identity of the longest length', () => {
    const stack = newStack();
    const [first, second] = ['1', '2'].map(end => defaultIdentity(new Construct(stack, 'x'.repeat(200) + end)));
    expect(first).toHaveLength(128);
    expect(first).not.toBe(second);
  });
});

describe('a set identity', () => {
  const synth = synthPipeline({ identity: 'shop-1' });
  const { pipeline } = synth;

  test('replaces the default, and every function with events knows it', () => {
    expect(pipeline.eventStore.identity).toBe('shop-1');
    const environments = synth.ofType('AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Environment.Variables as Record<string, unknown>);
    const withEvents = environments.filter(variables => variables[Env.EVENTS_TABLE] !== undefined);
    expect(withEvents.length).toBeGreaterThan(0);
    expect(new Set(withEvents.map(variables => variables[Env.IDENTITY]))).toEqual(new Set(['shop-1']));
  });

  test('names the stages in logs and metrics', () => {
    const { workflow, orderView } = pipeline;
    expect(synth.environment(orderView.projectorFunction)[Env.SERVICE_NAME]).toBe('shop-1/Projection');
    expect(workflow.metricParked().dimensions).toEqual({ service: 'shop-1/Workflow' });
  });

  test.each(['', '/a', 'a#b', 'a b', 'ä', 'x'.repeat(129)])('%j is refused', identity => {
    expect(() => identityOf(newStack(), 'EventStore', identity)).toThrow(
      `identity is ${JSON.stringify(identity)}; allowed: 1 to 128 letters, digits, . _ / and -, starting with a letter`,
    );
    expect(() => new OrderPipeline(newStack(), 'Orders', { identity })).toThrow('identity is');
  });
});

describe('one identity for two event stores of a stack is refused', () => {
  const allowed = 'an identity that no other event store of the stack has';

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['two pipelines that set it', stack => new OrderPipeline(stack, 'Returns', { identity: 'shop' }),
      `identity is "shop" for Test/Returns, and for Test/Orders; allowed: ${allowed}`],
    ['a pipeline and an event store', stack => new EventStore(stack, 'Other', { identity: 'shop' }),
      `identity is "shop" for Test/Other, and for Test/Orders; allowed: ${allowed}`],
    ['in a nested stack', stack => new OrderPipeline(new NestedStack(stack, 'Nested'), 'Returns', { identity: 'shop' }),
      `identity is "shop" for Test/Nested/Returns, and for Test/Orders; allowed: ${allowed}`],
  ])('%s', (_, make, message) => {
    const stack = newStack();
    new OrderPipeline(stack, 'Orders', { identity: 'shop' });
    expect(() => make(stack)).toThrow(message);
  });

  test('the default of one, which the other sets', () => {
    const stack = newStack();
    new OrderPipeline(stack, 'Orders');
    expect(() => new OrderPipeline(stack, 'Returns', { identity: 'Test/Orders' }))
      .toThrow('identity is "Test/Orders" for Test/Returns, and for Test/Orders;');
  });

  test('but not in two stacks, which may go to different accounts', () => {
    const app = new App({ outdir });
    const identities = ['One', 'Two'].map(id => identityOf(new Stack(app, id), 'EventStore', 'shop'));
    expect(identities).toEqual(['shop', 'shop']);
  });

  test('nor if it is a token, whose value is not known', () => {
    const stack = newStack();
    const [first, second] = ['1', '2'].map(id => identityOf(stack, id, Lazy.string({ produce: () => 'shop' })));
    expect(Token.isUnresolved(first) && Token.isUnresolved(second)).toBe(true);
  });
});

describe('one identity for two pipelines in two stacks is refused', () => {
  const app = new App({ outdir });
  const [one, two] = ['One', 'Two'].map(id => new Stack(app, id)) as [Stack, Stack];
  const first = new OrderPipeline(one, 'Orders', { identity: 'shop' });

  test('if they share an inventory: their reservations would have one key', () => {
    expect(() => new OrderPipeline(two, 'Returns', { identity: 'shop', inventory: first.inventory })).toThrow(
      'identity is "shop" for Two/Returns, and for One/Orders; ' +
      'allowed: an identity that no other event store with inventory One/Orders/Inventory has',
    );
  });

  test('if they share a bus: the rules of each would match the events of both', () => {
    const { bus } = first.relay;
    const three = new Stack(app, 'Three');
    expect(() => new OrderPipeline(three, 'Outlet', { identity: 'shop', bus })).toThrow(
      'identity is "shop" for Three/Outlet, and for One/Orders; ' +
      'allowed: an identity that no other event store with bus One/Orders/Relay/Bus has',
    );
  });

  test('but not if each has its own', () => {
    const { inventory, relay: { bus } } = first;
    const { eventStore } = new OrderPipeline(two, 'Branch', { identity: 'branch', inventory, bus });
    expect(eventStore.identity).toBe('branch');
  });

  test('nor for two workflows on one event store', () => {
    const { eventStore, inventory } = first;
    expect(() => new OrderWorkflow(one, 'Again', { eventStore, inventory })).not.toThrow();
  });
});

describe('two pipelines', () => {
  const stack = newStack();
  const inventory = new Inventory(stack, 'Inventory');
  const first = new OrderPipeline(stack, 'First', { inventory });
  const second = new OrderPipeline(stack, 'Second', { inventory, bus: first.relay.bus });
  const synth = new Synthesized(stack);

  test('can share an inventory', () => {
    expect([first.inventory, second.inventory]).toEqual([inventory, inventory]);
    const tables = Object.values(synth.paths()).filter(path => path.endsWith('Inventory/Table'));
    expect(tables).toEqual(['Inventory/Table']);
  });

  test('can share a bus, on which the rules of each match its own events only', () => {
    expect(synth.ofType('AWS::Events::EventBus')).toHaveLength(1);
    const sources = synth.ofType('AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern.source);
    expect(sources).toEqual([['cdk-order-pipeline/Test/First'], ['cdk-order-pipeline/Test/Second']]);
  });

  test('have different metrics', () => {
    expect(first.workflow.metricParked().dimensions).not.toEqual(second.workflow.metricParked().dimensions);
  });
});
