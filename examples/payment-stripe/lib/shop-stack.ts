import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { FunctionUrlAuthType, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, type NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CaptureMode, OrderPipeline, PaymentProvider } from 'cdk-order-pipeline';
import type { Construct } from 'constructs';

const ROOT = join(__dirname, '..');

/** An order back end whose customers pay by Stripe. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Their values are set after the deployment: README.md says how.
    const secretKey = new Secret(this, 'StripeKey', { description: 'The restricted key of the Stripe API' });
    const signingSecret = new Secret(this, 'StripeSigningSecret', { description: 'whsec_… of the webhook endpoint' });

    const paymentFunction = this.functionOf('Payment', {
      entry: join(ROOT, 'payment', 'handler.ts'),
      // As long as the pipeline waits for a request. After that, nothing of ours calls Stripe any more.
      timeout: Duration.seconds(20),
      environment: { STRIPE_KEY_ARN: secretKey.secretArn },
    });
    secretKey.grantRead(paymentFunction);

    const pipeline = new OrderPipeline(this, 'Orders', {
      payment: PaymentProvider.fromFunction(paymentFunction, {
        capture: CaptureMode.IMMEDIATE,
        // Stripe may forget a key after 24 hours: https://docs.stripe.com/api/idempotent_requests
        keyLife: Duration.hours(23),
      }),
      // This shop is only to try out. Without the next line, its events and stock outlive the stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // Stripe answers later if the customer has to confirm. It repeats an event until this function accepts it.
    const webhook = this.functionOf('Webhook', {
      entry: join(ROOT, 'webhook', 'handler.ts'),
      timeout: Duration.seconds(20),
      environment: {
        STRIPE_KEY_ARN: secretKey.secretArn,
        STRIPE_SIGNING_SECRET_ARN: signingSecret.secretArn,
        ORDER_QUEUE_URL: pipeline.intake.queue.queueUrl,
        PIPELINE_IDENTITY: pipeline.eventStore.identity,
      },
    });
    secretKey.grantRead(webhook);
    signingSecret.grantRead(webhook);
    pipeline.intake.queue.grantSendMessages(webhook);
    // Open to everyone, because Stripe cannot sign for IAM. The function checks Stripe's own signature first.
    const url = webhook.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });

    new CfnOutput(this, 'WebhookUrl', { value: url.url });
    new CfnOutput(this, 'StripeKeyArn', { value: secretKey.secretArn });
    new CfnOutput(this, 'StripeSigningSecretArn', { value: signingSecret.secretArn });
    new CfnOutput(this, 'OrderQueueUrl', { value: pipeline.intake.queue.queueUrl });
    new CfnOutput(this, 'StockFunctionName', { value: pipeline.inventory.stockFunction.functionName });
  }

  private functionOf(id: string, props: NodejsFunctionProps): NodejsFunction {
    return new NodejsFunction(this, id, {
      runtime: Runtime.NODEJS_22_X,
      memorySize: 512,
      // esbuild is installed, so the CDK bundles without Docker. Nothing is installed into the bundle, so that no lock
      // file is read; the property only says which folder the project is.
      depsLockFilePath: join(ROOT, 'package.json'),
      bundling: { minify: true, externalModules: ['@aws-sdk/*'] },
      logGroup: new LogGroup(this, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      ...props,
    });
  }
}
