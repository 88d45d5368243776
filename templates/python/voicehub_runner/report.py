"""What people read: one-line messages, and tracebacks without the frames of the runner."""

from __future__ import annotations

import ast
import contextlib
import linecache
import os
import traceback

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def say(message: str) -> None:
    # Not sys.stderr, which a signal handler may have interrupted. One write, so that lines of
    # several threads do not mix.
    with contextlib.suppress(OSError):
        os.write(2, f"voicehub-runner: {message}\n".encode("utf-8", "backslashreplace"))


def error_text(error: BaseException) -> str:
    """The traceback as Python prints it, from the first line of the user's own code on."""
    linecache.checkcache()  # else the lines shown are those from before the edit
    if isinstance(error, SystemExit):
        return f"the program ended itself with code {error.code!r} while it was loaded"
    whole = traceback.TracebackException.from_exception(error)
    _hide_frames(whole)
    return "".join(whole.format()).rstrip()


def summary(error: BaseException) -> str:
    """One line: where, and what."""
    if isinstance(error, SystemExit):
        return error_text(error)
    what = "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]
    if isinstance(error, SyntaxError) and error.filename:
        return f"{shown(error.filename)}:{error.lineno}: {what}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _hidden(frame)]
    return f"{shown(frames[-1].filename)}:{frames[-1].lineno}: {what}" if frames else what


def shown(path: str) -> str:
    """The path as a person would type it here."""
    inside = os.path.relpath(path)
    return path if inside.startswith("..") else inside


def address(listening) -> str:
    name = listening.getsockname()
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else str(name)


def seconds(duration: float) -> str:
    return f"{duration:.1f} s" if duration >= 0.1 else f"{duration * 1000:.0f} ms"


def _hidden(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith((_HERE, "<frozen importlib", ast.__file__))


def _hide_frames(whole: traceback.TracebackException) -> None:
    seen = set()
    todo = [whole]
    while todo:
        part = todo.pop()
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        part.stack[:] = [frame for frame in part.stack if not _hidden(frame)]
        todo += [part.__cause__, part.__context__, *(getattr(part, "exceptions", None) or ())]
