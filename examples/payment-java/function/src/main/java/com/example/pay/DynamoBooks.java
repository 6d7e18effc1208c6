package com.example.pay;

import com.google.gson.Gson;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** The bank's books in a DynamoDB table. */
final class DynamoBooks implements Books {
    private static final Gson JSON = new Gson();

    private final DynamoDbClient client;
    private final String table;

    private DynamoBooks(final DynamoDbClient client, final String table) {
        this.client = client;
        this.table = table;
    }

    static DynamoBooks ofTable(final String table) {
        // Shorter than the 8 s that the pipeline waits for a look-up. The URL connection client starts fastest.
        var http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(1)).socketTimeout(Duration.ofSeconds(2));
        var client = DynamoDbClient.builder().httpClientBuilder(http)
            .overrideConfiguration(limits -> limits.apiCallTimeout(Duration.ofSeconds(6))).build();
        return new DynamoBooks(client, table);
    }

    @Override
    public Optional<Payment> read(final String key) {
        Map<String, AttributeValue> item = client.getItem(
            get -> get.tableName(table).key(Map.of("pk", text(key))).consistentRead(true)).item();
        return item.isEmpty() ? Optional.empty() : Optional.of(JSON.fromJson(item.get("item").s(), Payment.class));
    }

    @Override
    public boolean write(final Payment payment) {
        Payment revised = payment.revised();
        PutItemRequest.Builder put = PutItemRequest.builder().tableName(table).item(Map.of(
            "pk", text(payment.key()), "revision", number(revised.revision()), "item", text(JSON.toJson(revised))));
        if (payment.revision() == 0) {
            put.conditionExpression("attribute_not_exists(pk)");
        } else {
            put.conditionExpression("revision = :before")
                .expressionAttributeValues(Map.of(":before", number(payment.revision())));
        }
        try {
            client.putItem(put.build());
            return true;
        } catch (ConditionalCheckFailedException written) {
            return false;
        }
    }

    private static AttributeValue text(final String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(final long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
