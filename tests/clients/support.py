"""The engines as real processes, on ports of their own, and what the tests ask them with."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import unittest

SANITIZED = "ASAN_OPTIONS" in os.environ  # the programs are slow then, and keep what they free
DEADLINE = 120.0 if SANITIZED else 30.0  # seconds; for what takes milliseconds on an idle machine
HERE = pathlib.Path(__file__).resolve().parent


def skip(reason: str) -> None:
    """CTest counts a test that prints this as skipped, and shows its name."""
    print(f"SKIPPED: {reason}")
    raise SystemExit(0)


def program(variable: str) -> str:
    """What CMake built, and names in this variable of the environment."""
    path = os.environ.get(variable, "")
    if not path:
        raise SystemExit(f"{variable} is not set: run the tests with ctest")
    return path


class Served:
    """An engine at a port of this machine, which somebody else started."""

    process: subprocess.Popen | None = None

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self):
        return self

    def __exit__(self, *failure) -> None:
        """It goes on for others."""

    def state(self, path: str = "/health") -> int | None:
        try:
            return self.ask("GET", path)[0]
        except OSError:
            return None

    def ask(self, method: str, path: str, body=None, headers=None) -> tuple[int, dict, bytes]:
        """Status, headers with lower-case names, body; over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, names, answer.read()

    def speak(self, **fields) -> tuple[int, dict, bytes]:
        return self.ask("POST", "/v1/audio/speech", json.dumps(fields).encode())

    def transcribe(self, file: bytes, **fields) -> tuple[int, dict, bytes]:
        body, content_type = form(file, fields)
        return self.ask("POST", "/v1/audio/transcriptions", body, {"Content-Type": content_type})

    def gauge(self, name: str) -> float:
        text = self.ask("GET", "/metrics")[2].decode()
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


class Engine(Served):
    """A program with a free port. It is asked to end afterwards, and has to end well."""

    process: subprocess.Popen

    def __init__(self, variable: str, wait: bool = True, **environment: str) -> None:
        super().__init__(free_port())
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [program(variable), "--port", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, "LOG_LEVEL": "WARNING", **environment},
        )
        try:
            if wait:
                wait_until(lambda: self.state() == 200, f"{variable} is ready", self)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def __exit__(self, *failure) -> None:
        self.process.terminate()
        try:
            status = self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        if status != 0 and failure == (None, None, None):
            raise AssertionError(f"the engine ended with {status}:\n{self.log()}")
        self._log.close()

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def rss_kib(self, name: str = "VmRSS") -> int:
        """VmHWM: the most that it ever was."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split(f"{name}:")[1].split()[0])


def served(variable: str) -> Served:
    """The program that the variable names, unless VARIABLE_URL says where one serves already."""
    url = os.environ.get(variable + "_URL")
    return Served(int(url.rsplit(":", 1)[1])) if url else Engine(variable)


def form(file: bytes | None, fields: dict, name: str = "speech.wav") -> tuple[bytes, str]:
    """multipart/form-data as clients write it; a list is sent as several fields of one name."""
    boundary = "voicehub-test-boundary"
    parts = []
    for key, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{each}\r\n'.encode())
    if file is not None:
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: audio/wav'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + file + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def free_port() -> int:
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


def wait_until(condition, what: str, engine: Served | None = None, deadline: float = DEADLINE):
    ends = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if engine and engine.process and engine.process.poll() is not None:
            raise AssertionError(f"the engine ended with {engine.process.returncode}:\n{engine.log()}")
        if time.monotonic() > ends:
            raise AssertionError(f"not within {deadline} s: {what}")
        time.sleep(0.005)  # between two looks


class EnginesTest(unittest.TestCase):
    """One engine that speaks and one that listens, for all the tests of a class."""

    speaks: Served
    listens: Served

    @classmethod
    def setUpClass(cls) -> None:
        cls._engines = contextlib.ExitStack()
        cls.speaks = cls._engines.enter_context(served("VOICEHUB_TTS"))
        cls.listens = cls._engines.enter_context(served("VOICEHUB_ASR"))

    @classmethod
    def tearDownClass(cls) -> None:
        cls._engines.close()
