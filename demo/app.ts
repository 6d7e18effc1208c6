import { App, CfnOutput, type Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ses from 'aws-cdk-lib/aws-ses';
import { OrderPipeline } from '../src';
import { DEMO_SENDER, DEMO_STACK } from './target/names';
import { DEMO_OUTPUTS } from './target/outputs';
import { manifestOf } from '../src/operations/manifest';

/** The demo's stack: a pipeline that accepts orders from anybody, sends emails, and can be destroyed completely. */
class DemoStack extends Stack {
  constructor(scope: App, id: string, env?: Environment) {
    super(scope, id, { description: 'Demo of cdk-order-pipeline', env });
    // An account may already have the sender's identity, and a stack cannot create it again. The emulator has none yet.
    if (!env) new ses.EmailIdentity(this, 'Sender', { identity: ses.Identity.email(DEMO_SENDER) });

    const pipeline = new OrderPipeline(this, 'Orders', {
      notifications: { sender: `Demo shop <${DEMO_SENDER}>` },
      api: { methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } },
      removalPolicy: RemovalPolicy.DESTROY,
      heartbeat: { enabled: false }, // the summary counts the orders of the demo, and no canaries
    });

    const manifest = manifestOf(pipeline);
    for (const name of DEMO_OUTPUTS) new CfnOutput(this, name, { value: manifest[name] });
  }
}

const app = new App();
// The CDK CLI sets these variables if it finds an account. Without them, the template fits any account.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new DemoStack(app, DEMO_STACK, account && region ? { account, region } : undefined);
app.synth();
