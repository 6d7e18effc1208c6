"""One correction is one module with a docstring that says what AWS does, what MiniStack does, and an `apply()`."""

from . import (
    bounded_workers,
    cloudformation_settings,
    errors_by_name,
    hot_paths,
    not_simulated,
    queue_locks,
    start_execution,
    step_functions_time,
    stream_mappings,
    worker_pipes,
)

ALL = (
    worker_pipes,
    errors_by_name,
    hot_paths,
    bounded_workers,
    stream_mappings,
    queue_locks,
    start_execution,
    step_functions_time,
    cloudformation_settings,
    not_simulated,
)


def apply_all():
    for correction in ALL:
        correction.apply()
