from pathlib import Path

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk.aws_cloudwatch import ComparisonOperator, TreatMissingData
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_sns import SubscriptionFilter, Topic
from aws_cdk.aws_sns_subscriptions import SqsSubscription
from aws_cdk.aws_sqs import DeadLetterQueue, Queue
from cdk_order_pipeline import MailTemplates, OrderNotificationsOptions, OrderPipeline
from constructs import Construct

MAIL = Path(__file__).parent.parent / "mail"


class ShopStack(Stack):
    """The order back end of a web shop, and the queue of its warehouse."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        pipeline = OrderPipeline(
            self,
            "Orders",
            notifications=OrderNotificationsOptions(
                sender="Mug Shop <orders@example.com>",
                templates=MailTemplates.from_directory(str(MAIL)),
                max_concurrency=10,
            ),
            # A shop to try out; without this line its events and stock outlive the stack.
            removal_policy=RemovalPolicy.DESTROY,
        )

        # Whoever is on call hears of every alarm of the pipeline,
        on_call = Topic(self, "OnCall", enforce_ssl=True)
        pipeline.add_alarm_action(SnsAction(on_call))

        # and again when a message that is no order has waited for an hour.
        age = pipeline.intake.dead_letter_queue.metric_approximate_age_of_oldest_message(
            period=Duration.minutes(5), statistic="Maximum"
        )
        refused = age.create_alarm(
            self,
            "RefusedForAnHour",
            alarm_description="A message that is no order has waited for an hour: see its attribute Reason.",
            threshold=Duration.hours(1).to_seconds(),
            evaluation_periods=1,
            comparison_operator=ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=TreatMissingData.NOT_BREACHING,
        )
        refused.add_alarm_action(SnsAction(on_call))

        # The warehouse packs confirmed orders, and needs to know of no others.
        dead_letter_queue = Queue(
            self, "WarehouseDeadLetters", retention_period=Duration.days(14), enforce_ssl=True
        )
        warehouse = Queue(
            self,
            "Warehouse",
            dead_letter_queue=DeadLetterQueue(queue=dead_letter_queue, max_receive_count=3),
            enforce_ssl=True,
        )
        pipeline.notifications.topic.add_subscription(
            SqsSubscription(
                warehouse,
                raw_message_delivery=True,
                filter_policy={"status": SubscriptionFilter.string_filter(allowlist=["CONFIRMED"])},
            )
        )

        CfnOutput(self, "OrderQueueUrl", value=pipeline.intake.queue.queue_url)
        CfnOutput(self, "StockFunctionName", value=pipeline.inventory.stock_function.function_name)
        CfnOutput(self, "EventsTableName", value=pipeline.event_store.table.table_name)
        CfnOutput(self, "WarehouseQueueUrl", value=warehouse.queue_url)
