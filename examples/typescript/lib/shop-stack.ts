import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { MailTemplates, OrderPipeline } from 'cdk-order-pipeline';
import { Construct } from 'constructs';

/** The order back end of a web shop, and the queue of its warehouse. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const pipeline = new OrderPipeline(this, 'Orders', {
      notifications: {
        sender: 'Mug Shop <orders@example.com>',
        templates: MailTemplates.fromDirectory(join(__dirname, '..', 'mail')),
        maxConcurrency: 10,
      },
      // This shop is only to try out. Without the next line, its events and stock outlive the stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // Whoever is on call hears of every alarm of the pipeline,
    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    pipeline.addAlarmAction(new SnsAction(onCall));

    // and again when a message that is no order has waited for an hour.
    pipeline.intake.deadLetterQueue
      .metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' })
      .createAlarm(this, 'RefusedForAnHour', {
        alarmDescription: 'A message that is no order has waited for an hour: see its attribute Reason.',
        threshold: Duration.hours(1).toSeconds(),
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(onCall));

    // The warehouse packs confirmed orders, and needs to know of no others.
    const deadLetterQueue = new Queue(this, 'WarehouseDeadLetters', {
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
    });
    const warehouse = new Queue(this, 'Warehouse', {
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 3 },
      enforceSSL: true,
    });
    pipeline.notifications.topic.addSubscription(new SqsSubscription(warehouse, {
      rawMessageDelivery: true,
      filterPolicy: { status: SubscriptionFilter.stringFilter({ allowlist: ['CONFIRMED'] }) },
    }));

    new CfnOutput(this, 'OrderQueueUrl', { value: pipeline.intake.queue.queueUrl });
    new CfnOutput(this, 'StockFunctionName', { value: pipeline.inventory.stockFunction.functionName });
    new CfnOutput(this, 'EventsTableName', { value: pipeline.eventStore.table.tableName });
    new CfnOutput(this, 'WarehouseQueueUrl', { value: warehouse.queueUrl });
  }
}
