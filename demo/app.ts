import { App, CfnOutput, type Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ses from 'aws-cdk-lib/aws-ses';
import { OrderPipeline } from '../src';
import { DEMO_SENDER, DEMO_STACK } from './target/names';
import { DEMO_OUTPUTS } from './target/outputs';
import { manifestOf } from '../src/operations/manifest';

/** The demo's stack: a pipeline that takes orders from anybody and sends mail. Its data is deleted with the stack. */
class DemoStack extends Stack {
  constructor(scope: App, id: string, env?: Environment) {
    super(scope, id, { description: 'Demo of cdk-order-pipeline', env });
    // An emulator takes any sender as verified; an account has its own, which no other stack can make once more.
    if (!env) new ses.EmailIdentity(this, 'Sender', { identity: ses.Identity.email(DEMO_SENDER) });

    const pipeline = new OrderPipeline(this, 'Orders', {
      notifications: { sender: `Demo shop <${DEMO_SENDER}>` },
      api: { methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } },
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const manifest = manifestOf(pipeline);
    for (const name of DEMO_OUTPUTS) new CfnOutput(this, name, { value: manifest[name] });
  }
}

const app = new App();
// Set by the CDK CLI where it finds an account; without one, the template fits any.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new DemoStack(app, DEMO_STACK, account && region ? { account, region } : undefined);
app.synth();
