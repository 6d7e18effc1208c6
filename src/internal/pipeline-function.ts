import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { serviceOf } from './identity';
import { Env } from '../contract/environment';

/** The bundled handlers. The build of the library bundles them, so that its users need no bundler. */
const ASSETS = join(__dirname, '..', '..', 'assets');

export interface PipelineFunctionProps {
  /** The handler, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
  readonly handler: string;
  /** What the function does, in one line. */
  readonly description: string;
  /**
   * The time-out of the function.
   * @default Duration.seconds(20)
   */
  readonly timeout?: Duration;
  /**
   * The memory of the function, in MiB.
   * @default 256
   */
  readonly memorySize?: number;
  /**
   * The content of further files in the folder of the handler, by file name.
   * @default - none
   */
  readonly files?: Record<string, string>;
}

/** A Lambda function of a bundled handler. Its log group and its role are created next to it, in the same scope. */
export class PipelineFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    // Our own log group has a retention time and is deleted with the function. The role may write to the group but,
    // unlike a role with the managed policy, cannot create it again.
    const logGroup = new logs.LogGroup(scope, `${id}Log`, {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
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
    // By now CDK has copied the temporary folder of this function, unless asset staging is disabled.
    const isCopied = !this.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT);
    if (props.files && isCopied) rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder of a function's code: the bundle, or a temporary copy of the bundle with further files. */
function folderOf({ handler, files }: PipelineFunctionProps): string {
  const bundle = join(ASSETS, handler);
  if (!files) return bundle;
  const folder = mkdtempSync(join(tmpdir(), 'order-pipeline-'));
  cpSync(bundle, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
