"""An execution of Step Functions begins at once.

MiniStack: waits 150 ms before the first state of each execution.
Tuned: does not wait.
"""

import pinned
from ministack.services import stepfunctions


def apply():
    pinned.rewrite(stepfunctions, "_run_execution", "996dff84e0e0", ("    time.sleep(0.15)\n", ""))
