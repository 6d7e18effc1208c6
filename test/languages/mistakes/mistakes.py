from typing import Any, Callable

from aws_cdk import App, Duration, RemovalPolicy, Stack
from cdk_order_pipeline import MailTemplates, OrderNotificationsOptions, OrderPipeline, PaymentProvider

stack = Stack(App(), "Shop")


def attempt(mistake: str, make: Callable[[], Any]) -> None:
    try:
        make()
        print(f"{mistake}: nothing")
    except Exception as error:
        print(f"{mistake}: {type(error).__name__}: {error}")


attempt("number", lambda: OrderPipeline(stack, "Number", notifications=OrderNotificationsOptions(max_concurrency=1)))
attempt("text", lambda: OrderPipeline(stack, "Text", notifications=OrderNotificationsOptions(sender="shop")))
attempt("enum", lambda: OrderPipeline(stack, "Enum", removal_policy=RemovalPolicy.SNAPSHOT))
payment = PaymentProvider.simulated()
attempt("bound", lambda: [OrderPipeline(stack, f"Bound{number}", payment=payment) for number in (1, 2)])
attempt("keyLife", lambda: PaymentProvider.simulated(key_life=Duration.seconds(0)))
attempt("path", lambda: MailTemplates.from_directory("nowhere"))
attempt("argument", lambda: OrderPipeline(stack, "Argument").relay.add_rule("Rule", "OrderShipped"))
attempt("type", lambda: OrderNotificationsOptions(max_concurrency="five"))
attempt("name", lambda: OrderNotificationsOptions(maxConcurrency=5))
