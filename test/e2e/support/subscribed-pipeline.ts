/** A pipeline as a team uses it, with a subscriber of its topic and one of its bus, in the apps of these tests. */
import { CfnOutput, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { E2E_OUTPUTS, SENDER } from './names';
import { OrderPipeline, type OrderPipelineProps } from '../../../src';
import { requireOutputs } from '../../../src/contract/manifest';
import { manifestOf } from '../../../src/operations/manifest';

export interface SubscribedPipelineProps extends Pick<OrderPipelineProps, 'inventory' | 'bus' | 'payment'> {
  /** Comes before the names of the outputs, where a stack has several pipelines. */
  readonly prefix?: string;
  /** The books of a provider that is not the pipeline's own simulated one, as a table of the same form. */
  readonly books?: string;
}

export function subscribedPipeline(stack: Stack, id: string, props: SubscribedPipelineProps = {}): OrderPipeline {
  const { prefix = '', books, ...shared } = props;
  const pipeline = new OrderPipeline(stack, id, {
    notifications: { sender: `Shop <${SENDER}>` },
    api: { methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } },
    removalPolicy: RemovalPolicy.DESTROY,
    // So slow that it does not run during the tests: they invoke its function.
    heartbeat: { pace: Duration.hours(12) },
    ...shared,
  });

  const confirmed = new sqs.Queue(stack, `${prefix}Confirmed`);
  pipeline.notifications.topic.addSubscription(new subscriptions.SqsSubscription(confirmed, {
    filterPolicy: { eventType: sns.SubscriptionFilter.stringFilter({ allowlist: ['OrderConfirmed'] }) },
  }));

  const everything = new sqs.Queue(stack, `${prefix}Everything`);
  pipeline.relay.addRule('Everything').addTarget(new targets.SqsQueue(everything));

  const subscribers = { ConfirmedSubscriber: confirmed.queueUrl, BusSubscriber: everything.queueUrl };
  const ledger = books && { PaymentLedgerTableName: books };
  const outputs = requireOutputs({ ...manifestOf(pipeline), ...ledger, ...subscribers }, E2E_OUTPUTS);
  for (const name of E2E_OUTPUTS) new CfnOutput(stack, `${prefix}${name}`, { value: outputs[name] });
  return pipeline;
}
