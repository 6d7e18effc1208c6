import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { SQSRecord } from 'aws-lambda';
import { NotificationQueue } from '../../../lambda/adapters/queue/notification-queue';
import {
  EventRelay, EventStore, MailTemplates, OrderNotifications, type OrderNotificationsOptions, OrderPipeline,
} from '../../../src';
import { Env, MAIL_TEMPLATES_FILE } from '../../../src/contract/environment';
import { NOTIFIED_EVENT_TYPES } from '../../../src/contract/events';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName } from '../../../src/contract/metrics';
import { Synthesized, newStack, outdir, synthPipeline } from '../../support/synth';
import { StubClient } from '../../support/world/stub-client';

const ASSETS = join(__dirname, '..', '..', '..', 'assets');

const withOptions = (notifications?: OrderNotificationsOptions) => synthPipeline({ notifications });

const synth = withOptions();
const { notifications, relay, eventStore } = synth.pipeline;
const { queue, deadLetterQueue, notifierFunction, topic } = notifications;

describe('from the bus to the queue', () => {
  test('come the events that customers hear of; what the bus cannot deliver goes to the dead-letter queue', () => {
    const [rule, ...others] = synth.ofType('AWS::Events::Rule');
    expect(others).toEqual([]);
    expect(rule!.Properties).toMatchObject({
      EventBusName: synth.ref(relay.bus),
      EventPattern: { 'source': ['cdk-order-pipeline/Test/Orders'], 'detail-type': NOTIFIED_EVENT_TYPES },
      Targets: [{ Arn: synth.att(queue), DeadLetterConfig: { Arn: synth.att(deadLetterQueue) } }],
    });
  });

  test('the rule, and nobody else, may send to either queue', () => {
    for (const one of [queue, deadLetterQueue]) {
      const [statement, ...others] = synth.queuePolicy(one);
      expect(others).toEqual([]);
      expect(statement).toMatchObject({ Principal: { Service: 'events.amazonaws.com' }, Resource: synth.att(one) });
      expect(JSON.stringify(statement!.Condition)).toContain(
        '"aws:SourceArn":{"Fn::GetAtt":["OrdersRelayRulesNotificationsRule');
    }
  });
});

describe('the queue', () => {
  test('fault 13: hands a message 60 times to the notifier, which takes 29 hours while SES is busy', async () => {
    let hidden = 0;
    const client = new StubClient();
    client.answer({ ChangeMessageVisibility: ({ VisibilityTimeout }) => void (hidden += Number(VisibilityTimeout)) });
    const urls = { queueUrl: 'url', deadLetterQueueUrl: 'dead' };
    const messages = new NotificationQueue({ client: client.as(), ...urls, random: () => 0 });
    const { maxReceiveCount } = synth.properties(queue).RedrivePolicy;
    for (let count = 1; count <= maxReceiveCount; count++) {
      await messages.postpone({ attributes: { ApproximateReceiveCount: String(count) } } as SQSRecord);
    }
    // The quota of SES counts 24 hours.
    expect(hidden).toBeGreaterThan(29 * 60 * 60);
    expect(maxReceiveCount * synth.properties(queue).VisibilityTimeout).toBe(6 * 60 * 60);
  });

  test('hands a message 60 times to the notifier, then to the dead-letter queue', () => {
    expect(synth.properties(queue).RedrivePolicy).toEqual({
      deadLetterTargetArn: synth.att(deadLetterQueue),
      maxReceiveCount: 60,
    });
    const daysOf = (one: sqs.Queue) => synth.properties(one).MessageRetentionPeriod / (24 * 60 * 60);
    expect([queue, deadLetterQueue].map(daysOf)).toEqual([4, 14]);
  });

  test('hides a message for six times as long as the notifier may take', () => {
    expect(synth.properties(queue).VisibilityTimeout).toBe(6 * synth.properties(notifierFunction).Timeout);
  });

  test('feeds the notifier, five at once, with one message each: a bad one costs no other a delivery', () => {
    expect(synth.eventSources(notifierFunction)).toEqual([expect.objectContaining({
      EventSourceArn: synth.att(queue),
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    })]);
  });

  test('at another pace where that is asked for', () => {
    const slow = withOptions({ maxConcurrency: 2 });
    const [source] = slow.eventSources(slow.pipeline.notifications.notifierFunction);
    expect(source).toMatchObject({ ScalingConfig: { MaximumConcurrency: 2 } });
  });

  test.each([0, 1, 1_001, 2.5])('but not at a pace of %d', maxConcurrency => {
    const make = () => new OrderPipeline(newStack(), 'Orders', { notifications: { maxConcurrency } });
    expect(make).toThrow(`maxConcurrency is ${maxConcurrency}; allowed: a whole number from 2 to 1,000`);
  });
});

describe('two notifiers on one event store', () => {
  function second(id: string, name?: string) {
    const stack = newStack();
    const orders = new OrderPipeline(stack, 'Orders');
    const { eventStore: shared, relay: bus } = orders;
    return { stack, own: new OrderNotifications(stack, id, { eventStore: shared, relay: bus, name }), orders };
  }

  test('each have a name, a queue, a rule and streams of their own', () => {
    const { stack, own, orders } = second('For partners');
    const both = new Synthesized(stack);
    const notifiers = [orders.notifications, own];
    expect(notifiers.map(({ notifierFunction: fn }) => both.environment(fn)[Env.NOTIFIER]))
      .toEqual(['Notifications', 'For-partners']);
    expect(both.ofType('AWS::Events::Rule').map(({ Properties }) => Properties.Targets[0].Arn))
      .toEqual(notifiers.map(one => both.att(one.queue)));
    expect(notifiers.map(one => JSON.stringify(both.statements(one.notifierFunction)))).toEqual([
      expect.stringContaining('"ORDER#*#NTF#Notifications#*"'),
      expect.stringContaining('"ORDER#*#NTF#For-partners#*"'),
    ]);
  });

  test('do not have one name', () => {
    const message = (path: string) => `name is "Notifications" for ${path}, and for Test/Orders/Notifications; ` +
      'allowed: a name that no other notifier of the event store has';
    expect(() => second('Notifications')).toThrow(message('Test/Notifications'));
    expect(() => second('Other', 'Notifications')).toThrow(message('Test/Other'));
  });

  test.each(['', '-a', 'a#b', 'a*', 'a?', 'a b', 'x'.repeat(129)])('do not have the name %j', name => {
    expect(() => second('Other', name))
      .toThrow(`name is ${JSON.stringify(name)}; allowed: 1 to 128 letters, digits, . _ / and -, starting with`);
  });
});

test('the event store of one pipeline and the relay of another are refused', () => {
  const stack = newStack();
  const [first, other] = ['First', 'Second'].map(id => new OrderPipeline(stack, id)) as [OrderPipeline, OrderPipeline];
  const props = { eventStore: first.eventStore, relay: other.relay };
  expect(() => new OrderNotifications(stack, 'Mixed', props)).toThrow(
    'relay is "Test/Second/Relay", which publishes the events of Test/Second/EventStore; ' +
    'allowed: the relay of eventStore, Test/First/EventStore',
  );
});

describe('options of emails without a sender', () => {
  const warnings = (options: OrderNotificationsOptions, stack = newStack()) => {
    new OrderPipeline(stack, 'Orders', { notifications: options });
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sender'));
    return found.map(({ entry }) => entry.data);
  };
  const message = (option: string) => expect.stringContaining(
    `${option} has no effect: without sender, the pipeline sends no emails`,
  );

  test('have no effect, as a warning says', () => {
    const templates = MailTemplates.standard();
    expect(warnings({ templates })).toEqual([message('templates')]);
    const stack = newStack();
    expect(warnings({ configurationSet: new ses.ConfigurationSet(stack, 'Set') }, stack))
      .toEqual([message('configurationSet')]);
  });

  test('with a sender, there is no warning', () => {
    expect(warnings({ templates: MailTemplates.standard(), sender: 'shop@example.com' })).toEqual([]);
  });
});

describe('the topic', () => {
  test('is one of its own, reached by TLS alone', () => {
    expect(synth.environment(notifierFunction)).toEqual({
      [Env.SERVICE_NAME]: 'Test/Orders/Notifications',
      [Env.IDENTITY]: eventStore.identity,
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
      [Env.NOTIFIER]: 'Notifications',
      [Env.NOTIFICATION_QUEUE_URL]: synth.ref(queue),
      [Env.NOTIFICATION_DLQ_URL]: synth.ref(deadLetterQueue),
      [Env.TOPIC_ARN]: synth.ref(topic),
    });
    expect(synth.ofType('AWS::SNS::TopicPolicy')[0]!.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  test('is an existing one where it is given', () => {
    const stack = newStack();
    const eventsOf = new EventStore(stack, 'EventStore');
    const existing = sns.Topic.fromTopicArn(stack, 'Existing', stack.formatArn({ service: 'sns', resource: 'orders' }));
    const own = new OrderNotifications(stack, 'Notifications', {
      eventStore: eventsOf,
      relay: new EventRelay(stack, 'Relay', { eventStore: eventsOf }),
      topic: existing,
    });
    const other = new Synthesized(stack);
    expect(own.topic).toBe(existing);
    expect(other.ofType('AWS::SNS::Topic')).toEqual([]);
    expect(other.environment(own.notifierFunction)[Env.TOPIC_ARN]).toEqual(stack.resolve(existing.topicArn));
    expect(other.statements(own.notifierFunction)).toContainEqual({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Resource: stack.resolve(existing.topicArn),
    });
  });

  test('is a standard one, because what is published has no message group', () => {
    const stack = newStack();
    const make = (fifo: sns.ITopic) =>
      new OrderPipeline(stack, `Orders${fifo.node.id}`, { notifications: { topic: fifo } });
    const message = 'topic is "a FIFO topic"; allowed: a standard topic';
    expect(() => make(new sns.Topic(stack, 'Made', { fifo: true }))).toThrow(message);
    const imported = sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:us-east-1:111122223333:orders.fifo');
    expect(() => make(imported)).toThrow(message);
  });
});

describe('mail', () => {
  test('is not sent without a sender', () => {
    expect(synth.environment(notifierFunction)).not.toHaveProperty(Env.MAIL_SENDER);
    expect(JSON.stringify(synth.statements(notifierFunction))).not.toContain('ses:');
  });

  test('is sent with a configuration set where one is given, so that bounces reach its destinations', () => {
    const more = synthPipeline({}, ({ eventStore: store, relay: bus }, stack) => {
      const configurationSet = ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'orders');
      const mail = { sender: 'shop@example.com', configurationSet };
      new OrderNotifications(stack, 'Mail', { eventStore: store, relay: bus, ...mail });
    });
    const notifier = (more.stack.node.findChild('Mail') as OrderNotifications).notifierFunction;
    expect(more.environment(notifier)[Env.CONFIGURATION_SET]).toBe('orders');
  });

  test('says what the templates say, which lie beside the handler', () => {
    const [asset] = /^\w+/.exec(synth.properties(notifierFunction).Code.S3Key)!;
    const file = (name: string) => readFileSync(join(outdir, `asset.${asset}`, name), 'utf8');
    expect(file(MAIL_TEMPLATES_FILE)).toBe(MailTemplates.standard()._toJson());
    const bundle = join(ASSETS, 'notifications', 'send-notifications', 'index.mjs');
    expect(file('index.mjs')).toBe(readFileSync(bundle, 'utf8'));
  });
});

describe('alarms', () => {
  test('ring at dead letters', () => {
    expect(synth.properties(notifications.deadLetterAlarm)).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: synth.att(deadLetterQueue, 'QueueName') }],
      Threshold: 0,
    });
  });

  test('ring at notifications that are an hour late, by the metric that the notifier emits, until the next try', () => {
    const alarm = synth.properties(notifications.delayedAlarm);
    expect(alarm).toMatchObject({ MetricName: MetricName.NOTIFICATION_DELAYED, Statistic: 'Sum', Threshold: 0 });
    // A value counts from the beginning of its period on.
    expect((alarm.EvaluationPeriods - 1) * alarm.Period).toBeGreaterThan(1_800 * 1.1);
    expect(notifications.metricDelayed({ statistic: 'Average' })).toMatchObject({
      statistic: 'Average',
      metricName: MetricName.NOTIFICATION_DELAYED,
    });
  });

  test('ring at a crash of the notifier', () => {
    expect(synth.properties(notifications.crashedAlarm)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: synth.ref(notifierFunction) }],
      Threshold: 0,
    });
  });

  test('ring at refusals, by the metric that the notifier emits', () => {
    expect(synth.properties(notifications.failedAlarm)).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: MetricName.NOTIFICATION_FAILED,
      Dimensions: [{ Name: METRICS_DIMENSION, Value: synth.environment(notifierFunction)[Env.SERVICE_NAME] }],
      Threshold: 0,
    });
    expect(notifications.metricFailed({ statistic: 'Average' })).toMatchObject({
      statistic: 'Average',
      metricName: MetricName.NOTIFICATION_FAILED,
    });
  });
});

test('all is open as the L2s', () => {
  expect([queue, deadLetterQueue].every(one => one instanceof sqs.Queue)).toBe(true);
  expect(topic).toBeInstanceOf(sns.Topic);
  expect(notifierFunction).toBeInstanceOf(lambda.Function);
});
