"""A runner as a real process, with the ends that the agent holds: the notify socket, the listening socket.

The interpreter that runs the tests is the one that runs the servers.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PACKAGE_HOME = REPOSITORY / "templates" / "python"
DEADLINE = 20.0  # seconds; for what takes milliseconds on an idle machine
sys.path.insert(0, str(PACKAGE_HOME))


class Runner:
    """python -m voicehub_runner. listening: handed over as the agent does, at the number 3."""

    _count = 0

    def __init__(self, folder, *arguments, listening=None, environment=None) -> None:
        Runner._count += 1
        self._name = f"voicehub-test/{os.getpid()}/{Runner._count}"
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind("\0" + self._name)
        self.log_path = pathlib.Path(folder) / f"log-{Runner._count}"
        command = [sys.executable, "-m", "voicehub_runner", *arguments]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                _with_socket(command, listening) if listening else command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[listening.fileno()] if listening else [],
                env={
                    **os.environ,
                    "PYTHONPATH": str(PACKAGE_HOME),
                    "PYTHONUNBUFFERED": "1",
                    "NOTIFY_SOCKET": "@" + self._name,
                    **(environment or {}),
                },
            )

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._notify.close()

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def next_message(self, *names: str) -> dict[str, str]:
        """The next datagram that assigns one of these names; others are passed over."""
        ends = time.monotonic() + DEADLINE
        while True:
            for end in self._readable(ends):
                text = end.recv(65536).decode()
                message = dict(line.split("=", 1) for line in text.split("\n"))
                if not names or any(name in message for name in names):
                    return message

    def ready(self) -> dict[str, str]:
        return self.next_message("READY")

    def reload(self) -> dict[str, str]:
        """The answer to a SIGHUP."""
        self.process.send_signal(signal.SIGHUP)
        return self.ready()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    def rss_kib(self) -> int:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def _readable(self, ends: float):
        ready, _, _ = select.select([self._notify], [], [], 0.05)
        if not ready and self.process.poll() is not None:
            raise AssertionError(f"the runner ended with {self.process.returncode}:\n{self.log()}")
        if not ready and time.monotonic() > ends:
            raise AssertionError(f"nothing was heard of the runner for {DEADLINE} s:\n{self.log()}")
        return ready


def _with_socket(command: list[str], listening: socket.socket) -> list[str]:
    """LISTEN_PID is the process's own number, so a shell has to say it, and become the program."""
    number = listening.fileno()
    move = "" if number == 3 else f"exec 3<&{number} {number}<&-; "
    return [
        "sh",
        "-c",
        f'{move}LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"',
        "sh",
        *command,
    ]


class ProjectTest(unittest.TestCase):
    """A folder with a program in it, that the test edits."""

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="voicehub-runner-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.port = free_port()

    def write(self, name: str, text: str) -> None:
        """As editors do: a new file takes the place of the old one."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(path.name + "~")
        new.write_text(textwrap.dedent(text).replace("@PORT@", str(self.port)))
        new.replace(path)

    def edit(self, name: str, before: str, after: str) -> None:
        text = (self.folder / name).read_text()
        self.assertIn(before, text)
        self.write(name, text.replace(before, after))

    def run_program(self, *arguments: str, **options) -> Runner:
        runner = self.enterContext_(Runner(self.folder, *arguments, **options))
        self.first_message = runner.ready()
        return runner

    def enterContext_(self, context):
        """TestCase.enterContext() is of Python 3.11."""
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def get(self, path: str = "/") -> str:
        return get(self.port, path)

    def get_json(self, path: str = "/"):
        return json.loads(self.get(path))


def free_port() -> int:
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


def get(port: int, path: str = "/") -> str:
    """The body of a 200; over a connection of its own."""
    with contextlib.closing(connect(port)) as connection:
        return ask(connection, path)


def connect(port: int, deadline: float = DEADLINE) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=deadline)
    connection.connect()
    connection.sock.settimeout(DEADLINE)
    return connection


def ask(connection: http.client.HTTPConnection, path: str = "/") -> str:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    if answer.status != 200:
        raise AssertionError(f"{path} answered {answer.status}: {body}")
    return body


def wait_until(condition, what: str):
    ends = time.monotonic() + DEADLINE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > ends:
            raise AssertionError(f"not within {DEADLINE} s: {what}")
        time.sleep(0.002)  # between two looks
