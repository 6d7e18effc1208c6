import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventStore, Projection, type ProjectionProps } from '../../../src';
import { EventAttribute, ViewAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { NOTIFICATION_EVENT_TYPES } from '../../../src/contract/events';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName } from '../../../src/contract/metrics';
import { Synthesized, newStack } from '../../support/synth';

function synthProjection(props?: Omit<ProjectionProps, 'eventStore'>) {
  const stack = newStack();
  const eventStore = new EventStore(stack, 'EventStore');
  const projection = new Projection(stack, 'Projection', { eventStore, ...props });
  const reader = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('0') });
  projection.grantRead(reader);
  return Object.assign(new Synthesized(stack), { eventStore, projection, reader });
}

const synth = synthProjection();
const { eventStore, projection, reader } = synth;

describe('the order view', () => {
  test('has one row an order and goes with the stack, because it can be made again', () => {
    expect(synth.properties(projection.table)).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: ViewAttribute.KEY, KeyType: 'HASH' }] });
    expect(synth.resource(projection.table)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(projection.table).toBeInstanceOf(dynamodb.TableV2);
  });

  test('stays where that is asked for', () => {
    const other = synthProjection({ removalPolicy: RemovalPolicy.RETAIN });
    expect(other.resource(other.projection.table).DeletionPolicy).toBe('Retain');
  });

  test('grantRead gives the name with the permission', () => {
    expect(synth.environment(reader)).toEqual({ [Env.VIEW_TABLE]: synth.ref(projection.table) });
    expect(synth.statements(reader)).toEqual([{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: synth.att(projection.table) }]);
  });
});

describe('the stream of the events', () => {
  const [source] = synth.eventSources(projection.projectorFunction);

  test('is read from its beginning, and gives back the events that failed', () => {
    expect(synth.eventSources(projection.projectorFunction)).toHaveLength(1);
    expect(source).toMatchObject({
      EventSourceArn: synth.att(eventStore.table, 'StreamArn'),
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 20,
    });
  });

  test('tells the dead-letter queue of batches that failed too often', () => {
    expect(source!.DestinationConfig).toEqual({ OnFailure: { Destination: synth.att(projection.deadLetterQueue) } });
    expect(synth.properties(projection.deadLetterQueue).MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
    expect(synth.queuePolicy(projection.deadLetterQueue)).toEqual([]);
  });

  test('brings the events of orders that were appended, and no notifications', () => {
    expect(source!.FilterCriteria.Filters.map((filter: { Pattern: string }) => JSON.parse(filter.Pattern))).toEqual([
      { eventName: ['INSERT'], dynamodb: { NewImage: { [EventAttribute.TYPE]: { S: [{ 'anything-but': NOTIFICATION_EVENT_TYPES }] } } } },
    ]);
  });
});

test('the projector knows the events and the rows', () => {
  expect(synth.environment(projection.projectorFunction)).toEqual({
    [Env.SERVICE_NAME]: 'Test/Projection',
    [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
    [Env.VIEW_TABLE]: synth.ref(projection.table),
  });
});

describe('alarms', () => {
  test('on dead letters', () => {
    expect(synth.properties(projection.deadLetterAlarm)).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: synth.att(projection.deadLetterQueue, 'QueueName') }],
      Threshold: 0,
    });
  });

  test('on rows that are 15 minutes behind', () => {
    expect(synth.properties(projection.lagAlarm)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: synth.ref(projection.projectorFunction) }],
      Statistic: 'Maximum',
      Threshold: 15 * 60 * 1000,
    });
  });

  test('on parked orders, by the metric that the projector emits', () => {
    expect(synth.properties(projection.parkedAlarm)).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: MetricName.PROJECTION_PARKED,
      Dimensions: [{ Name: METRICS_DIMENSION, Value: synth.environment(projection.projectorFunction)[Env.SERVICE_NAME] }],
      Statistic: 'Sum',
      Threshold: 0,
    });
    expect(projection.metricParked({ statistic: 'Average' })).toMatchObject({ statistic: 'Average', metricName: MetricName.PROJECTION_PARKED });
  });

  test('say how to take up the orders behind', () => {
    for (const alarm of [projection.deadLetterAlarm, projection.lagAlarm, projection.parkedAlarm]) {
      expect(synth.properties(alarm).AlarmDescription).toContain('{"redrive": [order ids]}');
    }
  });
});
