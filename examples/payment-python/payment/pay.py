"""The payment function: it translates the pipeline's calls for a bank, and the bank's answers for the pipeline.

It keeps no records of its own. The bank finds each request by its key, so nothing is lost if this process dies between
the charge and the answer: the pipeline calls again with `lookUp`.
"""

import functools
import json
import os
import sys

from bank import Bank, BankError
from books import DynamoBooks, FileBooks

VERSION = 1

# Refusals after which another attempt may succeed. List only those of which the provider says so.
RETRYABLE = {"issuer_unavailable"}


def authorize(bank, call):
    # The token stands for the customer's payment data. An order without one names a method only.
    card = call.get("token", call["method"])
    # So that people find the order of a payment. Two pipelines may have the same order ids.
    metadata = {"pipeline": call["pipeline"], "orderId": call["orderId"]}
    return bank.charge(call["key"], call["amount"], call["currency"], card, call["capture"], metadata)


def capture(bank, call):
    return bank.capture(call["payment"]["key"], call["key"], call["amount"], call["currency"])


def void(bank, call):
    return bank.release(call["payment"]["key"], call["key"], call["amount"], call["currency"])


def refund(bank, call):
    return bank.refund(call["payment"]["key"], call["key"], call["amount"], call["currency"])


def look_up(bank, call):
    # A request to authorize is the payment. Every other request belongs to one.
    return bank.find(call.get("payment", call)["key"], call["key"])


OPERATIONS = {"authorize": authorize, "capture": capture, "void": void, "refund": refund, "lookUp": look_up}


def pay(call, bank):
    """Answers one call. It answers `declined` only if the bank has refused, never if it is not sure."""
    if call.get("version") != VERSION:
        return unknown(f"this function speaks version {VERSION} of the contract")
    ask = OPERATIONS.get(call.get("operation"))
    if ask is None:
        return unknown(f"this function knows the operations {', '.join(OPERATIONS)}")
    try:
        return answer_of(ask(bank, call))
    except BankError as error:  # The bank may have done it: only a look-up tells.
        return unknown(str(error))
    # Any other error is a bug. It ends the call, and the pipeline takes that for an unknown outcome, too.


def answer_of(entry):
    """What an entry in the bank's books means for the pipeline."""
    if entry is None:
        return {"status": "notFound"}  # Only a look-up gets no entry.
    if entry["state"] == "done":
        answer = {"status": "succeeded", "reference": entry["id"], "amount": entry["amount"]}
        return {**answer, "captureBefore": entry["expires"]} if "expires" in entry else answer
    if entry["state"] == "refused":
        return {"status": "declined", "code": entry["code"], "retryable": entry["code"] in RETRYABLE}
    if entry["state"] == "waiting":
        return {"status": "pending", "reference": entry["id"]}
    return unknown(f"the bank reports a state that this function does not know: {entry['state']!r}")


def unknown(reason):
    return {"status": "unknown", "reason": reason}


@functools.cache
def bank_in_dynamodb():
    return Bank(DynamoBooks.of_table(os.environ["BANK_TABLE"]))


def handler(call, context):
    """The entry point on Lambda."""
    answer = pay(call, bank_in_dynamodb())
    # Enough to follow a payment, and nothing about the customer.
    print(json.dumps({"operation": call.get("operation"), "key": call.get("key"), **answer}))
    return answer


if __name__ == "__main__":
    # On the command line, a call comes on stdin and its answer goes to stdout, with the bank's books in a file.
    bank = Bank(FileBooks(os.environ["BANK_FILE"]), delay=float(os.environ.get("BANK_DELAY", "30")))
    print(json.dumps(pay(json.load(sys.stdin), bank)))
