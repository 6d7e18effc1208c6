"""A call of a worker ends as one of an AWS environment does: with its whole log, and with a name for each failure.

AWS: an error leaves the environment warm. A process that dies in mid-call is reported as Runtime.ExitError, a call that
takes too long as Sandbox.Timedout. The log of a call is complete.
MiniStack: kills the worker after every error, does not tell a dead process from other failures, and returns the log
lines that it finds within 60 ms. When the launcher is killed, a worker lives on as long as its sockets are open.
Corrected: the worker is kept, and the calling thread itself reads its pipes (`worker_pipes`). The worker marks the end
of a call's log, so that nothing is guessed, and exits when its stdin closes.
"""

import json

import pinned
from ministack.core import lambda_runtime
from . import worker_pipes

# The last thing that a worker does for a call: end the log, then answer.
NODE_ANSWER = r'''
function _answer(message) {
  let line;
  try {
    line = JSON.stringify(message);
  } catch (error) {
    line = JSON.stringify({
      status: "error", error: "Unable to stringify response body", errorType: "Runtime.MarshalError",
    });
  }
  _stderrWrite("\u0000end\n");
  _realStdoutWrite(line + "\n");
}
'''


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
            kind, reason = "Sandbox.Timedout", f"Task timed out after {timeout:.2f} seconds"
            self._proc.kill()
        except EOFError:
            kind, reason = "Runtime.ExitError", None
        process, self._proc = self._proc, None
        status = process.wait()
        reason = reason or f"Runtime exited with error: {_exit_reason(status)}"
        return {
            "status": "error", "errorType": kind, "error": f"RequestId: {request_id} Error: {reason}",
            "cold_start": cold, "log": self._pipes.take_log(),
        }


def _spawn(worker):
    try:
        worker._spawn()
    except Exception:
        process, worker._proc = worker._proc, None
        if process is not None:
            process.kill()
            process.wait()
        raise
    worker._cold = False
    is_node = str(worker.config.get("Runtime", "")).startswith("nodejs")
    worker._pipes = worker_pipes.Pipes(worker._proc, marks_log=is_node)


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
