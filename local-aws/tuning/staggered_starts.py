"""Only as many workers start at a time as the machine has cores.

MiniStack: starts one for each call that finds none, all at once.
Tuned: Node and Python start slowly on few cores, and slower still all at once. The others wait until one has started.
"""

import functools
import os
import threading

import pinned
from ministack.core import lambda_runtime

_starting = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


def apply():
    spawn = pinned.check(lambda_runtime.Worker, "_spawn", "c55febf95656")

    @functools.wraps(spawn)
    def spawn_in_turn(worker):
        with _starting:
            spawn(worker)

    lambda_runtime.Worker._spawn = spawn_in_turn
