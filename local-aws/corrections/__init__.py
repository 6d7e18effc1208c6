"""Where MiniStack behaves differently from AWS, and a program would notice.

A correction is a module whose docstring says what AWS does and what MiniStack does, with an `apply()`. What only saves
time or memory is in `tuning/`.
"""

from . import (
    cloudformation_settings,
    errors_by_name,
    not_simulated,
    queue_locks,
    start_execution,
    step_functions_time,
    stream_mappings,
    worker_calls,
)

# In this order: errors_by_name changes the worker script that worker_calls has changed before.
ALL = (
    worker_calls,
    errors_by_name,
    stream_mappings,
    queue_locks,
    start_execution,
    step_functions_time,
    cloudformation_settings,
    not_simulated,
)
