import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Env } from '../../../src/contract/environment';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName, STEP_DIMENSION } from '../../../src/contract/metrics';
import { SAGA_FUNCTIONS } from '../../../src/contract/saga';
import { synthPipeline } from '../../support/synth';

const synth = synthPipeline();
const { workflow, eventStore, inventory } = synth.pipeline;
const machine = synth.properties(workflow.stateMachine);
const functionOf = (id: string) => workflow.node.findChild(id) as lambda.Function;
const FUNCTIONS = Object.values(SAGA_FUNCTIONS).map(({ id }) => id);

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

describe('the functions', () => {
  test('are three: one for each set of permissions', () => {
    const made = workflow.node.children.filter(child => child instanceof lambda.Function);
    expect(made.map(({ node }) => node.id)).toEqual(['LogSteps', 'StockSteps', 'PaymentSteps']);
  });

  test.each(FUNCTIONS)('%s knows the log of orders', id => {
    expect(synth.environment(functionOf(id))).toMatchObject({
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
      [Env.SERVICE_NAME]: 'Test/Orders/Workflow',
    });
  });

  test.each([
    [Env.STOCK_TABLE, 'StockSteps'],
    [Env.PAYMENT_PROVIDER, 'PaymentSteps'],
  ])('are told %s only as %s', (name, only) => {
    expect(FUNCTIONS.filter(id => name in synth.environment(functionOf(id)))).toEqual([only]);
  });

  test('of the stock are told the table of the inventory', () => {
    expect(synth.environment(functionOf('StockSteps'))[Env.STOCK_TABLE]).toEqual(synth.ref(inventory.table));
  });
});

describe('alarms', () => {
  test('on parked orders read the metric that the park function emits', () => {
    expect(synth.properties(workflow.parkedAlarm)).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: MetricName.ORDER_PARKED,
      Dimensions: [{ Name: METRICS_DIMENSION, Value: synth.environment(functionOf('LogSteps'))[Env.SERVICE_NAME] }],
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

  test('metricStepFailed is of all steps, or of one', () => {
    const service = synth.environment(functionOf('LogSteps'))[Env.SERVICE_NAME];
    expect(workflow.metricStepFailed()).toMatchObject({
      metricName: MetricName.STEP_FAILED,
      dimensions: { [METRICS_DIMENSION]: service },
    });
    expect(workflow.metricStepFailed('TakePayment', { statistic: 'Average' })).toMatchObject({
      metricName: MetricName.STEP_FAILED,
      statistic: 'Average',
      dimensions: { [METRICS_DIMENSION]: service, [STEP_DIMENSION]: 'TakePayment' },
    });
  });

  test('metricStepFailed knows the steps', () => {
    expect(() => workflow.metricStepFailed('Pay')).toThrow(
      'step is "Pay"; allowed: ValidateOrder, ReserveStock, TakePayment, ConfirmOrder, RefundPayment, ReleaseStock, '
      + 'CancelOrder, ParkOrder');
  });

  test('metricParked takes options', () => {
    expect(workflow.metricParked({ statistic: 'Average' })).toMatchObject({
      statistic: 'Average',
      metricName: MetricName.ORDER_PARKED,
    });
  });
});
