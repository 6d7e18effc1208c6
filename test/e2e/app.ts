/** The app of the end-to-end tests: a pipeline as a team uses it, with a subscriber of the topic and one of the bus. */
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { E2E_OUTPUTS, SENDER, STACK } from './support/names';
import { OrderPipeline } from '../../src';
import { requireOutputs } from '../../src/contract/manifest';
import { manifestOf } from '../../src/operations/manifest';

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

const subscribers = { ConfirmedSubscriber: confirmed.queueUrl, BusSubscriber: everything.queueUrl };
const outputs = requireOutputs({ ...manifestOf(pipeline), ...subscribers }, E2E_OUTPUTS);
for (const name of E2E_OUTPUTS) new CfnOutput(stack, name, { value: outputs[name] });

app.synth();
