"""What the agent does in a handover, and clients that count what fails meanwhile."""

from __future__ import annotations

import http.client
import itertools
import signal
import socket
import threading
import time

from support import DEADLINE, Runner, connect


class Supervisor:
    """Holds the listening socket; the next server is ready before the one before it is told to end."""

    def __init__(self, folder, *command: str) -> None:
        self._folder = folder
        self._command = command
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self._listening.getsockname()[1]
        self._ending: list[Runner] = []
        self._serving = self._start()

    def hand_over(self) -> None:
        new = self._start()
        self._serving.process.send_signal(signal.SIGTERM)
        self._ending.append(self._serving)
        self._serving = new

    def close(self) -> list[int]:
        """The exit codes of all the servers there were."""
        self._serving.process.send_signal(signal.SIGTERM)
        self._ending.append(self._serving)
        codes = [runner.process.wait(DEADLINE) for runner in self._ending]
        for runner in self._ending:
            runner.__exit__()
        self._listening.close()
        return codes

    def _start(self) -> Runner:
        runner = Runner(self._folder, *self._command, listening=self._listening)
        runner.ready()
        return runner


class Clients:
    """Requests at a steady rate, from several threads. failures: what each that failed died of."""

    THREADS = 10

    def __init__(self, port: int, per_second: float) -> None:
        self.failures: list[str] = []
        self.answers = 0
        self.times: list[float] = []  # seconds from the call to the last byte
        self._port = port
        self._pause = self.THREADS / per_second
        self._stop = threading.Event()
        self._lock = threading.Lock()
        kinds = itertools.cycle([self._at_once, self._at_once, self._late, self._kept])
        self._threads = [
            threading.Thread(target=self._work, args=(next(kinds), number * per_second**-1))
            for number in range(self.THREADS)
        ]
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self._stop.set()
        for each in self._threads:
            each.join(DEADLINE)

    def _work(self, kind, offset: float) -> None:
        kept: list[http.client.HTTPConnection] = []
        next_time = time.monotonic() + offset
        while not self._stop.wait(max(0.0, next_time - time.monotonic())):
            next_time += self._pause
            began = time.monotonic()
            try:
                kind(kept)
                with self._lock:
                    self.answers += 1
                    self.times.append(time.monotonic() - began)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                with self._lock:
                    self.failures.append(f"{kind.__name__}: {error!r}")
                kept.clear()
        for each in kept:
            each.close()

    def _at_once(self, _) -> None:
        """A new connection for the request."""
        with_new = connect(self._port)
        self._ask(with_new, {"Connection": "close"})
        with_new.close()

    def _late(self, _) -> None:
        """The request comes long after its connection has been accepted."""
        with_new = connect(self._port)
        time.sleep(0.05)  # the client's slowness is what this is about
        self._ask(with_new, {})
        with_new.close()

    def _kept(self, kept: list) -> None:
        """The connection of the last request, unless the server has said that it would close it."""
        if not kept or kept[0].sock is None:
            kept[:] = [connect(self._port)]
        self._ask(kept[0], {})

    @staticmethod
    def _ask(connection: http.client.HTTPConnection, headers: dict) -> None:
        connection.auto_open = False
        connection.request("GET", "/", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read() == b"answer", answer.status
