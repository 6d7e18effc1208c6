import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Env } from './contract/environment';

/** Handlers are bundled when the library is built: a user needs no bundler. */
const ASSETS = join(__dirname, '..', 'assets');

export interface PipelineFunctionProps {
  /** Folder of the handler, `lambda/{name}/handler.ts`. */
  readonly handler: string;
  readonly description: string;
  /** @default Duration.seconds(20) */
  readonly timeout?: Duration;
  /** MiB. @default 256 */
  readonly memorySize?: number;
  /** Further files beside the handler, by name. */
  readonly files?: Record<string, string>;
}

/** The one way in which a construct makes a function of a bundled handler. */
export class PipelineFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id, {
      description: props.description,
      code: codeOf(props),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout ?? Duration.seconds(20),
      // A group of our own: with retention, and gone with the function.
      logGroup: new logs.LogGroup(scope, `${id}Log`, { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: { [Env.SERVICE_NAME]: serviceOf(scope) },
    });
  }
}

/** Which stage a log line or a metric comes from: tells pipelines and stages apart. */
export const serviceOf = (stage: Construct): string => stage.node.path;

function codeOf({ handler, files }: PipelineFunctionProps): lambda.Code {
  const bundle = join(ASSETS, handler);
  if (!files) return lambda.Code.fromAsset(bundle);
  // CDK copies an asset when it is made, so the folder can go at once.
  const folder = mkdtempSync(join(tmpdir(), 'order-pipeline-'));
  cpSync(bundle, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return lambda.Code.fromAsset(folder);
}
