import { App, CfnOutput, type Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ses from 'aws-cdk-lib/aws-ses';
import { OrderPipeline } from '../src';
import { DEMO_SENDER, DEMO_STACK } from './names';

/** The demo's stack: a pipeline that takes orders from anybody, sends mail, and goes without a trace. */
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

    const outputs: Record<string, string> = {
      EventsTableName: pipeline.eventStore.table.tableName,
      OrderViewTableName: pipeline.orderView.table.tableName,
      StockTableName: pipeline.inventory.table.tableName,
      StockFunctionName: pipeline.inventory.stockFunction.functionName,
      OrderQueueUrl: pipeline.intake.queue.queueUrl,
      OrderDeadLetterQueueUrl: pipeline.intake.deadLetterQueue.queueUrl,
      NotificationQueueUrl: pipeline.notifications.queue.queueUrl,
      NotificationDeadLetterQueueUrl: pipeline.notifications.deadLetterQueue.queueUrl,
      ApiUrl: pipeline.api.restApi.url,
      ApiId: pipeline.api.restApi.restApiId,
      TopicArn: pipeline.notifications.topic.topicArn,
      EventBusName: pipeline.relay.bus.eventBusName,
      StateMachineArn: pipeline.workflow.stateMachine.stateMachineArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

const app = new App();
// Set by the CDK CLI where it finds an account; without one, the template fits any.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new DemoStack(app, DEMO_STACK, account && region ? { account, region } : undefined);
app.synth();
