/** What holds for every resource of the pipeline, whichever stage makes it. */
import { readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ses from 'aws-cdk-lib/aws-ses';
import { OrderPipeline } from '../../src';
import { Env } from '../../src/contract/environment';
import {
  Synthesized, newStack, outdir, synthPipeline, synthPipelineCalledBack, synthPipelineCharging,
} from '../support/synth';

const configurationSet = ses.ConfigurationSet.fromConfigurationSetName(newStack('Mails'), 'Orders', 'orders');
const ALL_PROPS = { notifications: { sender: 'Shop <shop@example.com>', configurationSet } };
const synth = synthPipeline(ALL_PROPS);
/** What a pipeline with a payment function has instead of the simulated provider. */
const charged = synthPipelineCharging(ALL_PROPS);
const calledBack = synthPipelineCalledBack(ALL_PROPS);
const functions = synth.ofType('AWS::Lambda::Function');

test('no resource has a physical name, but for those that CloudFormation asks for, which are unique', () => {
  const kinds = 'Function|Table|Queue|Topic|Role|StateMachine|Alarm|LogGroup|Api|Bus|Rule|Policy';
  const isName = (property: string) => new RegExp(`^(Name|\\w*(${kinds})Name)$`).test(property);
  const named = Object.entries(synth.resources).flatMap(([id, { Type, Properties }]) => Object.keys(Properties)
    .filter(property => isName(property) && typeof Properties[property] === 'string')
    .map(property => ({
      what: `${Type} ${property}`,
      isUnique: new RegExp(`^${id}$|^Test\\w+[0-9A-F]{8}$`).test(Properties[property]),
    })));
  expect(new Set(named.map(({ what }) => what))).toEqual(
    new Set(['AWS::Events::EventBus Name', 'AWS::ApiGateway::RestApi Name', 'AWS::IAM::Policy PolicyName']));
  expect(named.filter(({ isUnique }) => !isUnique)).toEqual([]);
});

test('no resource is custom', () => {
  const types = new Set(Object.values(synth.resources).map(({ Type }) => Type));
  expect([...types].filter(type => !type.startsWith('AWS::') || type.startsWith('AWS::CloudFormation'))).toEqual([]);
});

test('no partition, region or account is written down', () => {
  const template = JSON.stringify([synth, charged, calledBack].map(one => one.template.toJSON()));
  expect(template).not.toMatch(/arn:aws/);
  expect(template).not.toMatch(/\b(us|eu|ap|sa|ca|me|af|cn)-[a-z]+-\d\b/);
  expect(template).not.toMatch(/\b\d{12}\b/);
  expect(template).not.toContain('amazonaws.com.cn');
});

describe('functions', () => {
  const groups = Object.entries(synth.resources).filter(([, { Type }]) => Type === 'AWS::Logs::LogGroup');

  test('and the state machine log to groups of their own, which forget after a month and go with the stack', () => {
    for (const [, group] of groups) {
      expect(group).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
    }
    const used = functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref as string);
    expect(new Set(used).size).toBe(functions.length);
    expect(groups).toHaveLength(functions.length + 1);
  });

  test('run bundled handlers on Arm, log as JSON and say what they are for', () => {
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Description: expect.stringMatching(/^[A-Z].{10,}/),
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  test('are told the names of the contract, and nothing else', () => {
    const all = [...functions, ...[charged, calledBack].flatMap(one => one.ofType('AWS::Lambda::Function'))];
    const names = all.flatMap(({ Properties }) => Object.keys(Properties.Environment?.Variables ?? {}));
    expect([...new Set([Env.PAYMENT_TOPIC_ARN, ...names])].sort()).toEqual(Object.values(Env).sort());
  });

  test('are each of a handler of their own', () => {
    const handlers = functions.map(({ Properties }) => Properties.Code.S3Key);
    expect(new Set(handlers).size).toBe(functions.length);
    for (const key of handlers) {
      const folder = join(outdir, `asset.${key.replace('.zip', '')}`);
      expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toContain('handler');
    }
  });
});

test('a permissions boundary reaches every role', () => {
  const bounded = synthPipeline(ALL_PROPS, (pipeline, stack) => {
    iam.PermissionsBoundary.of(pipeline).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
  });
  const roles = bounded.ofType('AWS::IAM::Role');
  expect(roles).toHaveLength(functions.length + 2); // the state machine's and the schedule's
  for (const { Properties } of roles) {
    expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/boundary');
  }
});

test('two syntheses are the same', () => {
  expect(synthPipeline(ALL_PROPS).template.toJSON()).toEqual(synth.template.toJSON());
});

test('where CDK is told not to copy assets, each function\'s folder stays', () => {
  const context = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:enable-asset-metadata': true };
  const stack = new Stack(new App({ outdir, context }), 'Test');
  const { notifications } = new OrderPipeline(stack, 'Orders');
  const notifier = new Synthesized(stack).resource(notifications.notifierFunction);
  const { Metadata } = notifier as unknown as { Metadata: Record<string, string> };
  const folder = resolve(outdir, Metadata['aws:asset:path']!);
  expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toContain('handler');
  expect(basename(folder)).toMatch(/^order-pipeline-/);
  rmSync(folder, { recursive: true });
});
