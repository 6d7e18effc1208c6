/** Wrong values are refused when the app is synthesized, in one form: the prop, the value received, what is allowed. */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EventStore, Inventory, OrderPipeline, type OrderPipelineProps, OrderView } from '../../../src';
import { inOption, invalid } from '../../../src/internal/checked-props';
import { newStack } from '../../support/synth';

test.each<[unknown, string]>([
  ['a "name"', 'prop is "a \\"name\\""; allowed: that'],
  [NaN, 'prop is NaN; allowed: that'],
  [undefined, 'prop is undefined; allowed: that'],
])('%j is shown as it was received', (received, message) => {
  expect(invalid('prop', received, 'that').message).toBe(message);
});

describe('a wrong option of a stage of a pipeline is named by where the user set it', () => {
  const fifo = (stack: Stack) => new sns.Topic(stack, 'Fifo', { fifo: true });
  test.each<[string, (stack: Stack) => OrderPipelineProps]>([
    ['intake.maxConcurrency is 1;', () => ({ intake: { maxConcurrency: 1 } })],
    ['intake.maxRunningOrders is 0;', () => ({ intake: { maxRunningOrders: 0 } })],
    ['notifications.name is "";', () => ({ notifications: { name: '' } })],
    ['notifications.sender is "me";', () => ({ notifications: { sender: 'me' } })],
    ['notifications.maxConcurrency is 1;', () => ({ notifications: { maxConcurrency: 1 } })],
    ['notifications.topic is "a FIFO topic";', stack => ({ notifications: { topic: fifo(stack) } })],
    ['heartbeat.pace is "7 minutes";', () => ({ heartbeat: { pace: Duration.minutes(7) } })],
    ['removalPolicy is "SNAPSHOT";', () => ({ removalPolicy: RemovalPolicy.SNAPSHOT })],
    ['identity is "#";', () => ({ identity: '#' })],
  ])('%s', (start, propsIn) => {
    const stack = newStack();
    const props = propsIn(stack);
    expect(() => new OrderPipeline(stack, 'Orders', props)).toThrow(new RegExp(`^${start} allowed: `));
  });

  test('another error stays as it is', () => {
    const error = new Error('name is taken');
    expect(() => inOption('intake', () => { throw error; })).toThrow(error);
  });
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
