"""An ASGI app whose inside can be exchanged while it serves."""

from __future__ import annotations

import asyncio
from typing import Any, Callable

from . import report
from .kept import NeedsRestart


class StartupFailed(Exception):
    """The app said so itself, in the lifespan protocol."""


class Generation:
    """One edition of the app: its lifespan, and the requests that it is answering."""

    def __init__(self, app: Callable, lifespan: str) -> None:
        """lifespan: on, off or auto, as uvicorn means them."""
        self._app: Callable | None = app
        self._lifespan = Lifespan(app, lifespan) if lifespan != "off" else None
        self._requests = 0
        self._on_idle: Callable[[], None] | None = None

    async def start(self) -> None:
        if self._lifespan:
            await self._lifespan.start()

    async def stop(self) -> None:
        if self._lifespan:
            await self._lifespan.stop()
        self._app = self._lifespan = None

    async def answer(self, scope: dict, receive: Callable, send: Callable) -> None:
        self._requests += 1
        try:
            await self._app(self._own(scope), receive, send)
        finally:
            self._requests -= 1
            if self._requests == 0 and self._on_idle:
                self._on_idle()

    def when_idle(self, then: Callable[[], None]) -> None:
        """Once no request is being answered. To be called when no more of them will come."""
        self._on_idle = then
        if self._requests == 0:
            then()

    def _own(self, scope: dict) -> dict:
        """A copy: frameworks write their objects into it, and the connection, which keeps it,
        outlives us."""
        if self._lifespan:
            return {**scope, "state": self._lifespan.state.copy()}
        return dict(scope)


class Lifespan:
    """The startup and shutdown of one app, as the ASGI specification has them."""

    def __init__(self, app: Callable, mode: str) -> None:
        self._app: Callable | None = app
        self._is_required = mode == "on"
        self._error: BaseException | None = None
        self._is_supported = True
        self.state: dict[str, Any] = {}

    async def start(self) -> None:
        self._inbox: asyncio.Queue = asyncio.Queue()
        self._started, self._stopped = asyncio.Event(), asyncio.Event()
        self._task = asyncio.ensure_future(self._run())
        await self._inbox.put({"type": "lifespan.startup"})
        await self._started.wait()
        if self._error is not None:
            error, self._error = self._error, None
            if isinstance(error, (SystemExit, KeyboardInterrupt)):  # would end the loop
                raise StartupFailed(f"the app's startup ended with {error!r}") from error
            raise error

    async def stop(self) -> None:
        if not self._is_supported:
            return
        await self._inbox.put({"type": "lifespan.shutdown"})
        await self._stopped.wait()
        if self._error is not None:
            report.say(f"the app's shutdown failed\n{report.error_text(self._error)}")
            self._error = None

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        try:
            await self._app(scope, self._inbox.get, self._send)
        except BaseException as error:
            # Before startup, from an app that has not said that it failed: it knows no lifespan.
            said_so = self._started.is_set() or isinstance(self._error, StartupFailed)
            if said_so or self._is_required or isinstance(error, NeedsRestart):
                self._error = error  # says more than the message did
        finally:
            self._is_supported = self._started.is_set()
            self._app = None
            self._started.set()
            self._stopped.set()

    async def _send(self, message: dict) -> None:
        kind = message["type"]
        if kind.endswith(".failed"):
            self._error = StartupFailed(message.get("message") or f"the app sent {kind}")
        elif kind == "lifespan.startup.complete":
            self._started.set()
        elif kind == "lifespan.shutdown.complete":
            self._stopped.set()


class ExchangeableApp:
    """What the server serves, from its start to its end."""

    def __init__(self) -> None:
        self.is_draining = False
        self._current: Generation | None = None
        self._endings: set[asyncio.Task] = set()  # the loop itself would let them be collected

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        if scope["type"] == "http":
            send = self._closing_when_draining(send)
        await self._current.answer(scope, receive, send)

    def exchange(
        self, new: Generation, when_old_has_ended: Callable[[], None] = lambda: None
    ) -> None:
        """Requests from now on are the new one's; the old one is shut down after its last."""
        old, self._current = self._current, new
        if old is None:
            return

        async def end() -> None:
            await old.stop()
            when_old_has_ended()

        def begin_to_end() -> None:
            task = asyncio.ensure_future(end())
            self._endings.add(task)
            task.add_done_callback(self._endings.discard)

        old.when_idle(begin_to_end)

    async def stop(self) -> None:
        if self._endings:
            await asyncio.wait(self._endings)
        if self._current:
            await self._current.stop()

    def _closing_when_draining(self, send: Callable) -> Callable:
        async def closing(message: dict) -> None:
            if self.is_draining and message["type"] == "http.response.start":
                message = {
                    **message,
                    "headers": [*message.get("headers", ()), (b"connection", b"close")],
                }
            await send(message)

        return closing
