package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Matcher;
import software.amazon.awscdk.assertions.Template;

class ShopStackTest {
    private static final Template TEMPLATE = Template.fromStack(new ShopStack(new App(), "Shop"));

    @Test
    void aMessageThatIsNoOrderIsToldOfAgainAfterAnHour() {
        Matcher refused = Match.stringLikeRegexp("^OrdersIntakeDeadLetterQueue");
        TEMPLATE.hasResourceProperties("AWS::CloudWatch::Alarm", Map.of(
                "MetricName", "ApproximateAgeOfOldestMessage",
                "Dimensions", List.of(Map.of(
                        "Name", "QueueName",
                        "Value", Map.of("Fn::GetAtt", List.of(refused, "QueueName")))),
                "Threshold", 3600,
                "AlarmActions", List.of(Map.of("Ref", Match.stringLikeRegexp("^OnCall")))));
    }

    @Test
    void everyAlarmReachesWhoIsOnCall() {
        Map<String, Object> toOnCall = Map.of("Properties", Map.of(
                "AlarmActions", List.of(Map.of("Ref", Match.stringLikeRegexp("^OnCall")))));
        assertEquals(
                TEMPLATE.findResources("AWS::CloudWatch::Alarm"),
                TEMPLATE.findResources("AWS::CloudWatch::Alarm", toOnCall));
    }

    @Test
    void theWarehouseGetsConfirmedOrdersOnly() {
        TEMPLATE.hasResourceProperties("AWS::SNS::Subscription", Map.of(
                "Protocol", "sqs",
                "Endpoint", Map.of("Fn::GetAtt", List.of(Match.stringLikeRegexp("^Warehouse"), "Arn")),
                "FilterPolicy", Map.of("status", List.of("CONFIRMED")),
                "RawMessageDelivery", true));
    }

    @Test
    void mailsGoOutTenAtATimeFromTheShop() {
        TEMPLATE.hasResourceProperties("AWS::Lambda::EventSourceMapping", Map.of(
                "ScalingConfig", Map.of("MaximumConcurrency", 10)));
        TEMPLATE.hasResourceProperties("AWS::Lambda::Function", Map.of(
                "Environment", Map.of("Variables", Match.objectLike(Map.of(
                        "MAIL_SENDER", "Mug Shop <orders@example.com>")))));
    }

    @Test
    void nothingOutlivesTheStack() {
        Map<?, ?> resources = (Map<?, ?>) TEMPLATE.toJSON().get("Resources");
        List<?> retained = resources.values().stream()
                .filter(one -> String.valueOf(((Map<?, ?>) one).get("DeletionPolicy")).startsWith("Retain"))
                .toList();
        assertEquals(List.of(), retained);
        TEMPLATE.resourcePropertiesCountIs("AWS::DynamoDB::GlobalTable", Map.of(
                "Replicas", List.of(Match.objectLike(Map.of("DeletionProtectionEnabled", true)))), 0);
    }
}
