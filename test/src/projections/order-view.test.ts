import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { EventStore, OrderView, type OrderViewProps } from '../../../src';
import { EventAttribute, ViewAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { COMMAND_EVENT_TYPES, NOTIFICATION_EVENT_TYPES } from '../../../src/contract/events';
import { UnfinishedOrdersIndex } from '../../../src/contract/heartbeat/unfinished-orders';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName } from '../../../src/contract/metrics';
import { SetAsideTimes } from '../../../src/contract/set-aside';
import { Synthesized, newFunction, newStack } from '../../support/synth';

const OF_OTHER_STREAMS = [...COMMAND_EVENT_TYPES, ...NOTIFICATION_EVENT_TYPES];

function synthOrderView(props?: Omit<OrderViewProps, 'eventStore'>) {
  const stack = newStack();
  const eventStore = new EventStore(stack, 'EventStore');
  const orderView = new OrderView(stack, 'Projection', { eventStore, ...props });
  const reader = newFunction(stack);
  orderView.grantRead(reader);
  return Object.assign(new Synthesized(stack), { eventStore, orderView, reader });
}

const synth = synthOrderView();
const { eventStore, orderView, reader } = synth;

describe('the order view', () => {
  test('has one row an order and goes with the stack, because it can be made again', () => {
    expect(synth.properties(orderView.table)).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: ViewAttribute.KEY, KeyType: 'HASH' }],
    });
    expect(synth.resource(orderView.table)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(orderView.table).toBeInstanceOf(dynamodb.TableV2);
  });

  test('stays where that is asked for', () => {
    const other = synthOrderView({ removalPolicy: RemovalPolicy.RETAIN });
    expect(other.resource(other.orderView.table).DeletionPolicy).toBe('Retain');
  });

  test('has a sparse index of the orders for which something is left to do, with what a list shows', () => {
    expect(synth.properties(orderView.table).GlobalSecondaryIndexes).toEqual([expect.objectContaining({
      IndexName: UnfinishedOrdersIndex.NAME,
      KeySchema: [
        { AttributeName: UnfinishedOrdersIndex.GROUP, KeyType: 'HASH' },
        { AttributeName: UnfinishedOrdersIndex.SINCE, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['status', 'parked'] },
    })]);
  });

  test('grantList gives the name with the permission on the index alone', () => {
    const stack = newStack();
    const view = new OrderView(stack, 'Projection', { eventStore: new EventStore(stack, 'EventStore') });
    const lister = newFunction(stack);
    view.grantList(lister);
    const listing = new Synthesized(stack);
    expect(listing.environment(lister)).toEqual({ [Env.VIEW_TABLE]: listing.ref(view.table) });
    expect(listing.statements(lister)).toEqual([{
      Effect: 'Allow',
      Action: 'dynamodb:Query',
      Resource: { 'Fn::Join': ['', [listing.att(view.table), '/index/UnfinishedOrders']] },
    }]);
  });

  test('grantRead gives the name with the permission', () => {
    expect(synth.environment(reader)).toEqual({ [Env.VIEW_TABLE]: synth.ref(orderView.table) });
    expect(synth.statements(reader)).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: synth.att(orderView.table) },
    ]);
  });
});

describe('the stream of the events', () => {
  const [source] = synth.eventSources(orderView.projectorFunction);

  test('is read from its beginning; a failing batch is repeated for 20 of the 24 hours that it is kept', () => {
    expect(source).toMatchObject({
      EventSourceArn: synth.att(eventStore.table, 'StreamArn'),
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 20 * 60 * 60,
    });
    expect(source).not.toHaveProperty('MaximumRetryAttempts'); // without a limit
  });

  test('tells the dead-letter queue of batches that got too old', () => {
    expect(source!.DestinationConfig).toEqual({ OnFailure: { Destination: synth.att(orderView.deadLetterQueue) } });
    expect(synth.properties(orderView.deadLetterQueue).MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
    expect(synth.queuePolicy(orderView.deadLetterQueue)).toEqual([]);
  });

  test('brings the events of orders that were appended, no notifications, and whatever is changed or deleted', () => {
    expect(source!.FilterCriteria.Filters.map((filter: { Pattern: string }) => JSON.parse(filter.Pattern))).toEqual([
      {
        eventName: ['INSERT'],
        dynamodb: { NewImage: { [EventAttribute.TYPE]: { S: [{ 'anything-but': OF_OTHER_STREAMS }] } } },
      },
      { eventName: ['MODIFY', 'REMOVE'] },
    ]);
  });
});

describe('the retry queue', () => {
  const [, source, ...others] = synth.eventSources(orderView.projectorFunction);
  const queue = synth.properties(orderView.retryQueue);

  test('feeds the projector, one message at a time', () => {
    expect(others).toEqual([]);
    expect(source).toMatchObject({
      EventSourceArn: synth.att(orderView.retryQueue),
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('hides a message for six times the time-out of the projector; ten receives outlast half an hour', () => {
    expect(queue.VisibilityTimeout).toBe(6 * synth.properties(orderView.projectorFunction).Timeout);
    expect(queue.RedrivePolicy).toEqual({
      deadLetterTargetArn: synth.att(orderView.deadLetterQueue),
      maxReceiveCount: 10,
    });
    expect(queue.RedrivePolicy.maxReceiveCount * queue.VisibilityTimeout).toBeGreaterThanOrEqual(30 * 60);
  });

  test('keeps a message for less time than its dead-letter queue', () => {
    const { MessageRetentionPeriod } = synth.properties(orderView.deadLetterQueue);
    expect(queue.MessageRetentionPeriod).toBeLessThan(MessageRetentionPeriod);
  });
});

test('the projector knows the events and the rows', () => {
  expect(synth.environment(orderView.projectorFunction)).toEqual({
    [Env.SERVICE_NAME]: 'Test/EventStore/Projection',
    [Env.IDENTITY]: eventStore.identity,
    [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
    [Env.VIEW_TABLE]: synth.ref(orderView.table),
    [Env.RETRY_QUEUE_URL]: synth.ref(orderView.retryQueue),
  });
});

describe('alarms', () => {
  test('on dead letters', () => {
    expect(synth.properties(orderView.deadLetterAlarm)).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: synth.att(orderView.deadLetterQueue, 'QueueName') }],
      Threshold: 0,
    });
  });

  test('on rows that are 15 minutes behind', () => {
    expect(synth.properties(orderView.lagAlarm)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: synth.ref(orderView.projectorFunction) }],
      Statistic: 'Maximum',
      Threshold: 15 * 60 * 1000,
    });
  });

  test('on retries that nobody takes: a failing one sends a fresh message, after ten minutes at the longest', () => {
    expect(synth.properties(orderView.retryAgeAlarm)).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: synth.att(orderView.retryQueue, 'QueueName') }],
      Threshold: 1_800,
    });
    expect(SetAsideTimes.LONGEST_DELAY).toBeLessThan(1_800);
  });

  test('on orders that are set aside, for as long as they are tried again', () => {
    const service = synth.environment(orderView.projectorFunction)[Env.SERVICE_NAME];
    expect(synth.properties(orderView.parkedAlarm)).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: MetricName.PROJECTION_PARKED,
      Dimensions: [{ Name: METRICS_DIMENSION, Value: service }],
      Statistic: 'Sum',
      Threshold: 0,
      DatapointsToAlarm: 1,
    });
    const { EvaluationPeriods, Period } = synth.properties(orderView.parkedAlarm);
    // A value counts from the beginning of its period on.
    expect((EvaluationPeriods - 1) * Period).toBeGreaterThan(SetAsideTimes.LONGEST_DELAY);
    expect(orderView.metricParked({ statistic: 'Average' })).toMatchObject({
      statistic: 'Average',
      metricName: MetricName.PROJECTION_PARKED,
    });
  });

  test('on events that were changed or deleted', () => {
    expect(synth.properties(orderView.tamperedAlarm)).toMatchObject({ MetricName: MetricName.TAMPERED, Threshold: 0 });
    expect(orderView.metricTampered({ statistic: 'Average' })).toMatchObject({ statistic: 'Average' });
  });

  test.each([
    ['deadLetterAlarm', 'order-view-dead-letters'],
    ['lagAlarm', 'order-view-lag'],
    ['retryAgeAlarm', 'order-view-retry-age'],
    ['parkedAlarm', 'order-view-parked'],
    ['tamperedAlarm', 'event-tampered'],
  ] as const)('%s links to the section %s of the runbook', (alarm, section) => {
    expect(synth.properties(orderView[alarm]).AlarmDescription).toMatch(new RegExp(`/docs/runbook\\.md#${section}$`));
  });
});
