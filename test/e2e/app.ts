/** The app that the end-to-end tests deploy: a pipeline as a team would use it, with a subscriber of the topic and one of the bus. */
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { type Outputs, SENDER, STACK } from './names';
import { OrderPipeline } from '../../src';

const app = new App();
const stack = new Stack(app, STACK);
new ses.EmailIdentity(stack, 'Sender', { identity: ses.Identity.email(SENDER) });

const pipeline = new OrderPipeline(stack, 'Orders', {
  notifications: { sender: `Shop <${SENDER}>` },
  api: { methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } },
  removalPolicy: RemovalPolicy.DESTROY,
});

const confirmed = new sqs.Queue(stack, 'Confirmed');
pipeline.notifications.topic.addSubscription(new subscriptions.SqsSubscription(confirmed, {
  filterPolicy: { eventType: sns.SubscriptionFilter.stringFilter({ allowlist: ['OrderConfirmed'] }) },
}));

const everything = new sqs.Queue(stack, 'Everything');
pipeline.relay.addRule('Everything').addTarget(new targets.SqsQueue(everything));

const ledger = pipeline.workflow.node.findChild('SimulatedLedger') as dynamodb.TableV2;

const outputs: Outputs = {
  EventsTable: pipeline.eventStore.table.tableName,
  ViewTable: pipeline.orderView.table.tableName,
  StockTable: pipeline.inventory.table.tableName,
  LedgerTable: ledger.tableName,
  OrderQueue: pipeline.intake.queue.queueUrl,
  OrderDeadLetters: pipeline.intake.deadLetterQueue.queueUrl,
  NotificationQueue: pipeline.notifications.queue.queueUrl,
  NotificationDeadLetters: pipeline.notifications.deadLetterQueue.queueUrl,
  ProjectionDeadLetters: pipeline.orderView.deadLetterQueue.queueUrl,
  RelayDeadLetters: pipeline.relay.deadLetterQueue.queueUrl,
  StateMachine: pipeline.workflow.stateMachine.stateMachineArn,
  ApiId: pipeline.api.restApi.restApiId,
  StockFunction: pipeline.inventory.stockFunction.functionName,
  IntakeFunction: pipeline.intake.intakeFunction.functionName,
  ProjectorFunction: pipeline.orderView.projectorFunction.functionName,
  RelayFunction: pipeline.relay.relayFunction.functionName,
  ConfirmedSubscriber: confirmed.queueUrl,
  BusSubscriber: everything.queueUrl,
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value: value as string });

app.synth();
