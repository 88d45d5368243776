"""The systemd notify protocol: datagrams to the socket that NOTIFY_SOCKET names."""

from __future__ import annotations

import os
import socket
import time

MOST_BYTES = 4096  # of a status


def send(**assignments) -> None:
    """One datagram with these assignments; nothing where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    lines = [f"{name}={value}" for name, value in assignments.items()]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as end:
            end.settimeout(1)  # a listener that hangs must not hang the server
            end.sendto("\n".join(lines).encode("utf-8", "backslashreplace"), address)
    except OSError:
        pass  # whoever wanted to know has gone


def ready(status: str, warm: bool) -> None:
    """The first READY=1. warm: SIGHUP will be understood."""
    extra = {"X_VOICEHUB_WARM": 1} if warm else {}
    send(READY=1, **extra, STATUS=one_line(f"voicehub-runner: {status}"))


def reloading() -> None:
    send(RELOADING=1, MONOTONIC_USEC=time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)


def reloaded(status: str) -> None:
    send(READY=1, STATUS=one_line(status))


def not_reloaded(error: str) -> None:
    """Still ready, with the code from before; error may have many lines."""
    send(READY=1, ERRNO=1, STATUS=one_line(error))


def stopping() -> None:
    send(STOPPING=1)


def one_line(text: str) -> str:
    """A newline would end the assignment: it becomes \\n, a backslash two. The end of a long text
    is what counts, because an error's message comes last."""
    escaped = text.strip().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "")
    raw = escaped.encode("utf-8", "backslashreplace")
    if len(raw) > MOST_BYTES:
        tail = raw[-(MOST_BYTES - 5) :].decode("utf-8", "ignore")
        _, found, whole_lines = tail.partition("\\n")
        escaped = "…\\n" + (whole_lines if found else tail)
    return escaped
