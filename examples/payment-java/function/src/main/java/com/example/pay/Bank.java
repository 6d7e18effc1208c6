package com.example.pay;

import com.example.pay.Entry.Decision;
import com.example.pay.Entry.Purpose;
import com.example.pay.Entry.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A pretend bank. In your function, the SDK of your payment provider takes its place.
 *
 * It behaves as a good provider does: it does each request once per key, it decides concurrent requests one after the
 * other, and it finds each request by its key, for ever. Some cards make it fail, so that tests can show what happens:
 * <ul>
 * <li>{@code test-decline}: refused; {@code test-busy}: refused, but another attempt may succeed
 * <li>{@code test-pending}: waits until the customer confirms ({@link #confirm})
 * <li>{@code test-error}: booked, but every answer under its key is an error
 * <li>{@code test-slow}: booked, but the first answer comes after a delay
 * <li>{@code test-crash}: booked, but then the process that asked dies
 * </ul>
 */
final class Bank {
    private static final Map<String, String> REFUSED =
        Map.of("test-decline", "insufficient_funds", "test-busy", "issuer_unavailable");

    /** After this time, the bank returns to the customer what is authorized and not captured. */
    private static final Duration AUTHORIZATION_LIFE = Duration.ofDays(7);

    /** Each failed try means that another request about the same payment was booked meanwhile. */
    private static final int TRIES = 20;

    private final Books books;
    private final Duration delay;

    Bank(final Books books) {
        this(books, Duration.ofSeconds(30));
    }

    Bank(final Books books, final Duration delay) {
        this.books = books;
        this.delay = delay;
    }

    /** Takes an amount from a card, or only authorizes it. The payment has the key of this request. */
    Entry charge(final Request request, final Charge charge) {
        Booked booked = once(request.key(), Purpose.CHARGE, request, charge, payment -> decide(charge));
        if (booked.isNew() && charge.card().equals("test-slow")) {
            sleep();
        }
        if (booked.isNew() && charge.card().equals("test-crash")) {
            Runtime.getRuntime().halt(1);
        }
        if (charge.card().equals("test-error")) {
            throw new BankException("500 internal error");
        }
        return booked.entry();
    }

    /** Takes some or all of what is authorized. */
    Entry capture(final String key, final Request request) {
        return followUp(Purpose.CAPTURE, key, request, payment -> {
            String end = payment.charge().expires();
            if (end != null && Instant.parse(end).isBefore(Instant.now())) {
                return Decision.refused("authorization_expired");
            }
            return Decision.doneIf(request.amount() <= payment.uncaptured());
        });
    }

    /** Gives up some or all of what is authorized and not captured, or a payment that waits. */
    Entry release(final String key, final Request request) {
        return followUp(Purpose.RELEASE, key, request, payment -> Decision.doneIf(
            payment.charge().state() == State.WAITING || request.amount() <= payment.uncaptured()));
    }

    /** Gives back some or all of what is captured. Each key is a refund of its own. */
    Entry refund(final String key, final Request request) {
        return followUp(Purpose.REFUND, key, request,
            payment -> Decision.doneIf(request.amount() <= payment.unrefunded()));
    }

    /** The entry of a request; none if the bank has never got it. */
    Optional<Entry> find(final String payment, final String key) {
        return Optional.ofNullable(read(payment).requests().get(key));
    }

    /** The customer confirms a payment that waits. */
    void confirm(final String key) {
        Payment payment = read(key);
        books.write(payment.with(payment.charge().with(Decision.DONE)));
    }

    private static Decision decide(final Charge charge) {
        if (REFUSED.containsKey(charge.card())) {
            return Decision.refused(REFUSED.get(charge.card()));
        }
        State state = charge.card().equals("test-pending") ? State.WAITING : State.DONE;
        Instant end = Instant.now().plus(AUTHORIZATION_LIFE).truncatedTo(ChronoUnit.SECONDS);
        return new Decision(state, null, charge.capture() ? null : end.toString());
    }

    private Entry followUp(final Purpose purpose, final String key, final Request request,
            final Function<Payment, Decision> decide) {
        Entry charge = read(key).charge();
        if (charge == null) {
            throw new BankException("there is no payment " + key);
        }
        boolean isInCurrency = charge.request().currency().equals(request.currency());
        return once(key, purpose, request, null,
            isInCurrency ? decide : payment -> Decision.refused("other_currency")).entry();
    }

    private record Booked(Entry entry, boolean isNew) {
    }

    /** Books a request once per key. */
    private Booked once(final String key, final Purpose purpose, final Request request, final Charge charge,
            final Function<Payment, Decision> decide) {
        for (int tried = 0; tried < TRIES; tried++) {
            Payment payment = read(key);
            Entry known = payment.requests().get(request.key());
            if (known != null) {
                if (!known.isOf(purpose, request, charge)) {
                    throw new BankException("the key " + request.key() + " was used for another request");
                }
                return new Booked(known, false);
            }
            Entry entry = new Entry("bank-" + request.key(), purpose, request, charge, null, null, null)
                .with(decide.apply(payment));
            if (books.write(cancelWaiting(payment, purpose).with(entry))) {
                return new Booked(entry, true);
            }
        }
        throw new BankException("too many requests about the payment " + key + " at once");
    }

    /** The customer cannot confirm a payment any more once it is released. */
    private static Payment cancelWaiting(final Payment payment, final Purpose purpose) {
        boolean isCancelled = purpose == Purpose.RELEASE && payment.charge().state() == State.WAITING;
        return isCancelled ? payment.with(payment.charge().with(Decision.refused("cancelled"))) : payment;
    }

    private Payment read(final String key) {
        return books.read(key).orElse(Payment.none(key));
    }

    private void sleep() {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new BankException("interrupted");
        }
    }
}
