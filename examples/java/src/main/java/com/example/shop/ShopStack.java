package com.example.shop;

import io.github.cdkorderpipeline.MailTemplates;
import io.github.cdkorderpipeline.OrderNotificationsOptions;
import io.github.cdkorderpipeline.OrderPipeline;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.StringConditions;
import software.amazon.awscdk.services.sns.SubscriptionFilter;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.SqsSubscription;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The order back end of a web shop, and the queue of its warehouse. */
public class ShopStack extends Stack {
    public ShopStack(final Construct scope, final String id) {
        this(scope, id, null);
    }

    public ShopStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        OrderPipeline pipeline = OrderPipeline.Builder.create(this, "Orders")
                .notifications(OrderNotificationsOptions.builder()
                        .sender("Mug Shop <orders@example.com>")
                        // The path starts where the app is run, which is the folder of cdk.json.
                        .templates(MailTemplates.fromDirectory("mail"))
                        .maxConcurrency(10)
                        .build())
                // This shop is only to try out. Without the next line, its events and stock outlive the stack.
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();

        // Whoever is on call hears of every alarm of the pipeline,
        Topic onCall = Topic.Builder.create(this, "OnCall").enforceSsl(true).build();
        pipeline.addAlarmAction(new SnsAction(onCall));

        // and again when a message that is no order has waited for an hour.
        Metric age = pipeline.getIntake().getDeadLetterQueue().metricApproximateAgeOfOldestMessage(
                MetricOptions.builder()
                        .period(Duration.minutes(5))
                        .statistic("Maximum")
                        .build());
        Alarm refused = age.createAlarm(this, "RefusedForAnHour", CreateAlarmOptions.builder()
                .alarmDescription("A message that is no order has waited for an hour: see its attribute Reason.")
                .threshold(Duration.hours(1).toSeconds())
                .evaluationPeriods(1)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .build());
        refused.addAlarmAction(new SnsAction(onCall));

        // The warehouse packs confirmed orders, and needs to know of no others.
        Queue deadLetterQueue = Queue.Builder.create(this, "WarehouseDeadLetters")
                .retentionPeriod(Duration.days(14))
                .enforceSsl(true)
                .build();
        Queue warehouse = Queue.Builder.create(this, "Warehouse")
                .deadLetterQueue(DeadLetterQueue.builder().queue(deadLetterQueue).maxReceiveCount(3).build())
                .enforceSsl(true)
                .build();
        pipeline.getNotifications().getTopic().addSubscription(SqsSubscription.Builder.create(warehouse)
                .rawMessageDelivery(true)
                .filterPolicy(Map.of("status", SubscriptionFilter.stringFilter(StringConditions.builder()
                        .allowlist(List.of("CONFIRMED"))
                        .build())))
                .build());

        CfnOutput.Builder.create(this, "OrderQueueUrl")
                .value(pipeline.getIntake().getQueue().getQueueUrl())
                .build();
        CfnOutput.Builder.create(this, "StockFunctionName")
                .value(pipeline.getInventory().getStockFunction().getFunctionName())
                .build();
        CfnOutput.Builder.create(this, "EventsTableName")
                .value(pipeline.getEventStore().getTable().getTableName())
                .build();
        CfnOutput.Builder.create(this, "WarehouseQueueUrl")
                .value(warehouse.getQueueUrl())
                .build();
    }
}
