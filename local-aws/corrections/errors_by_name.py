"""An error that a handler throws keeps its name.

AWS: `errorType` is the error's name, `errorMessage` its message, `trace` its stack; the error is logged as one ERROR
line. Step Functions matches Retry and Catch on that name.
MiniStack: every thrown error is a Runtime.HandlerError.
Corrected: the worker scripts report the name, and the execution passes it on.
"""

import pinned
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# As AWS's runtime interface client for Node.js does it.
NODE_REPORT = r'''
function _report(thrown, requestId) {
  const isError = thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]"
    || (thrown && typeof thrown === "object" && "name" in thrown && "message" in thrown && "stack" in thrown);
  const failure = isError
    ? {
      errorType: String(thrown.name),
      errorMessage: String(thrown.message),
      trace: String(thrown.stack || "").split("\n"),
    }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  const line = JSON.stringify({ ...(isError ? thrown : {}), ...failure, stack: failure.trace }, (key, value) =>
    (key === "trace" ? undefined : typeof value === "bigint" ? String(value) : value));
  _stderrWrite(new Date().toISOString() + "\t" + requestId + "\tERROR\tInvoke Error \t" + line + "\n");
  _answer({ status: "error", error: failure.errorMessage, errorType: failure.errorType, trace: failure.trace });
}
'''


def _execute_function_warm(func, event, request_id):
    """In place of lambda_svc._execute_function_warm."""
    config = func.get("config") or func
    code_zip = func.get("code_zip")
    if not code_zip:
        return {"body": {"statusCode": 200, "body": "Mock response - no code deployed"}}
    lambda_svc._ensure_reaper_thread()
    worker, _ = lambda_svc.acquire_worker(
        config.get("FunctionName", "unknown"), config, code_zip, qualifier=config.get("Version", "$LATEST"))
    try:
        result = worker.invoke(
            event, request_id,
            trace_id=lambda_svc._xray_trace_id_for_invocation(config),
            invoked_function_arn=config.get("FunctionArn", ""),
            depth=lambda_svc._invoke_depth.get(),
            durable=lambda_svc._durable_env_overlay(),
        )
    except Exception as reason:  # the process did not start, or not with this code
        lambda_svc.logger.error("%s did not start: %s", config.get("FunctionName"), reason)
        return _failed("Runtime.InitError", str(reason))
    finally:
        lambda_svc.release_worker(worker)
    if result["status"] == "ok":
        return {"body": result.get("result"), "log": result["log"]}
    return _failed(result.get("errorType", "Runtime.Unknown"), result["error"], result.get("trace"), result["log"])


def _failed(kind, message, trace=None, log=""):
    body = {"errorType": kind, "errorMessage": message}
    if trace is not None:
        body["trace"] = trace
    else:
        log = "\n".join(filter(None, [log, message]))
    return {"body": body, "error": True, "function_error": "Unhandled", "log": log}


def apply():
    lambda_runtime._NODEJS_WORKER_SCRIPT = pinned.substitute(
        lambda_runtime._NODEJS_WORKER_SCRIPT,
        ('let handlerFn = null;\n', 'let handlerFn = null;\n' + NODE_REPORT),
        ('''          _realStdoutWrite(JSON.stringify({
            status: "error", error: String(err.message || err), trace: err.stack || ""
          }) + "\\n");''', '          _report(err, ctx.request_id);'),
        ('''      _realStdoutWrite(JSON.stringify({
        status: "error", error: e.message, trace: e.stack
      }) + "\\n");''', '      _report(e, ctx.request_id);'),
        # A rejection without a reason is a failure too.
        ('err => settle(err));', 'err => settle(err || new Error(String(err))));'),
    )
    pinned.check(lambda_runtime, "_PYTHON_WORKER_SCRIPT", "368800addf4d")
    lambda_runtime._PYTHON_WORKER_SCRIPT = pinned.substitute(
        lambda_runtime._PYTHON_WORKER_SCRIPT,
        ('"error": str(e), "trace": traceback.format_exc()}',
         '"error": str(e), "errorType": type(e).__name__, "trace": traceback.format_exc().splitlines()}'))
    pinned.replace(lambda_svc, "_execute_function_warm", "62b9218bef5b")(_execute_function_warm)
