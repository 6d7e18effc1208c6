package com.example.pay;

import com.example.pay.Entry.Purpose;
import com.example.pay.Entry.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A payment in the bank's books, with an entry for each request about it, by key. It has the key of its charge. */
record Payment(String key, long revision, Map<String, Entry> requests) {
    static Payment none(final String key) {
        return new Payment(key, 0, Map.of());
    }

    Entry charge() {
        return requests.get(key);
    }

    /** The same with an entry added or changed. The books raise the revision. */
    Payment with(final Entry entry) {
        Map<String, Entry> more = new LinkedHashMap<>(requests);
        more.put(entry.request().key(), entry);
        return new Payment(key, revision, more);
    }

    Payment revised() {
        return new Payment(key, revision + 1, requests);
    }

    long uncaptured() {
        return total(Purpose.CHARGE, entry -> !entry.charge().capture())
            - total(Purpose.CAPTURE, entry -> true) - total(Purpose.RELEASE, entry -> true);
    }

    long unrefunded() {
        return total(Purpose.CHARGE, entry -> entry.charge().capture())
            + total(Purpose.CAPTURE, entry -> true) - total(Purpose.REFUND, entry -> true);
    }

    private long total(final Purpose purpose, final Predicate<Entry> wanted) {
        return requests.values().stream()
            .filter(entry -> entry.purpose() == purpose && entry.state() == State.DONE && wanted.test(entry))
            .mapToLong(entry -> entry.request().amount()).sum();
    }
}
