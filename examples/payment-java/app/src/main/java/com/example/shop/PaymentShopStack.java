package com.example.shop;

import io.github.cdkorderpipeline.OrderPipeline;
import io.github.cdkorderpipeline.PaymentFunctionOptions;
import io.github.cdkorderpipeline.PaymentProvider;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.TableV2;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** A shop whose orders are paid through the payment function in {@code function/}. */
public class PaymentShopStack extends Stack {
    public PaymentShopStack(final Construct scope, final String id) {
        super(scope, id);

        // The pretend bank's books. With a real provider, there is no such table.
        TableV2 books = TableV2.Builder.create(this, "BankBooks")
                .partitionKey(Attribute.builder().name("pk").type(AttributeType.STRING).build())
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();

        Function function = Function.Builder.create(this, "PaymentFunction")
                .runtime(Runtime.JAVA_21)
                // The path starts where the app is run, which is the folder of cdk.json.
                .code(Code.fromAsset("function/target/payment-function.jar"))
                .handler("com.example.pay.PaymentFunction::handle")
                // Lambda gives CPU in proportion to memory, and starting a JVM needs CPU.
                .memorySize(1024)
                // Ends before the 20 s after which the pipeline stops waiting, so that nothing goes on unseen.
                .timeout(Duration.seconds(15))
                .environment(Map.of("BANK_TABLE", books.getTableName()))
                .build();
        books.grant(function, "dynamodb:GetItem", "dynamodb:PutItem");

        OrderPipeline.Builder.create(this, "Orders")
                .payment(PaymentProvider.fromFunction(function, PaymentFunctionOptions.builder()
                        .keyLife(Duration.hours(24))
                        .build()))
                .build();
    }
}
