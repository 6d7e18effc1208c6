/** What the tests of the constructs share: stacks, synthesized to one folder per file, and ways to read templates. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnElement, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { OrderPipeline, type OrderPipelineProps, PaymentProvider, PaymentRequest } from '../../src';

// TableV2 uses deprecated props of its own; CDK's validation of each template takes seconds, and has a test of its own.
Object.assign(process.env, { JSII_DEPRECATED: 'quiet', CDK_VALIDATION: 'false' });

/** The folder of everything that a file synthesizes; gone when its tests are done. */
export const outdir = mkdtempSync(join(tmpdir(), 'order-pipeline-test-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

export const newStack = (id = 'Test'): Stack => new Stack(new App({ outdir }), id);

/** A function of a user, to which a test grants something. */
export const newFunction = (stack: Stack): lambda.Function => new lambda.Function(stack, 'Fn', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('0'),
});

export interface Resource {
  readonly Type: string;
  // A template's properties have no types.
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack's template, by the constructs that it is made of. */
export class Synthesized {
  public readonly template: Template;
  public readonly resources: Record<string, Resource>;

  constructor(public readonly stack: Stack) {
    this.template = Template.fromStack(stack);
    const found: [string, Resource][] = Object.entries(this.template.toJSON().Resources);
    this.resources = Object.fromEntries(found.map(([id, resource]) =>
      [id, { ...resource, Properties: resource.Properties ?? {} }]));
  }

  public ofType(type: string): Resource[] {
    return Object.values(this.resources).filter(resource => resource.Type === type);
  }

  /** The logical id of a construct's own resource. */
  public id(construct: IConstruct): string {
    return this.stack.getLogicalId((construct.node.defaultChild ?? construct) as CfnElement);
  }

  public resource(construct: IConstruct): Resource {
    return this.resources[this.id(construct)]!;
  }

  public properties(construct: IConstruct): Record<string, any> {
    return this.resource(construct).Properties;
  }

  public ref(construct: IConstruct): unknown {
    return { Ref: this.id(construct) };
  }

  public att(construct: IConstruct, attribute = 'Arn'): unknown {
    return { 'Fn::GetAtt': [this.id(construct), attribute] };
  }

  /** What a function is told. */
  public environment(fn: lambda.IFunction): Record<string, unknown> {
    return this.properties(fn).Environment.Variables;
  }

  /** What feeds a function. */
  public eventSources(fn: lambda.IFunction): Record<string, any>[] {
    const own = JSON.stringify(this.ref(fn));
    const mappings = this.ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    return mappings.filter(({ FunctionName }) => JSON.stringify(FunctionName) === own);
  }

  /** What a function's role may and may not do. */
  public statements(fn: lambda.IFunction): Record<string, any>[] {
    const role = JSON.stringify(this.ref(fn.role!));
    return this.ofType('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  }

  /** What a queue's policy says, besides that it is to be reached by TLS alone. */
  public queuePolicy(queue: IConstruct): Record<string, any>[] {
    const own = JSON.stringify(this.ref(queue));
    const statements = this.ofType('AWS::SQS::QueuePolicy')
      .filter(({ Properties }) => JSON.stringify(Properties.Queues).includes(own))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements).toContainEqual(expect.objectContaining({
      Effect: 'Deny',
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
    return statements.filter(({ Effect }) => Effect === 'Allow');
  }

  /** Path of each resource's construct, without the stack's and `Resource`, by logical id. */
  public paths(): Record<string, string> {
    const found = this.stack.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node));
    const pathOf = ({ node }: CfnResource) => node.path.split('/').slice(1).join('/').replace(/\/Resource$/, '');
    return Object.fromEntries(found.map(resource => [this.stack.resolve(resource.logicalId), pathOf(resource)]));
  }
}

/** A pipeline called Orders in a stack of its own, with what a test adds to it. */
export function synthPipeline(
  props?: OrderPipelineProps, also: (pipeline: OrderPipeline, stack: Stack) => void = () => undefined,
) {
  const stack = newStack();
  const pipeline = new OrderPipeline(stack, 'Orders', props);
  also(pipeline, stack);
  return Object.assign(new Synthesized(stack), { pipeline });
}

/** A pipeline called Orders whose payment provider is the function `Fn` of its stack. */
export function synthPipelineCharging(props?: OrderPipelineProps) {
  const stack = newStack();
  const fn = newFunction(stack);
  const payment = PaymentProvider.fromFunction(fn);
  const pipeline = new OrderPipeline(stack, 'Orders', { ...props, payment });
  return Object.assign(new Synthesized(stack), { pipeline, fn });
}

/** A pipeline called Orders whose payment system gets its requests by the queue `Requests`, and answers later. */
export function synthPipelineCalledBack(props?: OrderPipelineProps) {
  const stack = newStack();
  const requests = new sqs.Queue(stack, 'Requests');
  const secret = new secretsmanager.Secret(stack, 'Secret');
  const payment = PaymentProvider.callback({
    request: PaymentRequest.toQueue(requests), timeout: Duration.hours(1), secret,
  });
  const pipeline = new OrderPipeline(stack, 'Orders', { ...props, payment });
  return Object.assign(new Synthesized(stack), { pipeline, requests, secret });
}
