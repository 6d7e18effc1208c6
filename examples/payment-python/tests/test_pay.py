"""The payment function against the pretend bank: python3 -m unittest"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

PAYMENT = Path(__file__).parent.parent / "payment"
sys.path.insert(0, str(PAYMENT))

from bank import Bank  # noqa: E402
from books import FileBooks  # noqa: E402
from pay import pay  # noqa: E402

keys = (f"key-{n}" for n in count(1))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = str(Path(folder.name) / "bank.json")
        self.bank = Bank(FileBooks(self.file))

    def ask(self, request, operation=None):
        return pay({"version": 1, "operation": operation or request["purpose"], **request}, self.bank)

    def look_up(self, request):
        return self.ask(request, "lookUp")

    def booked(self, purpose):
        books = json.loads(Path(self.file).read_text())
        entries = [entry for item in books.values() for entry in item["requests"].values()]
        return [entry["amount"] for entry in entries if entry["purpose"] == purpose and entry["state"] == "done"]


def request(purpose, amount, **more):
    common = {"key": next(keys), "pipeline": "Shop/Orders", "orderId": "A-1", "currency": "GBP"}
    return {"purpose": purpose, "amount": amount, "requestedAt": "2026-11-24T17:00:00Z", **common, **more}


def authorize(amount=500, method="card", capture=True, **more):
    return request("authorize", amount, attempt=1, method=method, capture=capture, **more)


def follow_up(purpose, amount, payment):
    return request(purpose, amount, payment={"key": payment["key"]})


class Charges(Case):
    def test_succeed_with_a_reference(self):
        charge = authorize()
        answer = {"status": "succeeded", "reference": f"bank-{charge['key']}", "amount": 500}
        self.assertEqual(self.ask(charge), answer)
        self.assertEqual(self.look_up(charge), answer)

    def test_are_taken_once_per_key_however_often_they_are_repeated(self):
        charge = authorize()
        self.assertEqual(self.ask(charge), self.ask(charge))
        self.assertEqual(self.booked("charge"), [500])

    def test_are_taken_once_per_key_when_they_come_at_once(self):
        charge = authorize()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(self.ask, [charge] * 8))
        self.assertEqual(answers, [answers[0]] * 8)
        self.assertEqual(self.booked("charge"), [500])

    def test_are_not_taken_again_for_another_amount_under_the_key(self):
        charge = authorize()
        self.ask(charge)
        answer = self.ask({**charge, "amount": 600})
        self.assertEqual(answer["status"], "unknown")
        self.assertIn("was used for another request", answer["reason"])
        self.assertEqual(self.booked("charge"), [500])

    def test_use_the_token_rather_than_the_method(self):
        self.assertEqual(self.ask(authorize(token="test-decline"))["status"], "declined")

    def test_are_declined_with_a_code_and_stay_declined(self):
        charge = authorize(method="test-decline")
        declined = {"status": "declined", "code": "insufficient_funds", "retryable": False}
        self.assertEqual([self.ask(charge), self.ask(charge), self.look_up(charge)], [declined] * 3)
        self.assertTrue(self.ask(authorize(method="test-busy"))["retryable"])

    def test_are_pending_until_the_customer_confirms(self):
        charge = authorize(method="test-pending")
        self.assertEqual(self.ask(charge), {"status": "pending", "reference": f"bank-{charge['key']}"})
        self.bank.confirm(charge["key"])
        self.assertEqual(self.look_up(charge)["status"], "succeeded")

    def test_that_are_pending_can_be_voided(self):
        charge = authorize(method="test-pending")
        self.ask(charge)
        self.assertEqual(self.ask(follow_up("void", 500, charge))["status"], "succeeded")
        self.assertEqual(self.look_up(charge)["code"], "cancelled")

    def test_of_which_nobody_knows_are_not_found_and_not_made(self):
        charge = authorize()
        self.assertEqual(self.look_up(charge), {"status": "notFound"})
        self.assertEqual(self.look_up(charge), {"status": "notFound"})


class UnknownOutcomes(Case):
    def test_a_server_error_under_a_key_is_never_a_decline(self):
        charge = authorize(method="test-error")
        for _ in range(2):
            self.assertEqual(self.ask(charge), {"status": "unknown", "reason": "500 internal error"})
        self.assertEqual(self.look_up(charge)["status"], "succeeded")
        self.assertEqual(self.booked("charge"), [500])

    def test_a_process_that_dies_after_the_charge_leaves_nothing_to_guess(self):
        charge = authorize(method="test-crash")
        self.assertEqual(self.run_command({"version": 1, "operation": "authorize", **charge}).returncode, 1)
        self.assertEqual(self.look_up(charge)["status"], "succeeded")
        self.assertEqual(self.ask(charge)["status"], "succeeded")
        self.assertEqual(self.booked("charge"), [500])

    def test_another_version_or_operation_is_answered(self):
        charge = authorize()
        self.assertEqual(self.ask({**charge, "version": 2})["status"], "unknown")
        self.assertEqual(self.ask(charge, "settle")["status"], "unknown")
        self.assertEqual(self.look_up(charge), {"status": "notFound"})

    def test_the_command_line_answers_as_the_function_does(self):
        charge = authorize()
        command = self.run_command({"version": 1, "operation": "authorize", **charge})
        self.assertEqual(json.loads(command.stdout), self.ask(charge))

    def run_command(self, call):
        environment = {**os.environ, "BANK_FILE": self.file}
        command = [sys.executable, "-B", str(PAYMENT / "pay.py")]
        return subprocess.run(command, input=json.dumps(call), capture_output=True, text=True, env=environment)


class FollowUps(Case):
    def test_part_of_an_authorization_is_captured_and_the_rest_voided(self):
        charge = authorize(capture=False)
        self.assertRegex(self.ask(charge)["captureBefore"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(self.ask(follow_up("capture", 300, charge))["status"], "succeeded")
        self.assertEqual(self.ask(follow_up("void", 201, charge))["code"], "amount_too_large")
        self.assertEqual(self.ask(follow_up("void", 200, charge))["status"], "succeeded")
        self.assertEqual(self.ask(follow_up("capture", 1, charge))["code"], "amount_too_large")

    def test_refunds_add_up_and_never_exceed_what_was_captured(self):
        charge = authorize()
        self.ask(charge)
        refunds = [follow_up("refund", 200, charge) for _ in range(2)]
        for refund in [*refunds, *refunds]:
            self.assertEqual(self.ask(refund)["status"], "succeeded")
        self.assertEqual(self.booked("refund"), [200, 200])
        over = follow_up("refund", 101, charge)
        self.assertEqual(self.ask(over), {"status": "declined", "code": "amount_too_large", "retryable": False})
        self.assertEqual(self.look_up(over), self.ask(over))

    def test_of_many_refunds_at_once_as_many_succeed_as_are_covered(self):
        charge = authorize()
        self.ask(charge)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(self.ask, [follow_up("refund", 100, charge) for _ in range(8)]))
        self.assertEqual(sorted(answer["status"] for answer in answers), ["declined"] * 3 + ["succeeded"] * 5)
        self.assertEqual(self.booked("refund"), [100] * 5)

    def test_a_follow_up_of_an_unknown_payment_is_not_declined(self):
        refund = follow_up("refund", 100, authorize())
        self.assertEqual(self.ask(refund)["status"], "unknown")
        self.assertEqual(self.look_up(refund), {"status": "notFound"})


if __name__ == "__main__":
    unittest.main()
