"""Delivers one batch of stream records by a mapping's rules: checkpoints, retries, splitting, giving up.

Knows nothing of MiniStack; `stream_mappings` connects it. A batch is a list of (position, record) in shard order.
"""

import json
import time
from dataclasses import dataclass
from typing import Callable, Optional

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 10.0


class Throttled(Exception):
    """The function was not called, so this does not count as an attempt."""


@dataclass
class Rules:
    max_retries: Optional[int]  # None: as long as the records exist
    max_age_seconds: Optional[int]
    bisect: bool

    @staticmethod
    def of(mapping):
        def bound(name):
            value = mapping.get(name)
            return None if value is None or int(value) < 0 else int(value)

        return Rules(bound("MaximumRetryAttempts"), bound("MaximumRecordAgeInSeconds"),
                     bool(mapping.get("BisectBatchOnFunctionError")))


@dataclass
class Delivery:
    rules: Rules
    invoke: Callable  # records -> index of the lowest failed one, or None
    give_up: Callable  # records, condition, number of calls made
    checkpoint: Callable  # position of the next record to deliver
    alive: Callable  # False: the mapping is gone or off, leave the rest

    def deliver(self, batch):
        """True when every record is done or given up; False when the mapping went away before."""
        parts = [batch] if batch else []
        while parts:
            part = parts.pop(0)
            attempts = 0
            while part:
                if not self.alive():
                    return False
                part = self._without_expired(part, attempts)
                if not part:
                    break
                try:
                    failed = self.invoke([record for _, record in part])
                except Throttled:
                    self._pause(1)
                    continue
                if failed is None:
                    break
                # What precedes the lowest failed record is done. That record has had its first attempt just now.
                attempts = 1 if failed else attempts + 1
                part = part[failed:]
                self.checkpoint(part[0][0])
                if self.rules.bisect and len(part) > 1 and not failed:
                    middle = (len(part) + 1) // 2
                    parts[:0] = [part[:middle], part[middle:]]
                    break
                if self.rules.max_retries is not None and attempts > self.rules.max_retries:
                    self.give_up([record for _, record in part], "RetryAttemptsExhausted", attempts)
                    break
                self._pause(attempts)
            if part and not any(part is rest for rest in parts):
                self._done_with(part, parts)
        return True

    def _done_with(self, part, parts):
        self.checkpoint(parts[0][0][0] if parts else part[-1][0] + 1)

    def _without_expired(self, part, attempts):
        """The records that are young enough; the others are given up."""
        if self.rules.max_age_seconds is None:
            return part
        oldest = time.time() - self.rules.max_age_seconds
        expired = [item for item in part if _created(item[1]) < oldest]
        if expired:
            self.give_up([record for _, record in expired], "RecordAgeExceeded", attempts)
            self.checkpoint(expired[-1][0] + 1)
        return part[len(expired):]

    def _pause(self, attempts):
        until = time.monotonic() + min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempts - 1))
        while self.alive() and time.monotonic() < until:
            time.sleep(0.05)


def _created(record):
    return float((record.get("dynamodb") or {}).get("ApproximateCreationDateTime", time.time()))


def lowest_failure(answer, records):
    """Index of the lowest failed record by a function's answer, None without any. A malformed answer fails them all."""
    if isinstance(answer, str):
        try:
            answer = json.loads(answer) if answer else None
        except ValueError:
            return 0
    if answer is None or answer == {}:
        return None
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else ()
    if failures is None or failures == []:
        return None
    by_sequence = {record["dynamodb"]["SequenceNumber"]: index for index, record in enumerate(records)}
    try:
        return min(by_sequence[failure["itemIdentifier"]] for failure in failures)
    except (KeyError, TypeError, ValueError):
        return 0
