"""Servers on the standard library's socketserver: http.server, wsgiref, Flask's app.run().

The program's own server object answers; only its loop runs here, so that another one can take its
place at the same socket. A request that comes after that on an older connection is the new one's
too.
"""

from __future__ import annotations

import http.server
import select
import signal
import socket
import socketserver
import sys
import threading
import time
import wsgiref.simple_server
from typing import Any

from . import listener, notify, program, report
from .kept import store
from .program import Call
from .reloader import Reloader

GRACE = 0.4  # seconds that a connection has for its request, once we drain
_LOOK = 0.01  # seconds between two looks at what is still open


class Connection:
    def __init__(self, server: socketserver.BaseServer) -> None:
        self.server = server
        handler = getattr(server.RequestHandlerClass, "func", server.RequestHandlerClass)  # partial
        # Of another protocol we do not know when it waits, so it is waited for.
        self.is_busy = not issubclass(handler, http.server.BaseHTTPRequestHandler)
        self.is_fresh = True  # no request yet
        self.since = time.monotonic()


class Sockets:
    """The listening sockets of the program, by the address that it asked for, and what came in
    through them."""

    def __init__(self) -> None:
        self.is_inherited = False
        self.is_draining = False
        self.current: socketserver.TCPServer | None = None  # whose code answers new requests
        self.connections: dict[socket.socket, Connection] = {}
        self._by_address: dict[Any, socket.socket] = {}

    def bind(self, server: socketserver.TCPServer) -> bool:
        """Gives the server the socket that is there for its address. False: it has to open one."""
        if server.socket.type != socket.SOCK_STREAM:
            return False
        known = self.find(server.server_address)
        if known is None:
            return False
        server.socket.close()
        server.socket = known
        server.server_address = known.getsockname()
        return True

    def find(self, asked: Any) -> socket.socket | None:
        """A copy of the one for this address. The first address is that of an inherited one."""
        if not program.is_running():
            return None
        if not self._by_address:
            for each in listener.take_inherited()[:1]:
                self._by_address[asked] = each
                self.is_inherited = True
        known = self._by_address.get(asked)
        return known.dup() if known else None

    def remember(self, asked: Any, opened: socket.socket) -> None:
        if program.is_running():
            self._by_address[asked] = opened.dup()

    def files(self) -> list[int]:
        return [each.fileno() for each in self._by_address.values()]

    def close(self) -> None:
        for each in self._by_address.values():
            each.close()

    def mark(self, connection: socket.socket, is_busy: bool) -> None:
        known = self.connections.get(connection)
        if known is not None:
            known.is_busy, known.since = is_busy, time.monotonic()
            known.is_fresh = known.is_fresh and not is_busy

    def close_idle(self, began: float) -> None:
        """Their handlers wait for a request; they read the end of the stream instead."""
        now = time.monotonic()
        for end, known in list(self.connections.items()):
            grace = GRACE if self.is_inherited or known.is_fresh else 0
            if not known.is_busy and now >= max(began, known.since) + grace:
                try:
                    end.shutdown(socket.SHUT_RD)
                except OSError:
                    pass  # it has just ended by itself


sockets = Sockets()


def serve(reloader: Reloader) -> int:
    return ThreadedHost(reloader).serve()


class ThreadedHost:
    def __init__(self, reloader: Reloader) -> None:
        self._reloader = reloader
        self._wake, self._wake_end = socket.socketpair()
        self._stopping_since = 0.0
        self._must_restart = False
        sockets.current = self._server = self.prepare(reloader.served)

    def serve(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop())
        signal.signal(signal.SIGHUP, lambda *_: self._reloader.request())
        status = f"{self._reloader.target} serves at {report.address(self._server.socket)}"
        status += f"; {store.words()}" if store.words() else ""
        report.say(status)
        notify.ready(status, warm=True)
        self._reloader.start(self)
        while not self._stopping_since:
            self._accept_one()
        self._drain()
        if self._must_restart:
            listener.become_new_process(sockets.files())
        return 0

    def adopt_thread(self) -> None:
        pass

    def prepare(self, served: Any) -> socketserver.TCPServer:
        server = served
        if isinstance(served, Call):
            server = _wsgi_server(served)
        if not isinstance(server, socketserver.TCPServer):
            raise RuntimeError(
                "the program no longer has the kind of server it had: restart the process"
            )
        server.socket.setblocking(False)  # another process, or edition, may be quicker to accept
        return server

    def swap(self, prepared: socketserver.TCPServer) -> None:
        old, self._server = self._server, prepared
        sockets.current = prepared
        self._wake_end.send(b"\0")
        old.socket.close()
        _endings.append((old, self._reloader.old_edition_has_ended))
        _look_for_endings()

    def restart_in_place(self) -> None:
        self._must_restart = True
        self._stop()

    def _accept_one(self) -> None:
        server = self._server
        look = select.poll()  # select() knows no file beyond 1023, and each request has one
        look.register(self._wake, select.POLLIN)
        try:
            look.register(server, select.POLLIN)
        except ValueError:  # it has just been replaced and closed
            return
        ready = [file for file, _ in look.poll(1000)]
        if self._wake.fileno() in ready:
            self._wake.recv(64)
        elif ready and not self._stopping_since:
            server._handle_request_noblock()  # what serve_forever() does
        server.service_actions()

    def _stop(self) -> None:
        """A second time: at once. Called by signal handlers, so what waits is done elsewhere."""
        if self._stopping_since:
            sockets.connections.clear()
            return
        self._stopping_since = time.monotonic()
        sockets.is_draining = True
        notify.stopping()
        self._wake_end.send(b"\0")
        # A server without threads is in the middle of a connection now, which may be an idle one.
        threading.Thread(target=self._close_idle, name="voicehub-drain", daemon=True).start()

    def _close_idle(self) -> None:
        while sockets.connections:
            sockets.close_idle(self._stopping_since)
            time.sleep(_LOOK)

    def _drain(self) -> None:
        if not self._must_restart:
            self._server.socket.close()
            sockets.close()
        while sockets.connections:
            time.sleep(_LOOK)


# Servers that have been replaced, and what to do once their last connection is closed.
_endings: list = []
_endings_guard = threading.Lock()


def _look_for_endings() -> None:
    with _endings_guard:
        used = [known.server for known in list(sockets.connections.values())]
        ended = [each for each in _endings if each[0] not in used]
        for each in ended:
            _endings.remove(each)
    for _, when_ended in ended:
        when_ended()


def _wsgi_server(call: Call) -> socketserver.TCPServer:
    class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
        daemon_threads = True

    address = (call.options.get("host", "127.0.0.1"), call.options.get("port", 8000))
    with program.running():
        return wsgiref.simple_server.make_server(*address, call.resolve(), Server)


def install() -> None:
    _replace(socketserver.TCPServer, "server_bind", _server_bind)
    _replace(socketserver.TCPServer, "server_activate", _server_activate)
    _replace(socketserver.TCPServer, "get_request", _get_request)
    _replace(socketserver.TCPServer, "close_request", _close_request)
    _replace(socketserver.BaseServer, "serve_forever", _serve_forever)
    _replace(http.server.BaseHTTPRequestHandler, "handle_one_request", _handle_one_request)
    _replace(http.server.BaseHTTPRequestHandler, "parse_request", _parse_request)
    _replace(http.server.BaseHTTPRequestHandler, "end_headers", _end_headers)


def install_werkzeug() -> None:
    """Its reloader would start a second process to do what we do here."""
    serving = sys.modules["werkzeug.serving"]  # its package is still being imported
    original_run = serving.run_simple

    def run_simple(*arguments: Any, **options: Any) -> None:
        original_run(*arguments, **{**options, "use_reloader": False})

    serving.run_simple = run_simple
    original_prepare = getattr(serving, "prepare_socket", None)

    def prepare_socket(*asked: Any) -> socket.socket:
        prepared = sockets.find(asked)
        if prepared is None:
            prepared = original_prepare(*asked)
            sockets.remember(asked, prepared)
        return prepared

    if original_prepare:  # werkzeug 2 opens its socket itself
        serving.prepare_socket = prepare_socket


def _replace(owner: type, name: str, replacement) -> None:
    original = getattr(owner, name)

    def method(self, *arguments, **options):
        return replacement(original, self, *arguments, **options)

    setattr(owner, name, method)


def _server_bind(original, server) -> None:
    asked = server.server_address
    if not sockets.bind(server):
        original(server)
        sockets.remember(asked, server.socket)


def _server_activate(original, server) -> None:
    """One that listens already keeps its backlog: the library's own has room for five."""
    if not server.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        original(server)


def _get_request(original, server):
    connection, address = original(server)
    sockets.connections[connection] = Connection(server)
    return connection, address


def _close_request(original, server, request) -> None:
    original(server, request)
    if sockets.connections.pop(request, None) is not None and _endings:
        _look_for_endings()


def _serve_forever(original, server, *arguments, **options) -> None:
    if isinstance(server, socketserver.TCPServer):
        if program.is_running():
            # `with` and `finally` would close what we are about to serve with.
            server.server_close = lambda: None
        program.hand_over(server)
        report.say(
            "serve_forever() runs in a thread of the program: "
            "only a restart of the process can load new code"
        )
    original(server, *arguments, **options)


def _handle_one_request(original, handler) -> None:
    original(handler)
    sockets.mark(handler.request, is_busy=False)


def _parse_request(original, handler) -> bool:
    sockets.mark(handler.request, is_busy=True)
    _move_to_current(handler)
    return original(handler)


def _move_to_current(handler) -> None:
    """This connection has waited for its next request while its server was replaced."""
    current, known = sockets.current, sockets.connections.get(handler.request)
    if known is None or current is None or known.server is current:
        return
    try:
        handler.__class__ = current.RequestHandlerClass
    except TypeError:  # no class, or of another shape: this answer is the old code's last
        handler.close_connection = True
        return
    handler.server = known.server = current
    _look_for_endings()


def _end_headers(original, handler) -> None:
    if sockets.is_draining and handler.request_version != "HTTP/0.9":
        handler.send_header("Connection", "close")  # and the handler ends the connection
    original(handler)
