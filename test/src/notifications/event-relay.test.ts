import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EventRelay, EventStore } from '../../../src';
import { EventAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { COMMAND_EVENT_TYPES, NOTIFICATION_EVENT_TYPES } from '../../../src/contract/events';
import { Synthesized, newStack } from '../../support/synth';

const OF_OTHER_STREAMS = [...COMMAND_EVENT_TYPES, ...NOTIFICATION_EVENT_TYPES];

type BusIn = (stack: Stack) => events.IEventBus | undefined;

function synthRelay(busIn: BusIn = () => undefined, also: (relay: EventRelay) => void = () => undefined) {
  const stack = newStack();
  const eventStore = new EventStore(stack, 'EventStore');
  const relay = new EventRelay(stack, 'Relay', { eventStore, bus: busIn(stack) });
  also(relay);
  return Object.assign(new Synthesized(stack), { eventStore, relay });
}

const synth = synthRelay();
const { relay, eventStore } = synth;
const putEvents = (of: ReturnType<typeof synthRelay>) =>
  of.statements(of.relay.relayFunction).filter(({ Action }) => Action === 'events:PutEvents');

describe('the bus', () => {
  test('is one of its own', () => {
    expect(synth.ofType('AWS::Events::EventBus')).toHaveLength(1);
    expect(synth.environment(relay.relayFunction)).toEqual({
      [Env.SERVICE_NAME]: 'Test/EventStore/Relay',
      [Env.IDENTITY]: eventStore.identity,
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
      [Env.EVENT_BUS_NAME]: synth.ref(relay.bus),
      [Env.RETRY_QUEUE_URL]: synth.ref(relay.retryQueue),
    });
    expect(putEvents(synth)).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: synth.att(relay.bus) }]);
  });

  test('is an existing one where it is given', () => {
    const existing = synthRelay(stack => events.EventBus.fromEventBusName(stack, 'Existing', 'company'), one => {
      one.addRule('Confirmed', 'OrderConfirmed');
    });
    expect(existing.ofType('AWS::Events::EventBus')).toEqual([]);
    expect(existing.environment(existing.relay.relayFunction)[Env.EVENT_BUS_NAME]).toBe('company');
    expect(JSON.stringify(putEvents(existing))).toContain(':event-bus/company');
    expect(existing.ofType('AWS::Events::Rule').map(({ Properties }) => Properties.EventBusName)).toEqual(['company']);
  });
});

describe('rules', () => {
  const withRules = synthRelay(undefined, one => {
    const target = new targets.SnsTopic(new sns.Topic(one, 'Topic'));
    one.addRule('Some', 'OrderConfirmed', 'OrderCancelled').addTarget(target);
    one.addRule('All');
  });

  test.each([
    ['Some', { 'source': ['cdk-order-pipeline/Test/EventStore'], 'detail-type': ['OrderConfirmed', 'OrderCancelled'] }],
    ['All', { source: ['cdk-order-pipeline/Test/EventStore'] }],
  ])('%s', (id, EventPattern) => {
    const rule = withRules.relay.node.findChild('Rules').node.findChild(id);
    expect(withRules.properties(rule)).toMatchObject({
      EventPattern,
      EventBusName: withRules.ref(withRules.relay.bus),
      State: 'ENABLED',
    });
  });

  test('of an event that does not exist are refused', () => {
    const make = () => synthRelay(undefined, one => one.addRule('Typo', 'OrderConfimred'));
    expect(make).toThrow(/^eventTypes is "OrderConfimred"; allowed: OrderPlaced, /);
  });
});

test('the stream delivers the events of orders; the retry queue those that were set aside', () => {
  const [stream, retries, ...others] = synth.eventSources(relay.relayFunction);
  expect(others).toEqual([]);
  expect(stream).toMatchObject({
    EventSourceArn: synth.att(eventStore.table, 'StreamArn'),
    DestinationConfig: { OnFailure: { Destination: synth.att(relay.deadLetterQueue) } },
  });
  expect(retries).toMatchObject({ EventSourceArn: synth.att(relay.retryQueue), BatchSize: 1 });
  expect(stream!.FilterCriteria.Filters.map((filter: { Pattern: string }) => JSON.parse(filter.Pattern))).toEqual([{
    eventName: ['INSERT'],
    dynamodb: { NewImage: { [EventAttribute.TYPE]: { S: [{ 'anything-but': OF_OTHER_STREAMS }] } } },
  }]);
});

test('alarms ring at dead letters, when the bus is 15 minutes behind, and when nobody takes the retries', () => {
  expect(synth.properties(relay.retryAgeAlarm)).toMatchObject({
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: synth.att(relay.retryQueue, 'QueueName') }],
    AlarmDescription: expect.stringMatching(/#event-bus-retry-age$/),
  });
  expect(synth.properties(relay.deadLetterAlarm)).toMatchObject({
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: synth.att(relay.deadLetterQueue, 'QueueName') }],
    Threshold: 0,
  });
  expect(synth.properties(relay.lagAlarm)).toMatchObject({
    MetricName: 'IteratorAge',
    Dimensions: [{ Name: 'FunctionName', Value: synth.ref(relay.relayFunction) }],
    Threshold: 15 * 60 * 1000,
  });
});

test('all is open as the L2s', () => {
  expect(relay.bus).toBeInstanceOf(events.EventBus);
  expect(relay.relayFunction).toBeInstanceOf(lambda.Function);
});
