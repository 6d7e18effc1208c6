package com.example.shop;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class PaymentShopStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new PaymentShopStack(new App(), "Shop"));
    }

    @Test
    void theFunctionEndsBeforeThePipelineStopsWaiting() {
        template.hasResourceProperties("AWS::Lambda::Function", Map.of(
                "Handler", "com.example.pay.PaymentFunction::handle", "Runtime", "java21", "Timeout", 15));
    }

    @Test
    void theFunctionMayReadAndWriteTheBooksAndNothingElse() {
        Object books = Map.of("Fn::GetAtt", List.of(Match.stringLikeRegexp("^BankBooks"), "Arn"));
        Object allowed = Match.objectLike(Map.of(
                "Action", List.of("dynamodb:GetItem", "dynamodb:PutItem"), "Effect", "Allow", "Resource", books));
        template.hasResourceProperties("AWS::IAM::Policy", Match.objectLike(
                Map.of("PolicyDocument", Map.of("Statement", List.of(allowed)))));
    }

    @Test
    void thePipelineMayCallTheFunction() {
        Object function = Map.of("Fn::GetAtt", List.of(Match.stringLikeRegexp("^PaymentFunction"), "Arn"));
        template.hasResourceProperties("AWS::Lambda::Function", Map.of(
                "Environment", Map.of("Variables", Match.objectLike(Map.of("PAYMENT_FUNCTION_ARN", function)))));
        Object allowed = Match.objectLike(Map.of("Action", "lambda:InvokeFunction", "Effect", "Allow"));
        template.hasResourceProperties("AWS::IAM::Policy", Map.of(
                "PolicyDocument", Map.of("Statement", Match.arrayWith(List.of(allowed)))));
    }
}
