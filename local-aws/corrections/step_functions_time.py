"""Time in Step Functions: a machine's TimeoutSeconds, heartbeats, MaxDelaySeconds and jitter.

AWS: an execution past its machine's TimeoutSeconds is TIMED_OUT; a callback task without a heartbeat for
HeartbeatSeconds fails with States.HeartbeatTimeout; the pause before a retry never exceeds MaxDelaySeconds and is
random with full jitter; what has ended stays as it ended.
MiniStack: ignores the first four, caps every pause at a minute, and turns an aborted execution into a failed one when
its last task fails.
"""

import contextvars
import random
import time

import pinned
from ministack import app
from ministack.core.responses import now_iso
from ministack.services import stepfunctions


def _limit_time(execution, definition):
    """Make the execution time out when its machine says so, whatever its thread is doing then."""
    seconds = definition.get("TimeoutSeconds")
    if not seconds:
        return
    context = contextvars.copy_context()

    def expire():
        if execution["status"] != "RUNNING":
            return
        execution.update(status="TIMED_OUT", error="States.Timeout", stopDate=now_iso())
        stepfunctions._add_event(execution, "ExecutionTimedOut", {
            "executionTimedOutEventDetails": {"error": "States.Timeout"}})
        stepfunctions._emit_execution_status_event(execution)

    loop = app._MAIN_LOOP
    loop.call_soon_threadsafe(loop.call_later, float(seconds), context.run, expire)


def _retry_pause(retrier, count):
    seconds = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** count
    if "MaxDelaySeconds" in retrier:
        seconds = min(seconds, retrier["MaxDelaySeconds"])
    return random.uniform(0, seconds) if retrier.get("JitterStrategy") == "FULL" else seconds


def _await_callback(event, token, state_def):
    """True once the callback has come; States.HeartbeatTimeout when its worker has been silent for too long."""
    started = time.monotonic()
    timeout = state_def.get("TimeoutSeconds", 99999)
    heartbeat = state_def.get("HeartbeatSeconds")
    seen, seen_at = None, started
    while True:
        now = time.monotonic()
        info = stepfunctions._task_tokens.get(token) or {}
        if info.get("heartbeat") != seen:
            seen, seen_at = info.get("heartbeat"), now
        wait = started + timeout - now
        if heartbeat is not None:
            if now - seen_at >= heartbeat:
                stepfunctions._task_tokens.pop(token, None)
                raise stepfunctions._ExecutionError("States.HeartbeatTimeout", f"No heartbeat for {heartbeat} seconds")
            wait = min(wait, seen_at + heartbeat - now, 0.25)
        if event.wait(timeout=max(0, wait)):
            return True
        if time.monotonic() - started >= timeout:
            return False


def _heartbeat(data):
    """In place of _send_task_heartbeat: each heartbeat differs from the last, even within one second."""
    info = stepfunctions._task_tokens.get(data.get("taskToken"))
    if not info:
        return stepfunctions.error_response_json("TaskDoesNotExist", "Task token not found", 400)
    info["heartbeat"] = time.monotonic()
    return stepfunctions.json_response({})


def apply():
    names = {"_limit_time": _limit_time, "_retry_pause": _retry_pause, "_await_callback": _await_callback}
    pinned.rewrite(
        stepfunctions, "_run_execution", "996dff84e0e0",
        ("    try:\n        while current_name and",
         "    _limit_time(execution, definition)\n    try:\n        while current_name and"),
        also=names,
    )
    pinned.rewrite(
        stepfunctions, "_execute_task", "53c818d247db",
        ("_scaled_sleep(min(sleep_sec, 60))", "_scaled_sleep(_retry_pause(retrier, count))"))
    pinned.rewrite(
        stepfunctions, "_with_retry_and_catch", "b351699db7b3",
        ('_scaled_sleep(min(interval * (retrier.get("BackoffRate", 2.0) ** count), 60))',
         "_scaled_sleep(_retry_pause(retrier, count))"))
    pinned.rewrite(
        stepfunctions, "_invoke_with_callback", "bbb38423156a",
        ("    timeout = state_def.get(\"TimeoutSeconds\", 99999)\n    if not evt.wait(timeout=timeout):",
         "    if not _await_callback(evt, token, state_def):"))
    pinned.replace(stepfunctions, "_send_task_heartbeat", "56879a4655d1")(_heartbeat)

    fail = pinned.check(stepfunctions, "_fail_execution", "e6da895fa0b7")

    def fail_execution(execution, error, cause):
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._fail_execution = fail_execution
