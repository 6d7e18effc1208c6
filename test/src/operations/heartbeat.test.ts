import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { STANDS_STILL_MS } from '../../../lambda/orders/standing/standstill';
import { type HeartbeatOptions, OrderPipeline } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { CANARY_SKU } from '../../../src/contract/heartbeat/canary';
import { MetricName } from '../../../src/contract/metrics';
import type { Workflow } from '../../support/states-language';
import { Synthesized, newStack, synthPipeline } from '../../support/synth';

const synthHeartbeat = (heartbeat?: HeartbeatOptions) => {
  const synth = synthPipeline({ heartbeat });
  return Object.assign(synth, { heartbeat: synth.pipeline.heartbeat });
};

const synth = synthHeartbeat();
const { heartbeat, pipeline } = synth;
const scheduleIn = (of: Synthesized) => of.ofType('AWS::Scheduler::Schedule')[0]?.Properties;
const alarm = (of: cloudwatch.Alarm | undefined) => synth.properties(of!);

describe('the schedule', () => {
  test('invokes the function every 20 minutes, with the time of the schedule', () => {
    expect(scheduleIn(synth)).toMatchObject({
      ScheduleExpression: 'cron(0/20 * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: synth.att(heartbeat.heartbeatFunction),
        Input: '{"time":"<aws.scheduler.scheduled-time>"}',
      },
    });
    expect(synth.environment(heartbeat.heartbeatFunction)[Env.HEARTBEAT_PACE]).toBe('20');
  });

  test('tries again for as long as the heartbeat is of use, then puts it on the dead-letter queue', () => {
    expect(scheduleIn(synth)!.Target).toMatchObject({
      RetryPolicy: { MaximumEventAgeInSeconds: 1200, MaximumRetryAttempts: 5 },
      DeadLetterConfig: { Arn: synth.att(heartbeat.deadLetterQueue!) },
    });
    const [invokes] = synth.ofType('AWS::Lambda::EventInvokeConfig');
    expect(invokes!.Properties).toMatchObject({
      MaximumEventAgeInSeconds: 1200,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: synth.att(heartbeat.deadLetterQueue!) } },
    });
  });

  test.each([
    [Duration.minutes(1), 'cron(0/1 * * * ? *)'],
    [Duration.minutes(30), 'cron(0/30 * * * ? *)'],
    [Duration.hours(1), 'cron(0 0/1 * * ? *)'],
    [Duration.hours(12), 'cron(0 0/12 * * ? *)'],
  ])('has steps of one length, at any pace (%s)', (pace, expression) => {
    const other = synthHeartbeat({ pace });
    expect(scheduleIn(other)!.ScheduleExpression).toBe(expression);
    expect(other.environment(other.heartbeat.heartbeatFunction)[Env.HEARTBEAT_PACE]).toBe(String(pace.toMinutes()));
  });

  test.each([Duration.minutes(7), Duration.seconds(90), Duration.hours(5), Duration.days(1), Duration.minutes(0)])(
    'of another pace is refused (%s)',
    pace => {
      const allowed = '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 minutes, or 1, 2, 3, 4, 6, 8, 12 hours';
      expect(() => new OrderPipeline(newStack(), 'Orders', { heartbeat: { pace } }))
        .toThrow(`pace is "${pace.toHumanString()}"; allowed: ${allowed}`);
    },
  );
});

describe('the alarms', () => {
  /** What an expression computes, and from what, by its id: the name of the metric, its statistic and its period. */
  function expressionOf(one: cloudwatch.Alarm | undefined): Record<string, string> {
    const metrics: Record<string, any>[] = alarm(one).Metrics;
    return Object.fromEntries(metrics.map(({ Id, Expression, MetricStat: { Metric, Stat, Period } = {} }) =>
      (Metric ? [Id, `${Metric.MetricName} ${Stat} ${Period}`] : ['=', Expression])));
  }

  test('go off when three heartbeats are missing while the intake asks its queue for messages', () => {
    expect(expressionOf(heartbeat.missedAlarm)).toEqual({
      '=': 'IF(waiting >= 0, FILL(beats, 0))',
      'beats': `${MetricName.HEARTBEAT} Sum 1200`,
      'waiting': 'ApproximateNumberOfMessagesVisible Maximum 1200',
    });
    expect(alarm(heartbeat.missedAlarm)).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
    });
  });

  test('go off when the relay reads two canaries in a row too late, or not at all', () => {
    expect(expressionOf(heartbeat.relayAlarm)).toEqual({
      '=': 'IF(FILL(seen, 0) < beats, 86400, lag)',
      'beats': `${MetricName.HEARTBEAT} Sum 1200`,
      'lag': `${MetricName.RELAY_LAG} Maximum 1200`,
      'seen': `${MetricName.RELAY_LAG} SampleCount 1200`,
    });
    expect(alarm(heartbeat.relayAlarm)).toMatchObject({ Threshold: 900, EvaluationPeriods: 2, DatapointsToAlarm: 2 });
  });

  test('are not red before the first heartbeat of a new pipeline: none takes missing data for a failure', () => {
    const treatment = heartbeat.alarms.map(one => alarm(one).TreatMissingData);
    expect(treatment.sort()).toEqual([...Array(5).fill('ignore'), 'notBreaching']);
  });

  test.each([Duration.minutes(30), Duration.hours(12)])('look at no more than CloudWatch allows (%s)', pace => {
    const other = synthHeartbeat({ pace });
    for (const one of other.heartbeat.alarms) {
      const { EvaluationPeriods, Period, Metrics } = other.properties(one);
      const period: number = Period ?? Metrics.find((metric: any) => metric.MetricStat).MetricStat.Period;
      expect(period * EvaluationPeriods).toBeLessThanOrEqual((period < 3_600 ? 1 : 7) * 24 * 3_600);
    }
  });

  test('keep their state from report to report: what is parked stays red', () => {
    for (const [one, name] of [
      [heartbeat.canaryAlarm, MetricName.CANARY_OVERDUE], [heartbeat.parkedAlarm, MetricName.PARKED_ORDERS],
    ] as const) {
      expect(alarm(one)).toMatchObject({
        MetricName: name,
        Statistic: 'Maximum',
        Period: 1200,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
      });
    }
  });

  test('go off where orders fail in each of three sweeps', () => {
    expect(alarm(heartbeat.sweepAlarm)).toMatchObject({
      MetricName: MetricName.SWEEP_FAILED,
      Statistic: 'Maximum',
      Period: 1200,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    });
  });

  test('are all in the pipeline\'s list', () => {
    expect(heartbeat.alarms).toHaveLength(6);
    expect(pipeline.alarms).toEqual(expect.arrayContaining(heartbeat.alarms));
  });
});

test('the heartbeat may load the stock of canaries, and of nothing else', () => {
  const statements = synth.statements(heartbeat.heartbeatFunction);
  expect(statements).toContainEqual({
    Effect: 'Allow',
    Action: 'dynamodb:PutItem',
    Resource: synth.att(pipeline.inventory.table),
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`SKU#${CANARY_SKU}`] } },
  });
});

test('an order stands still only after longer than a step is retried because of one kind of error', () => {
  const { DefinitionString } = synth.properties(pipeline.workflow.stateMachine);
  const text = (DefinitionString['Fn::Join'][1] as unknown[]).map(part => (typeof part === 'string' ? part : 'arn'));
  const { States } = JSON.parse(text.join('')) as Workflow;
  const retried = Object.values(States).flatMap(({ Retry = [], TimeoutSeconds = 0 }) => Retry.map(retrier => {
    const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, MaxAttempts } = retrier;
    const waits = Array.from({ length: MaxAttempts }, (_, n) =>
      Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds));
    return waits.reduce((sum, wait) => sum + wait + TimeoutSeconds, TimeoutSeconds);
  }));
  expect(retried.length).toBeGreaterThan(10);
  expect(Math.max(...retried) * 1_000).toBeLessThan(STANDS_STILL_MS);
});

test('its gauges are metrics, for dashboards and alarms of users', () => {
  for (const [metric, name] of [
    [heartbeat.metricUnderway(), MetricName.UNDERWAY_ORDERS],
    [heartbeat.metricWaiting(), MetricName.WAITING_ORDERS],
    [heartbeat.metricParked(), MetricName.PARKED_ORDERS],
    [heartbeat.metricOldest({ period: Duration.hours(1) }), MetricName.OLDEST_UNFINISHED_ORDER],
  ] as const) {
    expect(metric).toMatchObject({ namespace: 'OrderPipeline', metricName: name, statistic: 'Maximum' });
  }
  expect(heartbeat.metricOldest({ period: Duration.hours(1) }).period.toHours()).toBe(1);
});

test('switched off, it has no schedule and no alarms, and its function can still be invoked', () => {
  const off = synthHeartbeat({ enabled: false });
  expect(scheduleIn(off)).toBeUndefined();
  expect(off.heartbeat.alarms).toEqual([]);
  expect(off.heartbeat.deadLetterQueue).toBeUndefined();
  expect(off.pipeline.alarms).toHaveLength(pipeline.alarms.length - 6);
  expect(off.environment(off.heartbeat.heartbeatFunction)).toEqual(synth.environment(heartbeat.heartbeatFunction));
});

test('two pipelines have a schedule each', () => {
  const stack = newStack();
  for (const id of ['Orders', 'Returns']) new OrderPipeline(stack, id);
  const both = new Synthesized(stack);
  const targets = both.ofType('AWS::Scheduler::Schedule')
    .map(({ Properties }) => JSON.stringify(Properties.Target.Arn));
  expect(new Set(targets).size).toBe(2);
});
