"""Listening sockets that come from whoever started us (LISTEN_FDS), or go on to who follows us."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys

FIRST_FD = 3
_VARIABLES = ("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES")


def take_inherited() -> list[socket.socket]:
    """The sockets handed to this very process; ours from now on, and not those of its children."""
    count = os.environ.get("LISTEN_FDS", "")
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or not count.isdigit():
        return []
    for name in _VARIABLES:
        os.environ.pop(name, None)
    sockets = [socket.socket(fileno=FIRST_FD + index) for index in range(int(count))]
    for each in sockets:
        each.set_inheritable(False)
    return sockets


def become_new_process(files: list[int]) -> None:
    """The same command, in the same process, anew; it inherits these listening sockets. Does not
    return."""
    # Out of the way first: a target may be one of the others.
    clear = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, FIRST_FD + len(files)) for file in files]
    for index, file in enumerate(clear):
        os.dup2(file, FIRST_FD + index, inheritable=True)
    os.environ.update(LISTEN_FDS=str(len(files)), LISTEN_PID=str(os.getpid()))
    signal.signal(
        signal.SIGHUP, signal.SIG_IGN
    )  # until the new program has its handler, it would end it
    os.execv(sys.executable, [sys.executable, *_command()])


def _command() -> list[str]:
    if hasattr(sys, "orig_argv"):
        return sys.orig_argv[1:]
    return ["-m", "voicehub_runner", *first_arguments]  # Python 3.9


first_arguments: list[str] = []  # of the command line, before the script got its own
