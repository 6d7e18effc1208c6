"""A pretend bank. In your function, the SDK of your payment provider takes its place.

It behaves as a good provider does: it does each request once per key, it decides concurrent requests one after the
other, and it finds each request by its key, for ever. Some cards make it fail, so that tests can show what happens:

- `test-decline`: refused; `test-busy`: refused, but another attempt may succeed
- `test-pending`: waits until the customer confirms (`Bank.confirm`)
- `test-error`: booked, but every answer under its key is an error
- `test-slow`: booked, but the first answer comes after `delay` seconds
- `test-crash`: booked, but then the process that asked dies
"""

import os
import time
from datetime import datetime, timedelta, timezone

REFUSED = {"test-decline": "insufficient_funds", "test-busy": "issuer_unavailable"}

# After this time, the bank returns to the customer what is authorized and not captured.
AUTHORIZATION_LIFE = timedelta(days=7)

# Each failed try means that another request about the same payment was booked meanwhile.
TRIES = 20


class BankError(Exception):
    """The bank does not say whether it has done what it was asked."""


class Bank:
    def __init__(self, books, delay=30):
        """The books hold one item per payment, with an entry for each request about it, by key."""
        self.books = books
        self.delay = delay

    def charge(self, key, amount, currency, card, capture, metadata):
        """Takes an amount from a card, or only authorizes it. The payment has the key of this request."""
        def decide(_):
            if card in REFUSED:
                return refused(REFUSED[card])
            state = {"state": "waiting" if card == "test-pending" else "done"}
            return state if capture else {**state, "expires": in_seconds(now() + AUTHORIZATION_LIFE)}

        asked = {"purpose": "charge", "amount": amount, "currency": currency, "card": card, "capture": capture}
        asked["metadata"] = metadata
        entry, is_new = self._once(key, key, asked, decide)
        if is_new and card == "test-slow":
            time.sleep(self.delay)
        if is_new and card == "test-crash":
            os._exit(1)
        if card == "test-error":
            raise BankError("500 internal error")
        return entry

    def capture(self, payment, key, amount, currency):
        """Takes some or all of what is authorized."""
        def decide(item):
            charge = item["requests"][payment]
            if "expires" in charge and charge["expires"] < in_seconds(now()):
                return refused("authorization_expired")
            return done_if(amount <= uncaptured(item))

        return self._follow_up("capture", payment, key, amount, currency, decide)

    def release(self, payment, key, amount, currency):
        """Gives up some or all of what is authorized and not captured."""
        def decide(item):
            charge = item["requests"][payment]
            if charge["state"] == "waiting":  # The customer cannot confirm it any more.
                charge.update(refused("cancelled"))
                return done_if(True)
            return done_if(amount <= uncaptured(item))

        return self._follow_up("release", payment, key, amount, currency, decide)

    def refund(self, payment, key, amount, currency):
        """Gives back some or all of what is captured. Each key is a refund of its own."""
        def decide(item):
            return done_if(amount <= unrefunded(item))

        return self._follow_up("refund", payment, key, amount, currency, decide)

    def find(self, payment, key):
        """The entry of a request; None if the bank has never got it."""
        return self._read(payment)["requests"].get(key)

    def confirm(self, payment):
        """The customer confirms a payment that waits."""
        item = self._read(payment)
        item["requests"][payment]["state"] = "done"
        self.books.write(item)

    def _follow_up(self, purpose, payment, key, amount, currency, decide):
        charge = self.find(payment, payment)
        if charge is None:
            raise BankError(f"there is no payment {payment}")
        asked = {"purpose": purpose, "amount": amount, "currency": currency}
        right = decide if currency == charge["currency"] else lambda _: refused("other_currency")
        return self._once(payment, key, asked, right)[0]

    def _once(self, payment, key, asked, decide):
        """Books a request once per key. Returns its entry, and whether it is new."""
        for _ in range(TRIES):
            item = self._read(payment)
            entry = item["requests"].get(key)
            if entry is not None:
                if any(entry.get(name) != value for name, value in asked.items()):
                    raise BankError(f"the key {key} was used for another request")
                return entry, False
            entry = {"id": f"bank-{key}", **asked, **decide(item)}
            item["requests"][key] = entry
            if self.books.write(item):
                return entry, True
        raise BankError(f"too many requests about the payment {payment} at once")

    def _read(self, payment):
        return self.books.read(payment) or {"payment": payment, "revision": 0, "requests": {}}


def refused(code):
    return {"state": "refused", "code": code}


def done_if(is_covered):
    return {"state": "done"} if is_covered else refused("amount_too_large")


def total(item, purpose, **having):
    """The sum of the requests for a purpose that the bank has done."""
    wanted = {"purpose": purpose, "state": "done", **having}
    return sum(entry["amount"] for entry in item["requests"].values() if wanted.items() <= entry.items())


def uncaptured(item):
    return total(item, "charge", capture=False) - total(item, "capture") - total(item, "release")


def unrefunded(item):
    return total(item, "charge", capture=True) + total(item, "capture") - total(item, "refund")


def now():
    return datetime.now(timezone.utc)


def in_seconds(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
