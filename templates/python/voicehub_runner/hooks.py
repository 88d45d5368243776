"""Replaces the blocking calls of servers: at once for the standard library's, upon import for the
others'."""

from __future__ import annotations

import importlib.util
import sys
from typing import Callable


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
    sys.meta_path.insert(0, _Finder())


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
