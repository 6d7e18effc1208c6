"""What MiniStack needs to run many functions on one small machine, and to answer quickly.

A program gets the same answers with and without it, but sooner and with less memory. A tuning is a module with an
`apply()`, as a correction is.
"""

from . import bounded_workers, hot_paths, immediate_executions, staggered_starts

ALL = (bounded_workers, hot_paths, immediate_executions, staggered_starts)
