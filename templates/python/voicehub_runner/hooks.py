"""Replaces the blocking calls of servers: at once for the standard library's, upon import for the
others'."""

from __future__ import annotations

import importlib.util
import signal
import sys
import threading
from typing import Callable

from .reloader import Reloader


def _uvicorn() -> None:
    from . import uvicorn_host

    uvicorn_host.install()


def _werkzeug() -> None:
    from . import threaded_host

    threaded_host.install_werkzeug()


_UPON_IMPORT: dict[str, Callable[[], None]] = {"uvicorn": _uvicorn, "werkzeug.serving": _werkzeug}


def install() -> None:
    from . import threaded_host

    threaded_host.install()
    signal.signal = _set_handler
    sys.meta_path.insert(0, _Finder())


_set_handler_of_process = signal.signal


def _set_handler(number, handler):
    """A program that is loaded again is not in the main thread, where alone Python allows this. What
    it set the first time it has lost to the server since."""
    if threading.current_thread().name == Reloader.THREAD:
        return signal.getsignal(number)
    return _set_handler_of_process(number, handler)


class _Finder:
    """Lets the others find a module, and runs our hook after the module itself has been run."""

    def __init__(self) -> None:
        self._waiting = dict(_UPON_IMPORT)

    def find_spec(self, name, path=None, target=None):
        hook = self._waiting.pop(name, None)
        if hook is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            self._waiting[name] = hook
            return None
        run = spec.loader.exec_module

        def run_and_hook(module) -> None:
            run(module)
            hook()

        spec.loader.exec_module = run_and_hook
        return spec
