import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { OrderIntakeOptions } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { synthPipeline } from '../../support/synth';

const DAY = 24 * 60 * 60;
const synth = synthPipeline();
const { intake, eventStore, orderView, workflow } = synth.pipeline;
const { queue, deadLetterQueue, intakeFunction } = intake;

describe('the queue', () => {
  test('fault 49: hands a message to the intake far more often than load alone makes it come back', () => {
    expect(synth.properties(queue).RedrivePolicy).toEqual({
      deadLetterTargetArn: synth.att(deadLetterQueue),
      maxReceiveCount: 500,
    });
  });

  test('keeps a message for less time than its dead-letter queue', () => {
    const daysOf = (one: sqs.Queue) => synth.properties(one).MessageRetentionPeriod / DAY;
    expect([queue, deadLetterQueue].map(daysOf)).toEqual([4, 14]);
  });

  test('hides a message for six times as long as the intake may take', () => {
    expect(synth.properties(queue).VisibilityTimeout).toBe(6 * synth.properties(intakeFunction).Timeout);
  });

  test('and its dead letters are reached by TLS alone, and by nobody else', () => {
    for (const one of [queue, deadLetterQueue]) expect(synth.queuePolicy(one)).toEqual([]);
  });
});

describe('the intake', () => {
  test('takes batches and gives back single messages', () => {
    expect(synth.eventSources(intakeFunction)).toEqual([expect.objectContaining({
      EventSourceArn: synth.att(queue),
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 3 },
    })]);
  });

  test('has the memory and the time for which its limits are derived', () => {
    expect(synth.properties(intakeFunction)).toMatchObject({ MemorySize: 512, Timeout: 30 });
  });

  test('knows where events, refusals and orders go', () => {
    expect(synth.environment(intakeFunction)).toEqual({
      [Env.SERVICE_NAME]: 'Test/Orders/Intake',
      [Env.IDENTITY]: eventStore.identity,
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
      [Env.AUTHORIZATION_LIFE]: '604800',
      [Env.VIEW_TABLE]: synth.ref(orderView.table),
      [Env.STATE_MACHINE_ARN]: synth.ref(workflow.stateMachine),
      [Env.ORDER_QUEUE_URL]: synth.ref(queue),
      [Env.ORDER_DLQ_URL]: synth.ref(deadLetterQueue),
      [Env.MAX_RUNNING_ORDERS]: '1000',
      [Env.INTAKE_CONCURRENCY]: '3',
    });
  });
});

describe('the pace', () => {
  const withIntake = (options: OrderIntakeOptions) => {
    const other = synthPipeline({ intake: options });
    const { intakeFunction: fn } = other.pipeline.intake;
    const { MAX_RUNNING_ORDERS, INTAKE_CONCURRENCY } = other.environment(fn);
    const concurrency = other.eventSources(fn)[0]!.ScalingConfig.MaximumConcurrency;
    return { running: MAX_RUNNING_ORDERS, instances: INTAKE_CONCURRENCY, concurrency };
  };

  test('can be set', () => {
    expect(withIntake({ maxConcurrency: 6, maxRunningOrders: 2_500 })).toEqual({
      running: '2500', instances: '6', concurrency: 6,
    });
  });

  test('may be a token', () => {
    const token = Token.asNumber({ Ref: 'Pace' });
    expect(withIntake({ maxConcurrency: token, maxRunningOrders: token })).toEqual({
      running: { Ref: 'Pace' }, instances: { Ref: 'Pace' }, concurrency: { Ref: 'Pace' },
    });
  });

  test.each<[OrderIntakeOptions, string]>([
    [{ maxConcurrency: 1 }, 'maxConcurrency is 1; allowed: a whole number from 2 to 1,000'],
    [{ maxConcurrency: 2.5 }, 'maxConcurrency is 2.5; allowed: a whole number from 2 to 1,000'],
    [{ maxConcurrency: 1_001 }, 'maxConcurrency is 1001; allowed: a whole number from 2 to 1,000'],
    [{ maxRunningOrders: 0 }, 'maxRunningOrders is 0; allowed: a whole number from 1 to 10,000'],
    [{ maxRunningOrders: 10_001 }, 'maxRunningOrders is 10001; allowed: a whole number from 1 to 10,000'],
  ])('is refused where it makes no sense: %j', (options, message) => {
    expect(() => withIntake(options)).toThrow(message);
  });
});

test('an order that waits on the queue sets off an alarm after 15 minutes, whether it is read or not', () => {
  expect(synth.properties(intake.ageAlarm)).toMatchObject({
    MetricName: 'ApproximateAgeOfOldestMessage',
    Threshold: 900,
    AlarmDescription: expect.stringMatching(/more than 15 minutes\. https:.*#order-queue-age$/),
  });
  expect(synth.properties(intake.delayedAlarm)).toMatchObject({
    Namespace: 'OrderPipeline',
    MetricName: 'OrderDelayed',
    Dimensions: [{ Name: 'service', Value: 'Test/Orders/Intake' }],
    Threshold: 0,
    AlarmDescription: expect.stringMatching(/15 minutes after .*#order-delayed$/),
  });
});

test('a crash of the function sets off an alarm at once', () => {
  expect(synth.properties(intake.crashedAlarm)).toMatchObject({
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: synth.ref(intakeFunction) }],
    Statistic: 'Sum',
    Threshold: 0,
    EvaluationPeriods: 1,
    AlarmDescription: expect.stringMatching(/#intake-crashed$/),
  });
});

test('the alarm rings at the first dead letter, and says where to read what to do', () => {
  expect(synth.properties(intake.deadLetterAlarm)).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: synth.att(deadLetterQueue, 'QueueName') }],
    Statistic: 'Maximum',
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmDescription: expect.stringMatching(
      /^The intake could not accept messages as orders: .*\. https:.*\/docs\/runbook\.md#order-queue-dead-letters$/),
  });
});

test('grantSendOrders lets a producer send, and do nothing else', () => {
  const after = synthPipeline({}, (pipeline, stack) => {
    const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
    const producer = new iam.Role(stack, 'Producer', { assumedBy });
    expect(pipeline.intake.grantSendOrders(producer).success).toBe(true);
  });
  const policies = after.ofType('AWS::IAM::Policy').map(({ Properties }) => Properties);
  const policy = policies.find(({ PolicyName }) => PolicyName.startsWith('Producer'));
  expect(policy!.PolicyDocument.Statement).toEqual([{
    Effect: 'Allow',
    Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
    Resource: after.att(after.pipeline.intake.queue),
  }]);
});

test('all is open as the L2s', () => {
  expect(queue).toBeInstanceOf(sqs.Queue);
  expect(deadLetterQueue).toBeInstanceOf(sqs.Queue);
  expect(intakeFunction).toBeInstanceOf(lambda.Function);
});
