import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { CloudFormationTemplate } from './template';
import { OrderPipeline, type OrderPipelineProps } from '../../../src';

/** Synthesizes a pipeline in a stack of its own. Needs the bundled handlers in assets/. */
export function synthesizedTemplate(props?: OrderPipelineProps): CloudFormationTemplate {
  // CDK's validation of a template takes seconds, and the tests of the constructs have it.
  Object.assign(process.env, { JSII_DEPRECATED: 'quiet', CDK_VALIDATION: 'false' });
  const outdir = mkdtempSync(join(tmpdir(), 'order-pipeline-burst-'));
  try {
    const app = new App({ outdir });
    const stack = new Stack(app, 'Burst');
    new OrderPipeline(stack, 'Orders', props);
    return app.synth().getStackByName(stack.stackName).template as CloudFormationTemplate;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
