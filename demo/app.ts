import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ses from 'aws-cdk-lib/aws-ses';
import { OrderPipeline } from '../src';
import { DEMO_SENDER, DEMO_STACK } from './names';

/** The demo's stack: a pipeline that takes orders from anybody, sends mail, and goes without a trace. */
class DemoStack extends Stack {
  constructor(scope: App, id: string) {
    super(scope, id, { description: 'Demo of cdk-order-pipeline' });
    new ses.EmailIdentity(this, 'Sender', { identity: ses.Identity.email(DEMO_SENDER) });

    const pipeline = new OrderPipeline(this, 'Orders', {
      notifications: { sender: `Demo shop <${DEMO_SENDER}>` },
      api: { methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } },
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const outputs: Record<string, string> = {
      EventsTableName: pipeline.eventStore.table.tableName,
      OrderViewTableName: pipeline.projection.table.tableName,
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
new DemoStack(app, DEMO_STACK);
app.synth();
