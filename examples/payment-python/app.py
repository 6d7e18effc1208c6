#!/usr/bin/env python3
"""A shop whose orders are paid through the payment function in `payment/`."""

from aws_cdk import App, Duration, RemovalPolicy, Stack, aws_dynamodb as dynamodb, aws_lambda as lambda_
from cdk_order_pipeline import OrderPipeline, PaymentProvider


class ShopStack(Stack):
    def __init__(self, scope, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # The pretend bank's books. With a real provider, there is no such table.
        books = dynamodb.TableV2(
            self,
            "BankBooks",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            removal_policy=RemovalPolicy.DESTROY,
        )

        function = lambda_.Function(
            self,
            "PaymentFunction",
            runtime=lambda_.Runtime.PYTHON_3_13,
            code=lambda_.Code.from_asset("payment", exclude=["__pycache__"]),
            handler="pay.handler",
            memory_size=256,
            # Ends before the 20 s after which the pipeline stops waiting, so that nothing goes on unseen.
            timeout=Duration.seconds(15),
            environment={"BANK_TABLE": books.table_name},
        )
        books.grant(function, "dynamodb:GetItem", "dynamodb:PutItem")

        OrderPipeline(
            self,
            "Orders",
            payment=PaymentProvider.from_function(function, key_life=Duration.hours(24)),
        )


if __name__ == "__main__":
    app = App()
    ShopStack(app, "Shop")
    app.synth()
