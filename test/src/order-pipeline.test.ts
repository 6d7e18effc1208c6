import { App, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as library from '../../src';
import { OrderPipeline } from '../../src';
import { Synthesized, newStack, outdir, synthPipeline } from '../support/synth';

const synth = synthPipeline();
const { pipeline } = synth;
const EVENTS_TABLE = 'OrdersEventStoreTable68616DEF';

test('the constructor needs no props, and each stage is open', () => {
  expect(pipeline.eventStore).toBeInstanceOf(library.EventStore);
  expect(pipeline.inventory).toBeInstanceOf(library.Inventory);
  expect(pipeline.workflow).toBeInstanceOf(library.OrderWorkflow);
  expect(pipeline.intake).toBeInstanceOf(library.OrderIntake);
  expect(pipeline.orderView).toBeInstanceOf(library.OrderView);
  expect(pipeline.api).toBeInstanceOf(library.OrderApi);
  expect(pipeline.relay).toBeInstanceOf(library.EventRelay);
  expect(pipeline.notifications).toBeInstanceOf(library.OrderNotifications);
  expect(pipeline.heartbeat).toBeInstanceOf(library.Heartbeat);
});

test('the events table keeps its logical id, because another one would be another table', () => {
  expect(synth.id(pipeline.eventStore.table)).toBe(EVENTS_TABLE);
});

test('the stream has the two readers that a shard serves well', () => {
  const sources = synth.ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties.EventSourceArn);
  const readers = sources.filter(arn => JSON.stringify(arn).includes(EVENTS_TABLE));
  expect(readers).toHaveLength(2);
});

describe('removal of the stack', () => {
  /** Resources that stay, by their construct; CloudFormation deletes what says nothing. */
  const kept = (of: Synthesized): string[] => {
    const paths = of.paths();
    const ids = Object.keys(of.resources).filter(id => (of.resources[id]!.DeletionPolicy ?? 'Delete') !== 'Delete');
    return ids.map(id => paths[id]!);
  };

  test('fault 36: keeps events and stock, and nothing else', () => {
    expect(kept(synth)).toEqual(['Orders/EventStore/Table', 'Orders/Inventory/Table']);
  });

  test('keeps nothing where that is asked for, and nothing is protected then', () => {
    const passing = synthPipeline({ removalPolicy: RemovalPolicy.DESTROY });
    expect(kept(passing)).toEqual([]);
    expect(JSON.stringify(passing.resources)).not.toContain('"DeletionProtectionEnabled":true');
  });

  test('says so for each resource that holds data or logs', () => {
    const stateful = ['AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'];
    for (const { Type, DeletionPolicy, UpdateReplacePolicy } of Object.values(synth.resources)) {
      if (!stateful.includes(Type)) continue;
      expect(DeletionPolicy).toMatch(/^(Retain|Delete)$/);
      expect(UpdateReplacePolicy).toBe(DeletionPolicy);
    }
  });
});

describe('two pipelines', () => {
  test('live in one stack, and know only their own resources', () => {
    const stack = newStack();
    const [first, second] = [new OrderPipeline(stack, 'Orders'), new OrderPipeline(stack, 'Returns')];
    const both = new Synthesized(stack);
    expect(both.id(first.eventStore.table)).toBe(EVENTS_TABLE);
    expect(both.id(second.eventStore.table)).not.toBe(EVENTS_TABLE);
    expect(both.properties(first.api.restApi).Name).not.toBe(both.properties(second.api.restApi).Name);
    expect(both.properties(first.relay.bus).Name).not.toBe(both.properties(second.relay.bus).Name);
    expect(Object.keys(both.resources)).toHaveLength(2 * Object.keys(synth.resources).length);

    const paths = both.paths();
    for (const [id, resource] of Object.entries(both.resources)) {
      const other = paths[id]!.startsWith('Orders/') ? /"Returns\w+"/ : /"Orders\w+"/;
      expect(JSON.stringify(resource)).not.toMatch(other);
    }
  });

  test('of two stages tell their metrics and names apart', () => {
    const app = new App({ outdir });
    const [test, production] = ['Test', 'Production'].map(id => {
      const stack = new Stack(new Stage(app, id), 'Shop');
      const { api, workflow } = new OrderPipeline(stack, 'Orders');
      const { dimensions } = workflow.parkedAlarm.node.defaultChild as cloudwatch.CfnAlarm;
      return { dimensions: stack.resolve(dimensions), name: stack.resolve(api.restApi.restApiName) };
    });
    expect(test!.dimensions).not.toEqual(production!.dimensions);
    expect(test!.name).not.toEqual(production!.name);
  });
});

describe('alarms', () => {
  const alarmed = synthPipeline({}, (one, stack) => {
    one.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'OnCall')));
  });
  const alarms = alarmed.ofType('AWS::CloudWatch::Alarm');

  test('of all stages reach an action', () => {
    expect(alarms).toHaveLength(alarmed.pipeline.alarms.length);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^OnCall/) }]);
    }
  });

  test('are silent until they have one', () => {
    for (const { Properties } of synth.ofType('AWS::CloudWatch::Alarm')) {
      expect(Properties).not.toHaveProperty('AlarmActions');
    }
  });

  test('watch every queue and its dead letters, every reader of the stream and every metric of the handlers', () => {
    const name = (metric: { MetricName: string; Dimensions: { Value: Record<string, any> }[] }) => {
      const { Value } = metric.Dimensions[0]!;
      return `${metric.MetricName} ${Value['Fn::GetAtt']?.[0] ?? Value.Ref ?? ''}`.trim();
    };
    const metricsOf = ({ Metrics, ...only }: Record<string, any>): any[] =>
      Metrics?.flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? []) ?? [only];
    const watched = alarms.flatMap(({ Properties }) => metricsOf(Properties).map(name));
    const { intake, api, orderView, relay, notifications, workflow, heartbeat } = alarmed.pipeline;
    expect([...new Set(watched)].sort()).toEqual([
      ...[intake, orderView, relay, notifications, heartbeat].map(({ deadLetterQueue }) =>
        `ApproximateNumberOfMessagesVisible ${alarmed.id(deadLetterQueue!)}`),
      ...[intake.queue, notifications.queue, orderView.retryQueue, relay.retryQueue]
        .map(queue => `ApproximateAgeOfOldestMessage ${alarmed.id(queue)}`),
      ...[intake.intakeFunction, api.submitFunction, api.readFunction, notifications.notifierFunction]
        .map(fn => `Errors ${alarmed.id(fn)}`),
      '5XXError',
      `ApproximateNumberOfMessagesVisible ${alarmed.id(intake.queue)}`, // shows that the pipeline is there
      ...[orderView.projectorFunction, relay.relayFunction].map(reader => `IteratorAge ${alarmed.id(reader)}`),
      ...['ExecutionsFailed', 'ExecutionsTimedOut'].map(metric => `${metric} ${alarmed.id(workflow.stateMachine)}`),
      'OrderDelayed', 'OrderParked', 'ProjectionParked', 'Tampered', 'EventUnreadable',
      'NotificationDelayed', 'NotificationFailed',
      'Heartbeat', 'CanaryOverdue', 'ParkedOrders', 'RelayLag', 'SweepFailed',
    ].sort());
  });

  test('say what is wrong and what is to be done', () => {
    for (const { Properties } of alarms) expect(Properties.AlarmDescription.length).toBeGreaterThan(60);
  });
});

test('every queue is a dead-letter queue or has one', () => {
  const { intake, orderView, relay, notifications, heartbeat } = pipeline;
  const dead = [intake, orderView, relay, notifications, heartbeat].map(stage => synth.id(stage.deadLetterQueue!));
  for (const [id, { Type, Properties }] of Object.entries(synth.resources)) {
    if (Type !== 'AWS::SQS::Queue' || dead.includes(id)) continue;
    expect(dead).toContain(Properties.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0]);
  }
  expect(synth.ofType('AWS::SQS::Queue')).toHaveLength(9);
});
