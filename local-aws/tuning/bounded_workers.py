"""A bounded number of processes for each function; further calls wait their turn.

MiniStack: starts a process for each concurrent call, as AWS does on its own machines. A hundred calls at once of a few
functions are hundreds of Node processes, gigabytes of memory and time-outs while they all start.
Tuned: at most LOCAL_AWS_WORKERS processes a function and LOCAL_AWS_PROCESSES in all. The first call to come is served
first, and a further process starts only when no running one becomes free within a moment. When a function is
updated, the old code finishes the call that it is running. Beware: a handler that synchronously invokes its own
function can wait for itself.
"""

import collections
import os
import threading
import time

import pinned
from ministack.core import lambda_runtime
from ministack.core.concurrency import spawn_background
from ministack.services import lambda_svc

LIMIT = max(1, int(os.environ.get("LOCAL_AWS_WORKERS") or 4))

# Every function may have one, whatever the others have. Beyond that, 40 processes of 40 MB are 1.6 GB.
TOTAL = int(os.environ.get("LOCAL_AWS_PROCESSES") or 40)

# A warm call takes 5 to 20 ms, a cold one 300 ms and 50 MB: waiting this long for a free process costs less.
PATIENCE_SECONDS = 0.05

_waiting = collections.defaultdict(collections.deque)


class Caller:
    """A call that waits for a worker of its function."""

    def __init__(self, key, func_name, config, code_zip):
        self.key = key
        self.served = threading.Event()
        self.worker = None
        self._make = lambda: lambda_runtime._worker_class_for(config)(func_name, config, code_zip)

    def give(self, worker=None):
        """Under the lock: the worker, or else a new one, belongs to this call now."""
        if worker is None:
            worker = self._make()
            worker.pool_key = self.key
            lambda_runtime._workers.setdefault(self.key, []).append(worker)
        worker.in_use = True
        worker.last_used = time.time()
        self.worker = worker
        self.served.set()


def _acquire_worker(func_name, config, code_zip, qualifier="$LATEST", max_concurrency=None):
    """In place of lambda_runtime.acquire_worker: waits instead of starting a process without end."""
    caller = Caller(lambda_runtime._worker_key(func_name, config, qualifier), func_name, config, code_zip)
    with lambda_runtime._lock:
        pool = lambda_runtime._workers.get(caller.key, [])
        queue = _waiting[caller.key]
        free = next((worker for worker in pool if not worker.in_use), None)
        if not queue and (free or not pool):
            caller.give(free)
        else:
            queue.append(caller)
    if not caller.served.wait(PATIENCE_SECONDS):
        with lambda_runtime._lock:
            if not caller.served.is_set() and len(lambda_runtime._workers.get(caller.key, [])) < LIMIT and _has_room():
                queue.remove(caller)
                caller.give()
        caller.served.wait()
    return caller.worker, "leased"


def _has_room():
    """Under the lock: whether one more process may start, if need be in place of the one that has been idle longest."""
    pools = lambda_runtime._workers.values()
    if sum(map(len, pools)) < TOTAL:
        return True
    idle = [(worker.last_used, pool, worker) for pool in pools if len(pool) > 1 for worker in pool if not worker.in_use]
    if not idle:
        return False
    _, pool, worker = min(idle, key=lambda entry: entry[0])
    pool.remove(worker)
    spawn_background(lambda_runtime.kill_workers, [worker], thread_name="retire-worker")
    return True


def _release_worker(worker):
    """In place of lambda_runtime.release_worker: hands the worker to the call that has waited longest."""
    if worker is None:
        return
    with lambda_runtime._lock:
        worker.in_use = False
        worker.last_used = time.time()
        retired = worker not in lambda_runtime._workers.get(worker.pool_key, [])
        queue = _waiting[worker.pool_key]
        if queue:
            queue.popleft().give(None if retired else worker)
    if retired:
        lambda_runtime.kill_workers([worker])


def _invalidate_worker(func_name, qualifier=None, account=None, region=None):
    """In place of lambda_runtime.invalidate_worker: ends the idle ones; the others end when their call is done."""
    def matches(key):
        key_account, key_region, key_function, key_qualifier = key.split(":")
        return (key_function == func_name and account in (None, key_account)
                and region in (None, key_region) and qualifier in (None, key_qualifier))

    with lambda_runtime._lock:
        retired = [worker for key in list(lambda_runtime._workers) if matches(key)
                   for worker in lambda_runtime._workers.pop(key)]
        idle = [worker for worker in retired if not worker.in_use]
    lambda_runtime.kill_workers(idle)


def apply():
    for name, expected, correction in (
        ("acquire_worker", "5017d144adb5", _acquire_worker),
        ("release_worker", "25d5dd7d42b6", _release_worker),
        ("invalidate_worker", "1be5d7f769f5", _invalidate_worker),
    ):
        original = pinned.check(lambda_runtime, name, expected)
        setattr(lambda_runtime, name, correction)
        if getattr(lambda_svc, name, None) is original:
            setattr(lambda_svc, name, correction)
