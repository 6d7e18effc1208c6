import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template

from shop.shop_stack import ShopStack


@pytest.fixture(scope="module")
def template() -> Template:
    return Template.from_stack(ShopStack(App(), "Shop"))


def test_a_message_that_is_no_order_is_told_of_again_after_an_hour(template: Template) -> None:
    queue_name = {"Fn::GetAtt": [Match.string_like_regexp("^OrdersIntakeDeadLetterQueue"), "QueueName"]}
    template.has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "MetricName": "ApproximateAgeOfOldestMessage",
            "Dimensions": [{"Name": "QueueName", "Value": queue_name}],
            "Threshold": 3600,
            "AlarmActions": [{"Ref": Match.string_like_regexp("^OnCall")}],
        },
    )


def test_every_alarm_reaches_who_is_on_call(template: Template) -> None:
    to_on_call = {"Properties": {"AlarmActions": [{"Ref": Match.string_like_regexp("^OnCall")}]}}
    reaching = template.find_resources("AWS::CloudWatch::Alarm", to_on_call)
    assert reaching == template.find_resources("AWS::CloudWatch::Alarm")


def test_the_warehouse_gets_confirmed_orders_only(template: Template) -> None:
    template.has_resource_properties(
        "AWS::SNS::Subscription",
        {
            "Protocol": "sqs",
            "Endpoint": {"Fn::GetAtt": [Match.string_like_regexp("^Warehouse"), "Arn"]},
            "FilterPolicy": {"status": ["CONFIRMED"]},
            "RawMessageDelivery": True,
        },
    )


def test_mails_go_out_ten_at_a_time_from_the_shop(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Lambda::EventSourceMapping", {"ScalingConfig": {"MaximumConcurrency": 10}}
    )
    variables = Match.object_like({"MAIL_SENDER": "Mug Shop <orders@example.com>"})
    template.has_resource_properties("AWS::Lambda::Function", {"Environment": {"Variables": variables}})


def test_nothing_outlives_the_stack(template: Template) -> None:
    resources = template.to_json()["Resources"].values()
    assert [one for one in resources if one.get("DeletionPolicy", "").startswith("Retain")] == []
    is_protected = {"Replicas": [Match.object_like({"DeletionProtectionEnabled": True})]}
    template.resource_properties_count_is("AWS::DynamoDB::GlobalTable", is_protected, 0)
