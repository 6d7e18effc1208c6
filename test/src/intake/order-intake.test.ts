import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Env } from '../../../src/contract/environment';
import { synthPipeline } from '../../support/synth';

const DAY = 24 * 60 * 60;
const synth = synthPipeline();
const { intake, eventStore, workflow } = synth.pipeline;
const { queue, deadLetterQueue, intakeFunction } = intake;

describe('the queue', () => {
  test('hands a message five times to the intake, then to the dead-letter queue', () => {
    expect(synth.properties(queue).RedrivePolicy).toEqual({
      deadLetterTargetArn: synth.att(deadLetterQueue),
      maxReceiveCount: 5,
    });
  });

  test('and its dead letters wait for 14 days', () => {
    for (const one of [queue, deadLetterQueue]) expect(synth.properties(one).MessageRetentionPeriod).toBe(14 * DAY);
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
    })]);
  });

  test('knows where events, refusals and orders go', () => {
    expect(synth.environment(intakeFunction)).toEqual({
      [Env.SERVICE_NAME]: 'Test/Orders/Intake',
      [Env.IDENTITY]: eventStore.identity,
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
      [Env.STATE_MACHINE_ARN]: synth.ref(workflow.stateMachine),
      [Env.ORDER_DLQ_URL]: synth.ref(deadLetterQueue),
    });
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
