package com.example.pay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The payment function: it translates the pipeline's calls for a bank, and the bank's answers for the pipeline.
 *
 * It keeps no records of its own. The bank finds each request by its key, so nothing is lost if this process dies
 * between the charge and the answer: the pipeline calls again with {@code lookUp}.
 */
public final class PaymentFunction {
    private static final int VERSION = 1;

    /** Refusals after which another attempt may succeed. List only those of which the provider says so. */
    private static final Set<String> RETRYABLE = Set.of("issuer_unavailable");

    private final Bank bank;

    /** Lambda calls this constructor once per process. */
    public PaymentFunction() {
        this(new Bank(DynamoBooks.ofTable(System.getenv("BANK_TABLE"))));
    }

    PaymentFunction(final Bank bank) {
        this.bank = bank;
    }

    /** The entry point on Lambda, which reads the call from JSON and writes the answer as JSON. */
    public Map<String, Object> handle(final Map<String, Object> call) {
        Map<String, Object> answer = pay(call);
        // Enough to follow a payment, and nothing about the customer.
        System.out.println(call.get("operation") + " " + call.get("key") + " " + answer);
        return answer;
    }

    /** Answers one call. It answers {@code declined} only if the bank has refused, never if it is not sure. */
    Map<String, Object> pay(final Map<String, Object> call) {
        if (!(call.get("version") instanceof Number version) || version.doubleValue() != VERSION) {
            return unknown("this function speaks version " + VERSION + " of the contract");
        }
        try {
            return switch (String.valueOf(call.get("operation"))) {
                case "authorize" -> answerOf(authorize(call));
                case "capture" -> answerOf(bank.capture(paymentOf(call), requestOf(call)));
                case "void" -> answerOf(bank.release(paymentOf(call), requestOf(call)));
                case "refund" -> answerOf(bank.refund(paymentOf(call), requestOf(call)));
                case "lookUp" -> lookUp(call).map(this::answerOf).orElse(Map.of("status", "notFound"));
                default -> unknown("this function knows the operations authorize, capture, void, refund, lookUp");
            };
        } catch (BankException error) { // The bank may have done it: only a look-up tells.
            return unknown(error.getMessage());
        }
        // Any other exception is a bug. It ends the call, and the pipeline takes that for an unknown outcome, too.
    }

    private Entry authorize(final Map<String, Object> call) {
        // The token stands for the customer's payment data. An order without one names a method only.
        String card = (String) call.getOrDefault("token", call.get("method"));
        // So that people find the order of a payment. Two pipelines may have the same order ids.
        String order = call.get("pipeline") + " " + call.get("orderId");
        return bank.charge(requestOf(call), new Charge(card, (Boolean) call.get("capture"), order));
    }

    private Optional<Entry> lookUp(final Map<String, Object> call) {
        // A request to authorize is the payment. Every other request belongs to one.
        String key = (String) call.get("key");
        return bank.find(call.containsKey("payment") ? paymentOf(call) : key, key);
    }

    /** What an entry in the bank's books means for the pipeline. */
    private Map<String, Object> answerOf(final Entry entry) {
        return switch (entry.state()) {
            case DONE -> {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("status", "succeeded");
                answer.put("reference", entry.id());
                answer.put("amount", entry.request().amount());
                if (entry.expires() != null) {
                    answer.put("captureBefore", entry.expires());
                }
                yield answer;
            }
            case REFUSED -> Map.of(
                "status", "declined", "code", entry.code(), "retryable", RETRYABLE.contains(entry.code()));
            case WAITING -> Map.of("status", "pending", "reference", entry.id());
        };
    }

    private static Map<String, Object> unknown(final String reason) {
        return Map.of("status", "unknown", "reason", reason);
    }

    private static String paymentOf(final Map<String, Object> call) {
        return (String) ((Map<?, ?>) call.get("payment")).get("key");
    }

    private static Request requestOf(final Map<String, Object> call) {
        long amount = ((Number) call.get("amount")).longValue(); // The contract says whole minor units.
        return new Request((String) call.get("key"), amount, (String) call.get("currency"));
    }
}
