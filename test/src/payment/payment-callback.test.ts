import { Duration, type Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { readPaymentSettings } from '../../../lambda/adapters/payment/settings';
import { CaptureMode, OrderPipeline, type PaymentCallbackOptions, PaymentProvider, PaymentRequest } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { Synthesized, newFunction, newStack, synthPipeline, synthPipelineCalledBack } from '../../support/synth';

const synth = synthPipelineCalledBack();
const { workflow, api, intake } = synth.pipeline;
const steps = workflow.node.findChild('PaymentSteps') as lambda.Function;

/** What the policies of a function say about actions of a service, by action. */
const statements = (of: Synthesized, fn: lambda.Function, service: string) => of.ofType('AWS::IAM::Policy')
  .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(of.id(fn.role!)))
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[] }[])
  .filter(({ Action }) => [Action].flat().some(action => action.startsWith(`${service}:`)));

const optionsIn = (stack: Stack): PaymentCallbackOptions => ({
  request: PaymentRequest.toQueue(new sqs.Queue(stack, 'Requests')),
  timeout: Duration.hours(1),
  secret: new secretsmanager.Secret(stack, 'Secret'),
});

const pipelineWith = (change: (stack: Stack) => object) => {
  const stack = newStack();
  const payment = PaymentProvider.callback({ ...optionsIn(stack), ...change(stack) });
  const pipeline = new OrderPipeline(stack, 'Orders', { payment });
  return Object.assign(new Synthesized(stack), { pipeline });
};

test('the function that charges is told where the requests go, and may send them there, and nothing else', () => {
  const environment = synth.environment(steps);
  expect(environment[Env.PAYMENT_PROVIDER]).toBe('callback');
  expect(readPaymentSettings(String(environment[Env.PAYMENT_SETTINGS]))).toMatchObject({ pendingSeconds: 3_600 });
  expect(environment[Env.PAYMENT_QUEUE_URL]).toEqual({ Ref: synth.id(synth.requests) });
  expect(statements(synth, steps, 'sqs')).toEqual([
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: synth.att(synth.requests) },
  ]);
  expect(statements(synth, steps, 'secretsmanager')).toEqual([]);
});

test('requests go to a topic', () => {
  const of = pipelineWith(stack => ({ request: PaymentRequest.toTopic(new sns.Topic(stack, 'Topic')) }));
  const fn = of.pipeline.workflow.node.findChild('PaymentSteps') as lambda.Function;
  expect(of.environment(fn)[Env.PAYMENT_TOPIC_ARN]).toBeDefined();
  expect(statements(of, fn, 'sns')).toEqual([expect.objectContaining({ Action: 'sns:Publish' })]);
});

test('requests go to a function', () => {
  const of = pipelineWith(stack => ({ request: PaymentRequest.toFunction(newFunction(stack)) }));
  const fn = of.pipeline.workflow.node.findChild('PaymentSteps') as lambda.Function;
  expect(statements(of, fn, 'lambda')).toEqual([
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: of.environment(fn)[Env.PAYMENT_FUNCTION_ARN] },
  ]);
});

test('requests go to a queue with a key of its own', () => {
  const of = pipelineWith(stack => ({
    request: PaymentRequest.toQueue(new sqs.Queue(stack, 'Locked', { encryptionMasterKey: new kms.Key(stack, 'Key') })),
  }));
  const fn = of.pipeline.workflow.node.findChild('PaymentSteps') as lambda.Function;
  expect(statements(of, fn, 'kms')).toMatchObject([{ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }]);
});

describe('the route of the answers', () => {
  const route = (of: Synthesized) => Object.values(of.ofType('AWS::ApiGateway::Resource'))
    .filter(({ Properties }) => Properties.PathPart === 'callback');

  test('is open, and has limits of its own', () => {
    const open = synth.ofType('AWS::ApiGateway::Method')
      .filter(({ Properties }) => Properties.AuthorizationType === 'NONE');
    expect(open).toHaveLength(1);
    expect(open[0]!.Properties).toMatchObject({ HttpMethod: 'POST', ApiKeyRequired: false });
    expect(synth.ofType('AWS::ApiGateway::Stage')[0]!.Properties.MethodSettings).toEqual([{
      HttpMethod: 'POST',
      ResourcePath: '/~1payments~1callback',
      DataTraceEnabled: false,
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    }]);
  });

  test('is there for a provider that answers later only', () => {
    expect(route(synth)).toHaveLength(1);
    expect(route(synthPipeline())).toEqual([]);
    expect(synthPipeline().pipeline.api.callbackFunction).toBeUndefined();
  });

  test('has the one function that may read the secret: its current and its previous value', () => {
    const fn = api.callbackFunction as lambda.Function;
    expect(statements(synth, fn, 'secretsmanager')).toEqual([{
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: { Ref: synth.id(synth.secret) },
      Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] } },
    }]);
    const readers = JSON.stringify(synth.ofType('AWS::IAM::Policy')).match(/secretsmanager:GetSecretValue/g);
    expect(readers).toHaveLength(1);
    expect(synth.environment(fn)[Env.CALLBACK_SECRET_ARN]).toEqual({ Ref: synth.id(synth.secret) });
  });

  test('has an alarm for its defects', () => {
    const [alarm] = synth.ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => JSON.stringify(Properties).includes('FILL(callback, 0)'));
    expect(JSON.stringify(alarm)).toContain(synth.id(api.callbackFunction!));
  });
});

test('functions that take reports know how long an authorization lives', () => {
  const of = pipelineWith(() => ({ capture: CaptureMode.ON_SHIPMENT, authorizationLife: Duration.days(3) }));
  for (const fn of [of.pipeline.intake.intakeFunction, of.pipeline.api.callbackFunction!]) {
    expect(of.environment(fn)[Env.AUTHORIZATION_LIFE]).toBe('259200');
  }
  expect(synth.environment(intake.intakeFunction)[Env.AUTHORIZATION_LIFE]).toBe('604800');
});

describe('misuse throws:', () => {
  const DURATION = 'a Duration of whole seconds, from 1 minute to 14 days';
  const QUEUE_IN_JS = { queueUrl: 'https://queue.example.com' };
  test.each<[string, object, string]>([
    ['no time-out', { timeout: undefined },
      `timeout of PaymentProvider.callback is undefined; allowed: ${DURATION}`],
    ['a time-out of nothing', { timeout: Duration.seconds(0) },
      `timeout of PaymentProvider.callback is "0 seconds"; allowed: ${DURATION}`],
    ['too long a time-out', { timeout: Duration.days(15) },
      `timeout of PaymentProvider.callback is "15 days"; allowed: ${DURATION}`],
    ['no secret', { secret: undefined }, 'secret of PaymentProvider.callback is "missing"; allowed: a secret of '
      + 'Secrets Manager, which signs the answers to POST /payments/callback'],
    ['the value of a secret', { secret: 'hush' },
      'secret of PaymentProvider.callback is "a text"; allowed: a secret of Secrets Manager, as CDK'],
    ['no way of the requests', { request: undefined },
      'request of PaymentProvider.callback is undefined; allowed: a PaymentRequest, such as PaymentRequest.toQueue'],
    ['a queue itself', { request: QUEUE_IN_JS },
      'request of PaymentProvider.callback is "an object of the class Object"; allowed: a PaymentRequest, such as '
      + 'PaymentRequest.toQueue(queue)'],
    ['a key life of nothing', { keyLife: Duration.seconds(0) }, 'keyLife of PaymentProvider.callback is "0 seconds"'],
  ])('%s', (_, change, message) => {
    expect(() => pipelineWith(() => change)).toThrow(message);
  });

  test.each<[string, () => PaymentRequest, string]>([
    ['a topic as a queue', () => PaymentRequest.toQueue(new sns.Topic(newStack(), 'Topic') as never),
      'queue of PaymentRequest.toQueue is "an object of the class Topic2"; allowed: an SQS queue'],
    ['a queue as a topic', () => PaymentRequest.toTopic(new sqs.Queue(newStack(), 'Queue') as never),
      'topic of PaymentRequest.toTopic is "an object of the class Queue2"; allowed: an SNS topic'],
    ['nothing as a function', () => PaymentRequest.toFunction(undefined as never),
      'fn of PaymentRequest.toFunction is undefined; allowed: a Lambda function'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
