"""uvicorn, serving an app that can be exchanged, and draining without losing a request.

uvicorn's own shutdown closes connections whose request has not arrived yet, and asyncio drops those
that it has accepted and not yet begun. Both happen under load at every handover; here they are
waited for.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from typing import Any

import uvicorn
import uvicorn.main
import uvicorn.server

from . import listener, notify, report
from .asgi import ExchangeableApp, Generation
from .kept import store
from .program import Call, hand_over, is_asgi
from .reloader import Reloader

GRACE = 0.4  # seconds that a connection has for its request, once we drain
_LOOK = 0.01  # seconds between two looks at what is still open
_STARTUP_FAILED = 3  # uvicorn's exit code for it
_OURS = (
    "app_dir",
    "reload",
    "workers",
    "factory",
    "lifespan",
    "interface",
)  # options that uvicorn does not get

_original_run = uvicorn.run


def install() -> None:
    uvicorn.run = uvicorn.main.run = _run
    uvicorn.Server = uvicorn.main.Server = uvicorn.server.Server = Server


def serve(reloader: Reloader) -> int:
    return UvicornHost(reloader).serve()


def _run(app: Any, **options: Any) -> None:
    hand_over(Call(app, options, is_uvicorns=True))
    _original_run(app, **options)  # not where a program is run: in a thread of its own, say


class Server(uvicorn.Server):
    """Drains with care. With a host it also reloads."""

    host: UvicornHost | None = None
    is_inherited = False  # its listening socket is shared with who comes after us

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        if self.host is None:
            hand_over(Call(self.config.app, {"config": self.config}, is_uvicorns=True))
        super().run(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.http_protocol_class = _watched(self.config.http_protocol_class)
        if self.host and not await self.host.start_app():
            self.should_exit = True
            return
        if self.host is None:
            report.say(
                "Server.serve() runs inside the program: "
                "only a restart of the process can load new code"
            )
            sockets = sockets or self._inherit()
        await super().startup(sockets=sockets)
        if self.started:
            self._is_ready()

    async def main_loop(self) -> None:
        self._wake = asyncio.Event()
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % 864000
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        notify.stopping()
        loop = asyncio.get_running_loop()
        if self.host:
            self.host.app.is_draining = True
        self._stop_accepting(loop)
        began = loop.time()
        limit = getattr(self.config, "timeout_graceful_shutdown", None)  # uvicorn 0.22 and later
        await asyncio.sleep(_LOOK)  # for those that are accepted, and not yet known to uvicorn
        for server in self.servers:
            server.close()
        while (self.server_state.connections or self.server_state.tasks) and not self.force_exit:
            self._close_idle(began, loop.time())
            await asyncio.sleep(_LOOK)
            if limit is not None and loop.time() > began + limit:
                report.say(f"{len(self.server_state.tasks)} requests have taken too long: they end")
                for task in self.server_state.tasks:
                    task.cancel()
                break
        for each in sockets or ():
            each.close()
        if self.host:
            await self.host.app.stop()
        else:
            await self.lifespan.shutdown()

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self.wake()

    def wake(self) -> None:
        if hasattr(self, "_wake"):
            self._wake.set()

    def install_signal_handlers(self) -> None:
        """uvicorn up to 0.28 calls this, later ones capture_signals()."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        loop.add_signal_handler(
            signal.SIGHUP, self.host.reloader.request if self.host else _cannot_reload
        )

    @contextlib.contextmanager
    def capture_signals(self):
        self.install_signal_handlers()
        yield

    def _inherit(self) -> list[socket.socket] | None:
        if self.config.fd is not None or self.config.uds is not None:
            self.is_inherited = self.config.fd is not None
            return None
        sockets = listener.take_inherited()
        self.is_inherited = bool(sockets)
        return sockets or None

    def _is_ready(self) -> None:
        status = f"serves at {report.address(self.servers[0].sockets[0])}"
        if self.host:
            kept = store.words()
            status = f"{self.host.reloader.target} {status}" + (f"; {kept}" if kept else "")
            report.say(status)
        notify.ready(status, warm=self.host is not None)
        if self.host:
            self.host.reloader.start(self.host)

    def _stop_accepting(self, loop: asyncio.AbstractEventLoop) -> None:
        """Connections in the backlog of an inherited socket are for the other process that listens
        to it."""
        if not isinstance(loop, asyncio.SelectorEventLoop):
            return  # uvloop begins a connection as it accepts it, so closing the server loses none
        for server in self.servers:
            for each in server.sockets:
                loop.remove_reader(each.fileno())

    def _close_idle(self, began: float, now: float) -> None:
        for connection in list(self.server_state.connections):
            if not isinstance(connection, _Watched):
                if not getattr(connection, "told_to_go", False):
                    connection.told_to_go = True
                    connection.shutdown()  # a websocket: close code 1012, "service restart"
            elif connection.is_idle() and now >= max(began, connection.idle_since) + self._grace(
                connection
            ):
                connection.shutdown()

    def _grace(self, connection: _Watched) -> float:
        """A request may be on its way. Where nobody takes over, an old connection is not worth the
        delay."""
        return GRACE if self.is_inherited or connection.is_fresh else 0


class _Watched:
    """What is added to uvicorn's protocols: whether a request is under way, also one that is half
    read."""

    idle_since = 0.0
    is_fresh = True  # no request yet
    has_begun = False

    def connection_made(self, transport: Any) -> None:
        self.idle_since = self.loop.time()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.has_begun = True
        super().data_received(data)

    def on_response_complete(self) -> None:
        self.has_begun = self.is_fresh = False
        self.idle_since = self.loop.time()
        super().on_response_complete()

    def is_idle(self) -> bool:
        return not self.has_begun and (self.cycle is None or self.cycle.response_complete)


def _watched(protocol: type) -> type:
    return (
        protocol
        if issubclass(protocol, _Watched)
        else type(protocol.__name__, (_Watched, protocol), {})
    )


def _cannot_reload() -> None:
    report.say("SIGHUP: only a restart of the process can load new code into this server")


class UvicornHost:
    """Serves the program's Call, and those that replace it."""

    def __init__(self, reloader: Reloader) -> None:
        call = reloader.served
        self.app = ExchangeableApp()
        self.reloader = reloader
        self._options = _comparable(call)
        # The configuration first: it sets up logging, which the app is wrapped for.
        self._server = Server(self._config(call))
        self._first: Generation | None = self._generation(call)
        self._server.host = self
        self._exit_code = 0
        self._files_to_hand_on: list[int] = []

    def serve(self) -> int:
        sockets = self._server._inherit()
        if sockets and self._options.get("port"):
            report.say(
                f"port {self._options['port']} is not opened: the listening socket was handed over"
            )
        self._server.run(sockets=sockets)
        if self._files_to_hand_on:
            listener.become_new_process(self._files_to_hand_on)
        return self._exit_code if self._server.started or self._exit_code else _STARTUP_FAILED

    async def start_app(self) -> bool:
        """The first one's startup."""
        self._loop = asyncio.get_running_loop()
        first, self._first = self._first, None
        try:
            await first.start()
        except BaseException as error:
            report.say(f"{report.summary(error)}\n{report.error_text(error)}")
            self._exit_code = _STARTUP_FAILED
            return False
        self.app.exchange(first)
        return True

    def adopt_thread(self) -> None:
        """Locks and the like that are made at import belong to the loop that will run them."""
        asyncio.set_event_loop(self._loop)

    def prepare(self, served: Any) -> Generation:
        """In the reloader's thread. The startup of the new app runs in the server's loop, as the
        first one's did."""
        if not isinstance(served, Call) or not (served.is_uvicorns or is_asgi(served.resolve())):
            raise RuntimeError(
                "the program no longer hands its app to uvicorn: restart the process"
            )
        generation = self._generation(served)
        asyncio.run_coroutine_threadsafe(generation.start(), self._loop).result()
        if _comparable(served) != self._options:
            report.say(
                "the options of uvicorn.run() have changed: "
                "they take effect when the process is restarted"
            )
        return generation

    def swap(self, prepared: Generation) -> None:
        done = threading.Event()

        def exchange() -> None:
            self.app.exchange(prepared, self.reloader.old_edition_has_ended)
            done.set()

        self._loop.call_soon_threadsafe(exchange)
        done.wait()

    def restart_in_place(self) -> None:
        """Drains; then serve() makes this process a new one, at the same sockets."""

        def begin() -> None:
            self._files_to_hand_on = [
                os.dup(each.fileno()) for server in self._server.servers for each in server.sockets
            ]
            self._server.should_exit = True
            self._server.wake()

        self._loop.call_soon_threadsafe(begin)

    def _config(self, call: Call) -> uvicorn.Config:
        config = call.options.get("config")
        if config is None:
            options = {name: value for name, value in call.options.items() if name not in _OURS}
            config = uvicorn.Config(self.app, **options)
        config.app, config.interface, config.lifespan, config.factory = (
            self.app,
            "asgi3",
            "off",
            False,
        )
        return config

    def _generation(self, call: Call) -> Generation:
        """uvicorn itself makes ASGI 3 of what it is given: ASGI 2, WSGI, a factory."""
        options = _comparable(call)
        inner = uvicorn.Config(
            call.resolve(),
            interface=options.get("interface", "auto"),
            log_config=None,
            factory=options.get("factory", False),
            proxy_headers=False,
            lifespan="off",
        )
        inner.load()
        return Generation(inner.loaded_app, options.get("lifespan", "auto"))


def _comparable(call: Call) -> dict[str, Any]:
    """The options without what is made anew at every call."""
    options = dict(call.options)
    config = options.pop("config", None)
    if config is not None:
        options = {
            name: getattr(config, name)
            for name in ("host", "port", "lifespan", "interface", "factory")
        }
    return {
        name: value
        for name, value in options.items()
        if isinstance(value, (str, int, float, bool, type(None)))
    }
