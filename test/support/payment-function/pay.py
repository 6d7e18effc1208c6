"""A payment function as a command: a call as JSON on standard input, its answer on standard output.

It keeps its books in a file, whose name is its argument. A lock makes calls at the same time wait for one another.
"""
import fcntl
import json
import sys
from uuid import uuid4


def answer(call, books):
    if call["version"] != 1:
        return {"status": "unknown", "reason": f"version {call['version']}"}
    if call["operation"] not in ("authorize", "capture", "void", "refund", "lookUp"):
        return {"status": "unknown", "reason": f"operation {call['operation']}"}
    known = books.get(call["key"])
    if known:
        same = (call["amount"], call["currency"]) == (known["amount"], known["currency"])
        return known["answer"] if same else {"status": "unknown", "reason": "other values under this key"}
    if call["operation"] == "lookUp":
        return {"status": "notFound"}
    done = carry_out(call, books)
    books[call["key"]] = {**call, "answer": done}
    return done


def carry_out(call, books):
    if call["purpose"] == "authorize":
        if call["method"] == "declines":
            return {"status": "declined", "code": "CARD_DECLINED", "retryable": False}
    elif call["amount"] > left_for(call, books):
        return {"status": "declined", "code": "AMOUNT_TOO_LARGE"}
    return {"status": "succeeded", "reference": f"python-{uuid4()}"}


def left_for(call, books):
    """How much of a payment can be captured or voided, or refunded."""
    payment = books.get(call["payment"]["key"])
    if not payment or payment["answer"]["status"] != "succeeded":
        return 0

    def moved(purpose):
        return sum(
            book["amount"]
            for book in books.values()
            if book["purpose"] == purpose
            and book["payment"]["key"] == payment["key"]
            and book["answer"]["status"] == "succeeded"
        )

    captured = payment["amount"] if payment["capture"] else moved("capture")
    if call["purpose"] == "refund":
        return captured - moved("refund")
    return payment["amount"] - captured - moved("void")


with open(sys.argv[1], "a+", encoding="utf-8") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    file.seek(0)
    all_books = json.loads(file.read() or "{}")
    result = answer(json.load(sys.stdin), all_books)
    file.seek(0)
    file.truncate()
    json.dump(all_books, file)
print(json.dumps(result))
