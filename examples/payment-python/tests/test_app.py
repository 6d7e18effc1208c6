"""What is deployed."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from aws_cdk import App  # noqa: E402
from aws_cdk.assertions import Match, Template  # noqa: E402

from app import ShopStack  # noqa: E402


class ShopApp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.template = Template.from_stack(ShopStack(App(), "Shop"))

    def test_the_function_ends_before_the_pipeline_stops_waiting(self):
        self.template.has_resource_properties(
            "AWS::Lambda::Function", {"Handler": "pay.handler", "Runtime": "python3.13", "Timeout": 15}
        )

    def test_the_function_may_read_and_write_the_books_and_nothing_else(self):
        books = {"Fn::GetAtt": [Match.string_like_regexp("^BankBooks"), "Arn"]}
        allowed = {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Effect": "Allow", "Resource": books}
        policy = {"PolicyDocument": {"Statement": [Match.object_like(allowed)]}}
        self.template.has_resource_properties("AWS::IAM::Policy", Match.object_like(policy))

    def test_the_pipeline_may_call_the_function(self):
        function = {"Fn::GetAtt": [Match.string_like_regexp("^PaymentFunction"), "Arn"]}
        allowed = {"Action": "lambda:InvokeFunction", "Effect": "Allow", "Resource": Match.any_value()}
        statements = Match.array_with([Match.object_like(allowed)])
        self.template.has_resource_properties("AWS::IAM::Policy", {"PolicyDocument": {"Statement": statements}})
        self.template.has_resource_properties(
            "AWS::Lambda::Function",
            {"Environment": {"Variables": Match.object_like({"PAYMENT_FUNCTION_ARN": function})}},
        )


if __name__ == "__main__":
    unittest.main()
