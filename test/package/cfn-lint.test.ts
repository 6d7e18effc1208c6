/** The templates that users get, as CloudFormation's linter and CDK's own validation see them. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MailTemplates, OrderPipeline, type OrderPipelineProps, PaymentProvider } from '../../src';
import { ROOT } from '../../tools/root';
import { outdir } from '../support/synth';

// The first run installs the linter.
jest.setTimeout(300_000);

function lint(template: string) {
  // W3005: CDK writes dependencies that references imply already.
  const args = [join(ROOT, 'tools', 'cfn-lint.mjs'), '--ignore-checks', 'W3005', '--', template];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function synth(id: string, propsIn: (stack: Stack) => OrderPipelineProps): string {
  const app = new App({ outdir: join(outdir, id) });
  const stack = new Stack(app, 'Test');
  new OrderPipeline(stack, 'Orders', propsIn(stack));
  app.synth();
  return join(outdir, id);
}

const TEMPLATES: Record<string, (stack: Stack) => OrderPipelineProps> = {
  'default': () => ({}),
  'all-props': stack => ({
    payment: PaymentProvider.simulated(),
    notifications: {
      sender: 'Shop <shop@example.com>',
      templates: MailTemplates.standard(),
      topic: new sns.Topic(stack, 'Topic'),
      maxConcurrency: 2,
    },
    api: { methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } },
    removalPolicy: RemovalPolicy.DESTROY,
  }),
};

describe.each(Object.entries(TEMPLATES))('the template with %s', (id, propsIn) => {
  let folder: string;

  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true';
    folder = synth(id, propsIn);
  });

  test('is clean', () => expect(lint(join(folder, 'Test.template.json'))).toEqual({ status: 0, output: '' }));

  test('is valid for CDK', () => {
    const { pluginReports } = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8'));
    expect(pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations)).toEqual([]);
  });
});

test('the linter does find something', () => {
  const planted = join(outdir, 'planted.json');
  writeFileSync(
    planted,
    JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeOut: 30 } } } }),
  );
  const { status, output } = lint(planted);
  expect(status).not.toBe(0);
  expect(output).toContain('VisibilityTimeOut');
});
