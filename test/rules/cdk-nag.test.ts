/** AWS's rules for solutions: what they find is listed here with the reason why it stays. */
import { App, type Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrderPipeline, PaymentProvider } from '../../src';
import { newStack } from '../support/synth';

interface Reasoned { readonly because: string; readonly where: string[] }

const FINDINGS: Record<string, Reasoned> = {
  'AwsSolutions-IAM5[Resource::<Workflow/*.Arn>:*]': {
    because: 'Step Functions is granted the function and its versions; each statement names one function.',
    where: ['Workflow/StateMachine/Role/DefaultPolicy'],
  },
  'AwsSolutions-IAM5[Resource::*]': {
    because: 'Log deliveries have no ARN to name; this is the list of the documentation of Step Functions.',
    where: ['Workflow/StateMachine/Role/DefaultPolicy'],
  },
  'AwsSolutions-IAM5[Resource::executions of Workflow/StateMachine]': {
    because: 'Executions are named after orders at run time; intake and heartbeat may describe those of this machine.',
    where: ['Heartbeat/HeartbeatRole/DefaultPolicy', 'Intake/IntakeRole/DefaultPolicy'],
  },
  'AwsSolutions-SF1': {
    because: 'The history of an execution shows what ALL would log, at the cost of the execution; errors are logged.',
    where: ['Workflow/StateMachine'],
  },
  'AwsSolutions-SF2': {
    because: 'Every event says what caused it, so the event store is the trace; X-Ray costs extra and can be enabled.',
    where: ['Workflow/StateMachine'],
  },
  'AwsSolutions-SQS3': {
    because: 'This is the dead-letter queue of a schedule, which the rule does not look at.',
    where: ['Heartbeat/DeadLetterQueue'],
  },
  'AwsSolutions-APIG1': {
    because: 'Access logs need a role of the whole account, which is not ours to set; users can add them.',
    where: ['Api/Api/DeploymentStage.v1'],
  },
  'AwsSolutions-APIG2': {
    because: 'The function answers with the path of each mistake, which a request validator does not.',
    where: ['Api/Api'],
  },
  'AwsSolutions-APIG3': {
    because: 'A web ACL belongs to the account; callers sign their requests.',
    where: ['Api/Api/DeploymentStage.v1'],
  },
  'AwsSolutions-APIG6': {
    because: 'Execution logs need a role of the whole account and would hold orders; the functions log.',
    where: ['Api/Api/DeploymentStage.v1'],
  },
  'AwsSolutions-COG4': {
    because: 'Callers sign their requests (IAM); an authorizer of any kind can be given.',
    where: [
      'Api/Api/Default/orders/POST',
      'Api/Api/Default/orders/{orderId}/GET',
      'Api/Api/Default/orders/{orderId}/cancellations/POST',
      'Api/Api/Default/orders/{orderId}/commands/{commandId}/GET',
      'Api/Api/Default/orders/{orderId}/events/GET',
      'Api/Api/Default/orders/{orderId}/retries/POST',
    ],
  },
};

/** Rules that are broken, with the paths of the constructs that break them. */
function findings(stack: Stack): Record<string, string[]> {
  const app = App.of(stack) as App;
  app.synth();
  const found: Record<string, Set<string>> = {};
  const { violations } = new AwsSolutionsChecks(app, { verbose: true }).validateScope(stack);
  for (const { ruleName, violatingResources } of violations) {
    for (const { constructPath } of violatingResources as unknown as { constructPath: string }[]) {
      const path = constructPath.replace(/^Test\/(Orders\/)?/, '').replace(/\/Resource$/, '');
      (found[readable(ruleName)] ??= new Set()).add(path);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([rule, paths]) => [rule, [...paths].sort()]));
}

/** A granular rule without the logical ids in it. */
const readable = (rule: string): string => rule
  .replace(/<OrdersWorkflow(?!StateMachine)\w+?\.Arn>:\*/, '<Workflow/*.Arn>:*')
  .replace(
    /arn:<AWS::Partition>:states:.*:execution:.*OrdersWorkflowStateMachine.*:\*/,
    'executions of Workflow/StateMachine',
  );

test('the rules find what is listed here, and nothing else', () => {
  const stack = newStack();
  new OrderPipeline(stack, 'Orders');
  const expected = Object.entries(FINDINGS).map(([rule, { where }]) => [rule, [...where].sort()]);
  expect(findings(stack)).toEqual(Object.fromEntries(expected));
});

test.each<[string, (stack: Stack) => PaymentProvider]>([
  ['a payment function', stack => PaymentProvider.fromFunction(
    lambda.Function.fromFunctionArn(stack, 'Charge', 'arn:aws:lambda:eu-west-1:111122223333:function:charge'))],
  ['orders on account', () => PaymentProvider.none()],
])('with %s they find the same', (_, make) => {
  const stack = newStack();
  new OrderPipeline(stack, 'Orders', { payment: make(stack) });
  const expected = Object.entries(FINDINGS).map(([rule, { where }]) => [rule, [...where].sort()]);
  expect(findings(stack)).toEqual(Object.fromEntries(expected));
});

test('with mail they find one thing more', () => {
  const stack = newStack();
  new OrderPipeline(stack, 'Orders', { notifications: { sender: 'shop@example.com' } });
  const further = Object.entries(findings(stack)).filter(([rule]) => !(rule in FINDINGS));
  // The identity is the address or its domain, with any configuration set; the statement is restricted to one sender.
  expect(further).toEqual(['identity', 'configuration-set'].map(kind => [
    expect.stringMatching(new RegExp(`^AwsSolutions-IAM5.*:ses:.*:${kind}/\\*\\]$`)),
    ['Notifications/NotifierRole/DefaultPolicy'],
  ]));
});

test('the rules do find something', () => {
  const stack = newStack();
  new sqs.Queue(stack, 'Planted');
  expect(findings(stack)).toEqual({ 'AwsSolutions-SQS3': ['Planted'], 'AwsSolutions-SQS4': ['Planted'] });
});
