package com.example.pay;

/**
 * What the bank has booked about a request.
 *
 * @param charge only of a charge
 * @param code why it is refused
 * @param expires when an authorization ends, as ISO 8601 in UTC
 */
record Entry(String id, Purpose purpose, Request request, Charge charge, State state, String code, String expires) {
    enum Purpose { CHARGE, CAPTURE, RELEASE, REFUND }

    enum State { WAITING, DONE, REFUSED }

    /** Whether the entry is of this very request. */
    boolean isOf(final Purpose other, final Request asked, final Charge more) {
        return purpose == other && request.equals(asked) && (charge == null ? more == null : charge.equals(more));
    }

    Entry with(final Decision decision) {
        return new Entry(id, purpose, request, charge, decision.state(), decision.code(), decision.expires());
    }

    /** What the bank decides about a request. */
    record Decision(State state, String code, String expires) {
        static final Decision DONE = new Decision(State.DONE, null, null);

        static Decision refused(final String code) {
            return new Decision(State.REFUSED, code, null);
        }

        static Decision doneIf(final boolean isCovered) {
            return isCovered ? DONE : refused("amount_too_large");
        }
    }
}
