"""The standard streams of one worker process, and one call over them.

Knows nothing of MiniStack; `worker_calls` connects it. The calling thread itself waits on all three pipes. If the
worker marks the end of a call's log, the log is complete, and the call does not wait for more of it.
"""

import json
import os
import select
import time

END_OF_LOG = b"\x00end\n"

# How long to wait for the mark once the answer is there.
LOG_GRACE_SECONDS = 0.25


class Pipes:
    """The standard streams of a process, without blocking."""

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
                    unsent = self._send(unsent)
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
                log_deadline = log_deadline or time.monotonic() + LOG_GRACE_SECONDS

    def take_log(self):
        """What was logged since the last call, up to its mark."""
        while (chunk := self._read(self.stderr)):
            self.log += chunk
        if self.marks_log and END_OF_LOG in self.log:
            log, _, self.log = self.log.rpartition(END_OF_LOG)
        else:
            log, self.log = self.log, b""
        return log.replace(END_OF_LOG, b"").decode("utf-8", "replace").rstrip("\n")

    def _take_answer(self):
        while b"\n" in self.answers:
            line, _, self.answers = self.answers.partition(b"\n")
            if line.startswith(b"{"):
                answer = json.loads(line)
                if answer.get("status") in ("ok", "error"):
                    return answer
        return None

    def _send(self, unsent):
        """What is left to send."""
        try:
            return unsent[os.write(self.stdin, unsent):]
        except BlockingIOError:
            return unsent
        except OSError:
            raise EOFError from None

    @staticmethod
    def _read(fd):
        """Bytes; b"" at the end of the stream; None when there is nothing to read now."""
        try:
            return os.read(fd, 1 << 18)
        except BlockingIOError:
            return None
