package com.example.pay;

/** The bank does not say whether it has done what it was asked. */
final class BankException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BankException(final String message) {
        super(message);
    }
}
