import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { Env } from '../contract/environment';

/** Handlers are bundled when the library is built: a user needs no bundler. */
const ASSETS = join(__dirname, '..', '..', 'assets');

export interface PipelineFunctionProps {
  /** The handler, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
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
    // A group of our own: with retention, and gone with the function, which may write to it but not make it again, as the managed policy lets it.
    const logGroup = new logs.LogGroup(scope, `${id}Log`, { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    const folder = folderOf(props);
    super(scope, id, {
      description: props.description,
      code: lambda.Code.fromAsset(folder),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout ?? Duration.seconds(20),
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: { [Env.SERVICE_NAME]: serviceOf(scope) },
    });
    // CDK has copied a folder made for this function, unless it was told not to copy any.
    if (props.files && !this.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) rmSync(folder, { recursive: true, force: true });
  }
}

/** Which stage a log line or a metric comes from: tells pipelines and stages apart. */
export const serviceOf = (stage: Construct): string => stage.node.path;

/** Where a function's code is: the bundle, or a copy of it with further files. */
function folderOf({ handler, files }: PipelineFunctionProps): string {
  const bundle = join(ASSETS, handler);
  if (!files) return bundle;
  const folder = mkdtempSync(join(tmpdir(), 'order-pipeline-'));
  cpSync(bundle, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
