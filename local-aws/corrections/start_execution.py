"""StartExecution can be repeated.

AWS: with the name and the input of an execution that still runs, StartExecution succeeds and returns that execution.
Express machines start another execution, since their names need not be unique.
MiniStack: ExecutionAlreadyExists, always.
"""

import pinned
from ministack.core.responses import json_response, new_uuid
from ministack.services import stepfunctions


def apply():
    start = pinned.check(stepfunctions, "_start_execution", "9923282fc76c")

    def start_execution(data):
        answer = start(data)
        if answer[0] != 400 or b"ExecutionAlreadyExists" not in _bytes(answer[2]):
            return answer
        machine = stepfunctions._state_machines[
            stepfunctions._resolve_state_machine_arn(data["stateMachineArn"].split("#")[0])]
        arn = machine["stateMachineArn"].replace(":stateMachine:", ":execution:") + ":" + data["name"]
        execution = stepfunctions._executions[arn]
        if machine.get("type") == "EXPRESS":
            stepfunctions._executions[f"{arn}:{new_uuid()}"] = stepfunctions._executions.pop(arn)
            return start(data)
        if execution["status"] == "RUNNING" and execution["input"] == data.get("input", "{}"):
            return json_response({"executionArn": arn, "startDate": execution["startDate"]})
        return answer

    stepfunctions._start_execution = start_execution


def _bytes(body):
    return body if isinstance(body, bytes) else str(body).encode()
