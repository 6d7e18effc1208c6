"""A call of a warm worker: one thread, its whole log, a dead process told apart.

AWS: an error leaves the environment warm, and a process that dies in mid-call is reported as Runtime.ExitError.
MiniStack: starts a reader thread for each call, polls for log lines for 60 ms when there are none, and kills the worker
after every error. A worker outlives a launcher that was killed as long as its sockets are open.
Corrected: the calling thread itself waits on the three pipes. The worker marks the end of a call's log, so nothing is
guessed, and it exits when its stdin closes.
"""

import json
import os
import select
import threading
import time

import pinned
from ministack.core import lambda_runtime

END_OF_LOG = b"\x00end\n"

# The last thing that a worker does for a call: end the log, then answer.
NODE_ANSWER = r'''
function _answer(message) {
  let line;
  try {
    line = JSON.stringify(message);
  } catch (error) {
    line = JSON.stringify({ status: "error", error: "Unable to stringify response body", errorType: "Runtime.MarshalError" });
  }
  _stderrWrite("\u0000end\n");
  _realStdoutWrite(line + "\n");
}
'''

# Node and Python start slowly on few cores, and slower still all at once.
_starting = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


class Pipes:
    """The standard streams of one worker process, without blocking."""

    def __init__(self, process, marks_log):
        self.stdin, self.stdout, self.stderr = (
            stream.fileno() for stream in (process.stdin, process.stdout, process.stderr))
        self.marks_log = marks_log
        self.answers, self.log = b"", b""
        for fd in (self.stdin, self.stdout, self.stderr):
            os.set_blocking(fd, False)

    def call(self, line, timeout):
        """The answer to one line and the log written meanwhile. EOFError: the process died; TimeoutError: too slow."""
        deadline = time.monotonic() + timeout
        unsent, answer, log_deadline = memoryview(line), None, None
        poll = select.poll()
        poll.register(self.stdout, select.POLLIN)
        poll.register(self.stderr, select.POLLIN)
        poll.register(self.stdin, select.POLLOUT)
        while True:
            wait = (log_deadline or deadline) - time.monotonic()
            if wait <= 0 and log_deadline is None:
                raise TimeoutError
            for fd, _ in poll.poll(max(wait, 0) * 1000):
                if fd == self.stdin:
                    try:
                        unsent = unsent[os.write(fd, unsent):]
                    except BlockingIOError:
                        continue
                    except OSError:
                        raise EOFError from None
                    if not unsent:
                        poll.unregister(self.stdin)
                elif fd == self.stderr:
                    chunk = self._read(fd)
                    self.log += chunk or b""
                    if chunk == b"":
                        poll.unregister(self.stderr)
                else:
                    chunk = self._read(fd)
                    if chunk == b"":
                        raise EOFError
                    self.answers += chunk or b""
            if answer is None:
                answer = self._take_answer()
            if answer is not None:
                if not self.marks_log or END_OF_LOG in self.log or (log_deadline and wait <= 0):
                    return answer, self.take_log()
                log_deadline = log_deadline or time.monotonic() + 0.25

    def take_log(self):
        """What was logged since the last call, up to its mark."""
        while (chunk := self._read(self.stderr)):
            self.log += chunk
        log, _, self.log = self.log.rpartition(END_OF_LOG) if self.marks_log and END_OF_LOG in self.log else (
            self.log, b"", b"")
        return log.replace(END_OF_LOG, b"").decode("utf-8", "replace").rstrip("\n")

    def _take_answer(self):
        while b"\n" in self.answers:
            line, _, self.answers = self.answers.partition(b"\n")
            if line.startswith(b"{"):
                answer = json.loads(line)
                if answer.get("status") in ("ok", "error"):
                    return answer
        return None

    @staticmethod
    def _read(fd):
        """Bytes; b"" at the end of the stream; None when there is nothing to read now."""
        try:
            return os.read(fd, 1 << 18)
        except BlockingIOError:
            return None


def _invoke(self, event, request_id, *, trace_id=None, depth=None, durable=None, invoked_function_arn=None):
    """In place of Worker.invoke; the same arguments and result, plus `errorType` in a failed result."""
    with self._lock:
        cold = self._proc is None or self._proc.poll() is not None
        if cold:
            _spawn(self)
        timeout = float(self.config.get("Timeout", 30))
        line = json.dumps({"event": event, "ctx": {
            "request_id": request_id,
            "invoked_function_arn":
                self.config.get("FunctionArn", "") if invoked_function_arn is None else invoked_function_arn,
            "timeout_ms": int(timeout * 1000),
            "trace_id": trace_id,
            "depth": depth,
            "durable": durable or {},
        }}) + "\n"
        try:
            answer, log = self._pipes.call(line.encode(), timeout)
            return {**answer, "log": log, "cold_start": cold}
        except TimeoutError:
            error, kind = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds", "Sandbox.Timedout"
            self._proc.kill()
        except EOFError:
            error, kind = None, "Runtime.ExitError"
        process, self._proc = self._proc, None
        status = process.wait()
        return {
            "status": "error", "errorType": kind, "cold_start": cold, "log": self._pipes.take_log(),
            "error": error or f"RequestId: {request_id} Error: Runtime exited with error: {_exit_reason(status)}",
        }


def _spawn(worker):
    with _starting:
        try:
            worker._spawn()
        except Exception:
            process, worker._proc = worker._proc, None
            if process is not None:
                process.kill()
                process.wait()
            raise
    worker._cold = False
    worker._pipes = Pipes(worker._proc, marks_log=str(worker.config.get("Runtime", "")).startswith("nodejs"))


def _exit_reason(status):
    return f"signal: {-status}" if status < 0 else f"exit status {status}"


def apply():
    runtime = lambda_runtime
    pinned.check(runtime.Worker, "_spawn", "c55febf95656")
    pinned.replace(runtime.Worker, "invoke", "96751a754710")(_invoke)
    # The pipes are read by the caller: the thread that MiniStack starts for stderr has nothing to do.
    pinned.replace(runtime.Worker, "_read_stderr", "d8eb30038f94")(lambda self: None)
    pinned.check(runtime, "_NODEJS_WORKER_SCRIPT", "4c6fe8a41c8f")
    runtime._NODEJS_WORKER_SCRIPT = pinned.substitute(
        runtime._NODEJS_WORKER_SCRIPT,
        ('let handlerFn = null;\n', 'let handlerFn = null;\n' + NODE_ANSWER),
        ('_realStdoutWrite(JSON.stringify({ status: "ok", result: res }) + "\\n");',
         '_answer({ status: "ok", result: res });'),
        ('let lineNum = 0;\n', 'let lineNum = 0;\nrl.on("close", () => process.exit(0));\n'),
    )
