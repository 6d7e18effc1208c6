package com.example.pay;

import java.util.Optional;

/** Where the bank keeps its payments, by key. */
interface Books {
    Optional<Payment> read(String key);

    /**
     * Writes a payment only if nobody has written it since it was read. So of two requests at once, one is decided
     * first, and the other sees it.
     *
     * @return whether the payment is written
     */
    boolean write(Payment payment);
}
