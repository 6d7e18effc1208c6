import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Env } from '../../../src/contract/environment';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName } from '../../../src/contract/metrics';
import { COMPENSATION_STEPS, FORWARD_STEPS, PARK_FUNCTION } from '../../../src/contract/saga';
import { synthPipeline } from '../../support/synth';

const synth = synthPipeline();
const { workflow, eventStore, inventory } = synth.pipeline;
const machine = synth.properties(workflow.stateMachine);
const step = (id: string) => workflow.node.findChild(id) as lambda.Function;
const STEPS = [...FORWARD_STEPS, ...COMPENSATION_STEPS, PARK_FUNCTION].map(({ id }) => id);

describe('the state machine', () => {
  test('is a Standard one', () => {
    expect(workflow.stateMachine).toBeInstanceOf(sfn.StateMachine);
    expect(machine.StateMachineType).toBe('STANDARD');
  });

  test('logs errors to a group of its own, without what the executions carry', () => {
    const log = workflow.node.findChild('StateMachineLog');
    expect(machine.LoggingConfiguration).toEqual({
      Level: 'ERROR',
      IncludeExecutionData: false,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: synth.att(log) } }],
    });
    expect(synth.resource(log)).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } });
  });
});

describe('the steps', () => {
  test.each(STEPS)('%s knows the log of orders', id => {
    expect(synth.environment(step(id))).toMatchObject({
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
      [Env.SERVICE_NAME]: 'Test/Orders/Workflow',
    });
  });

  test('of the stock know the stock, and no other', () => {
    const movers = STEPS.filter(id => Env.STOCK_TABLE in synth.environment(step(id)));
    expect(movers).toEqual(['Reserve', 'Confirm', 'Release']);
    for (const id of movers) expect(synth.environment(step(id))[Env.STOCK_TABLE]).toEqual(synth.ref(inventory.table));
  });
});

describe('alarms', () => {
  test('on parked orders read the metric that the park function emits', () => {
    expect(synth.properties(workflow.parkedAlarm)).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: MetricName.ORDER_PARKED,
      Dimensions: [{ Name: METRICS_DIMENSION, Value: synth.environment(step('Park'))[Env.SERVICE_NAME] }],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test.each([
    ['failedAlarm', 'ExecutionsFailed'],
    ['timedOutAlarm', 'ExecutionsTimedOut'],
  ] as const)('%s rings at the first of %s', (alarm, metric) => {
    expect(synth.properties(workflow[alarm])).toMatchObject({
      Namespace: 'AWS/States',
      MetricName: metric,
      Dimensions: [{ Name: 'StateMachineArn', Value: synth.ref(workflow.stateMachine) }],
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test.each([
    ['parkedAlarm', 'order-parked'],
    ['failedAlarm', 'workflow-failed'],
    ['timedOutAlarm', 'workflow-timed-out'],
  ] as const)('%s links to the section %s of the runbook', (alarm, section) => {
    expect(synth.properties(workflow[alarm]).AlarmDescription).toMatch(new RegExp(`/docs/runbook\\.md#${section}$`));
  });

  test('metricParked takes options', () => {
    expect(workflow.metricParked({ statistic: 'Average' })).toMatchObject({
      statistic: 'Average',
      metricName: MetricName.ORDER_PARKED,
    });
  });
});
