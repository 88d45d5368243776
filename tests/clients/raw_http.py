"""HTTP byte by byte, for what no client would send."""

from __future__ import annotations

import contextlib
import socket

from support import DEADLINE, Engine


def open_raw(engine: Engine, data: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", engine.port), DEADLINE)
    client.sendall(data)
    return client


def exchange(engine: Engine, data: bytes, end: bool = False) -> bytes:
    """All that comes back until the engine closes, or has said an answer with a length."""
    with open_raw(engine) as client:
        with contextlib.suppress(OSError):  # an engine may refuse before it has all
            client.sendall(data)
            if end:
                client.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while not _is_whole(answer):
                piece = client.recv(65536)
                if not piece:
                    break
                answer += piece
        return answer


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n") if found else ():
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return False


def status_of(answer: bytes) -> int | None:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else None


def split_answer(answer: bytes) -> tuple[int | None, dict, bytes]:
    """Status, headers with lower-case names, body: as Engine.ask() has them."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line.split(":", 1) for line in head.decode("latin-1").split("\r\n")[1:]]
    return status_of(answer), {name.lower(): value.strip() for name, value in lines}, body


def post(path: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: engine", *headers, "", ""]).encode("latin-1") + body
