package com.example.pay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The payment function against the pretend bank. */
class PaymentFunctionTest {
    private static final Map<String, Object> NOT_FOUND = Map.of("status", "notFound");

    @TempDir
    private Path folder;
    private Bank bank;
    private PaymentFunction function;
    private int keys;

    @BeforeEach
    void open() {
        bank = new Bank(new FileBooks(folder.resolve("bank.json")));
        function = new PaymentFunction(bank);
    }

    @Test
    void aChargeSucceedsWithAReference() {
        Map<String, Object> charge = authorize("card", true);
        Map<String, Object> answer =
            Map.of("status", "succeeded", "reference", "bank-" + charge.get("key"), "amount", 500L);
        assertEquals(answer, ask(charge));
        assertEquals(answer, lookUp(charge));
    }

    @Test
    void aChargeIsTakenOncePerKeyHoweverOftenItComes() throws Exception {
        Map<String, Object> charge = authorize("card", true);
        List<Map<String, Object>> answers = atOnce(Collections.nCopies(8, charge));
        assertEquals(Collections.nCopies(8, ask(charge)), answers);
        assertEquals("declined", ask(followUp("refund", 501, charge)).get("status"));
    }

    @Test
    void anotherAmountUnderAKeyIsNotTaken() {
        Map<String, Object> charge = authorize("card", true);
        ask(charge);
        Map<String, Object> other = new HashMap<>(charge);
        other.put("amount", 600);
        assertEquals("unknown", ask(other).get("status"));
        assertEquals("declined", ask(followUp("refund", 501, charge)).get("status"));
    }

    @Test
    void theTokenCountsRatherThanTheMethod() {
        Map<String, Object> charge = authorize("card", true);
        charge.put("token", "test-decline");
        assertEquals("declined", ask(charge).get("status"));
    }

    @Test
    void aDeclinedChargeStaysDeclined() {
        Map<String, Object> charge = authorize("test-decline", true);
        Map<String, Object> declined = Map.of("status", "declined", "code", "insufficient_funds", "retryable", false);
        assertEquals(Collections.nCopies(3, declined), List.of(ask(charge), ask(charge), lookUp(charge)));
        assertEquals(true, ask(authorize("test-busy", true)).get("retryable"));
    }

    @Test
    void aPendingChargeWaitsUntilItIsConfirmed() {
        Map<String, Object> charge = authorize("test-pending", true);
        assertEquals(Map.of("status", "pending", "reference", "bank-" + charge.get("key")), ask(charge));
        bank.confirm((String) charge.get("key"));
        assertEquals("succeeded", lookUp(charge).get("status"));
    }

    @Test
    void aPendingChargeCanBeVoided() {
        Map<String, Object> charge = authorize("test-pending", true);
        ask(charge);
        assertEquals("succeeded", ask(followUp("void", 500, charge)).get("status"));
        assertEquals("cancelled", lookUp(charge).get("code"));
    }

    @Test
    void aServerErrorIsNeverADecline() {
        Map<String, Object> charge = authorize("test-error", true);
        Map<String, Object> unknown = Map.of("status", "unknown", "reason", "500 internal error");
        assertEquals(List.of(unknown, unknown), List.of(ask(charge), ask(charge)));
        assertEquals("succeeded", lookUp(charge).get("status"));
    }

    @Test
    void aRequestThatNeverCameIsNotFoundAndNotMade() {
        Map<String, Object> charge = authorize("card", true);
        assertEquals(List.of(NOT_FOUND, NOT_FOUND), List.of(lookUp(charge), lookUp(charge)));
        Map<String, Object> refund = followUp("refund", 100, charge);
        assertEquals("unknown", ask(refund).get("status"));
        assertEquals(NOT_FOUND, lookUp(refund));
    }

    @Test
    void anotherVersionOrOperationIsAnswered() {
        Map<String, Object> call = call("authorize", authorize("card", true));
        call.put("version", 2);
        assertEquals("unknown", function.pay(call).get("status"));
        assertEquals("unknown", function.pay(call("settle", authorize("card", true))).get("status"));
    }

    @Test
    void partOfAnAuthorizationIsCapturedAndTheRestVoided() {
        Map<String, Object> charge = authorize("card", false);
        assertTrue(((String) ask(charge).get("captureBefore")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        assertEquals("succeeded", ask(followUp("capture", 300, charge)).get("status"));
        assertEquals("amount_too_large", ask(followUp("void", 201, charge)).get("code"));
        assertEquals("succeeded", ask(followUp("void", 200, charge)).get("status"));
        assertEquals("amount_too_large", ask(followUp("capture", 1, charge)).get("code"));
    }

    @Test
    void refundsAddUpAndNeverExceedWhatWasCaptured() throws Exception {
        Map<String, Object> charge = authorize("card", true);
        ask(charge);
        Map<String, Object> refund = followUp("refund", 200, charge);
        assertEquals(ask(refund), ask(refund));
        List<Map<String, Object>> refunds = Stream.generate(() -> followUp("refund", 100, charge)).limit(8).toList();
        assertEquals(3, atOnce(refunds).stream().filter(answer -> answer.get("status").equals("succeeded")).count());
        assertEquals("declined", ask(followUp("refund", 1, charge)).get("status"));
    }

    private Map<String, Object> authorize(final String method, final boolean capture) {
        Map<String, Object> request = request("authorize", 500);
        request.putAll(Map.of("attempt", 1, "method", method, "capture", capture));
        return request;
    }

    private Map<String, Object> followUp(final String purpose, final int amount, final Map<String, Object> payment) {
        Map<String, Object> request = request(purpose, amount);
        request.put("payment", Map.of("key", payment.get("key")));
        return request;
    }

    private Map<String, Object> request(final String purpose, final int amount) {
        return new HashMap<>(Map.of("purpose", purpose, "key", "key-" + ++keys, "pipeline", "Shop/Orders",
            "orderId", "A-1", "amount", amount, "currency", "GBP", "requestedAt", "2026-11-24T17:00:00Z"));
    }

    private static Map<String, Object> call(final String operation, final Map<String, Object> request) {
        Map<String, Object> call = new HashMap<>(request);
        call.putAll(Map.of("version", 1, "operation", operation));
        return call;
    }

    private Map<String, Object> ask(final Map<String, Object> request) {
        return function.pay(call((String) request.get("purpose"), request));
    }

    private Map<String, Object> lookUp(final Map<String, Object> request) {
        return function.pay(call("lookUp", request));
    }

    private List<Map<String, Object>> atOnce(final List<Map<String, Object>> requests) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(requests.size());
        try {
            List<Callable<Map<String, Object>>> calls =
                requests.stream().<Callable<Map<String, Object>>>map(request -> () -> ask(request)).toList();
            List<Map<String, Object>> answers = new ArrayList<>();
            for (Future<Map<String, Object>> answer : pool.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            pool.shutdown();
        }
    }
}
