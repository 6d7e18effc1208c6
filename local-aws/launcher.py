"""Starts the pinned MiniStack on 127.0.0.1, with all of `corrections/` and `tuning/` applied.

    python launcher.py --state-dir DIR [--port 0]

Everything that it writes is in DIR, which it removes at the end. With port 0 it takes a free port. Once it listens, it
writes the port to DIR/port. Environment, all of it optional:

LOCAL_AWS_WORKERS     processes that a function may have at once (4)
LOCAL_AWS_PROCESSES   processes of all functions; each function may have one even so (40)
LOCAL_AWS_PARENT_PID  end when this process is gone
SFN_WAIT_SCALE        factor on Step Functions' waits and retry intervals (1)
LOG_LEVEL             WARNING by default; INFO logs each call
"""

import argparse
import asyncio
import os
import shutil
import signal
import socket
import sys
import threading
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import http_server  # noqa: E402
import pinned  # noqa: E402


def listen(port):
    """A listening socket. Two launchers never share a port."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
    except OSError as reason:
        sys.exit(f"emulator: port {port} cannot be used: {reason.strerror}")
    return listener


def prepare_environment(port, state_dir):
    """Set what MiniStack and the functions find in their environment: nothing of the caller's Node or AWS settings."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "NODE_", "LOCALSTACK_")):
            del os.environ[name]
    os.environ.update({
        "GATEWAY_PORT": str(port),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_SECRET_ACCESS_KEY": "local",
        "TMPDIR": state_dir,
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": "us-east-1",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_ACCOUNT_CONCURRENCY": "0",  # no throttling by the machine's memory: calls wait for a worker instead
    })
    os.environ.setdefault("LOG_LEVEL", "WARNING")


def watch_parent(stop):
    """Call `stop` once the process that asked for this emulator is gone."""
    parent = int(os.environ.get("LOCAL_AWS_PARENT_PID", "0"))
    if not parent:
        return

    def watch():
        while True:
            try:
                os.kill(parent, 0)
            except ProcessLookupError:
                stop()
                return
            except PermissionError:
                pass  # it exists, under another user
            time.sleep(1)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


async def run_ministack(listener, ready):
    """Serve MiniStack until this process is told to end."""
    from ministack import app

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    watch_parent(lambda: loop.call_soon_threadsafe(stopping.set))
    await http_server.serve(app.app, listener, ready, stopping)


def end_workers():
    """Kill the functions' processes: they would end by themselves, but not at once."""
    lambda_runtime = sys.modules.get("ministack.core.lambda_runtime")
    if lambda_runtime is None:
        return
    processes = [worker._proc for pool in lambda_runtime._workers.values() for worker in pool]
    for process in processes:
        if process is not None and process.poll() is None:
            process.kill()


def main():
    parser = argparse.ArgumentParser(description="MiniStack with corrections and tuning")
    parser.add_argument("--state-dir", required=True)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    listener = listen(arguments.port)
    port = listener.getsockname()[1]
    prepare_environment(port, arguments.state_dir)
    status = 0
    try:
        pinned.check_version()
        import corrections
        import tuning
        for module in (*corrections.ALL, *tuning.ALL):
            module.apply()
        port_file = os.path.join(arguments.state_dir, "port")
        asyncio.run(run_ministack(listener, lambda: write(port_file, str(port))))
    except pinned.UnexpectedSource as reason:
        print(f"emulator: {reason}", file=sys.stderr, flush=True)
        status = 1
    except KeyboardInterrupt:
        pass
    except Exception:
        traceback.print_exc()
        status = 1
    end_workers()
    if status == 0:
        shutil.rmtree(arguments.state_dir, ignore_errors=True)
    os._exit(status)  # MiniStack's background threads have nothing to finish


def write(path, text):
    """Write a file in one go: a reader finds all of the text, or no file."""
    with open(path + ".new", "w") as file:
        file.write(text)
    os.replace(path + ".new", path)


if __name__ == "__main__":
    main()
