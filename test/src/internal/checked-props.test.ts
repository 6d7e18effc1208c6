/** Wrong values are refused when the app is synthesized, in one form: the prop, the value received, what is allowed. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { EventStore, Inventory, OrderPipeline, OrderView } from '../../../src';
import { invalid } from '../../../src/internal/checked-props';
import { newStack } from '../../support/synth';

test.each<[unknown, string]>([
  ['a "name"', 'prop is "a \\"name\\""; allowed: that'],
  [NaN, 'prop is NaN; allowed: that'],
  [undefined, 'prop is undefined; allowed: that'],
])('%j is shown as it was received', (received, message) => {
  expect(invalid('prop', received, 'that')).toEqual(new Error(message));
});

describe('a table cannot leave a snapshot', () => {
  const removalPolicy = RemovalPolicy.SNAPSHOT;
  const message = 'removalPolicy is "SNAPSHOT"; allowed: DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE';
  const stack = newStack();
  const eventStore = new EventStore(stack, 'Good');

  test.each([
    ['OrderPipeline', () => new OrderPipeline(newStack(), 'Orders', { removalPolicy })],
    ['EventStore', () => new EventStore(newStack(), 'EventStore', { removalPolicy })],
    ['Inventory', () => new Inventory(newStack(), 'Inventory', { removalPolicy })],
    ['OrderView', () => new OrderView(stack, 'Projection', { eventStore, removalPolicy })],
  ])('%s', (_, make) => expect(make).toThrow(message));
});
