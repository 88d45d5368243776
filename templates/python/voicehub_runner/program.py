"""The program that is run: a script or `module:app`, and the server that it hands over.

A script ends in a call that blocks: uvicorn.run(), serve_forever(). Those calls are replaced
(hooks.py). They hand over what would be served and unwind the script, because a script that stays
on the stack keeps its first edition, and the model in it, alive for ever.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import sys
import threading
from typing import Any, Iterable, Iterator

from .modules import Modules


class HandedOver(BaseException):
    """Unwinds the script. No Exception, so that `except Exception` around the blocking call lets it
    pass."""


class Call:
    """An app that is to be served. app: an object, or "module:attribute"; options: as for
    uvicorn.run()."""

    def __init__(self, app: Any, options: dict[str, Any], is_uvicorns: bool = False) -> None:
        self.app = app
        self.options = options
        self.is_uvicorns = is_uvicorns  # the program calls uvicorn; else we choose the server

    def resolve(self) -> Any:
        return named_object(self.app) if isinstance(self.app, str) else self.app


def is_asgi(app: Any) -> bool:
    """Else it is taken for WSGI."""
    call = app if inspect.isfunction(app) else getattr(app, "__call__", None)
    return inspect.iscoroutinefunction(call)


_runs: dict[int, list] = {}  # what has been handed over, by the thread that runs a program


def hand_over(served: Any) -> None:
    """Unwinds the program when this thread is running one; else returns, and the call is an
    ordinary one."""
    if threading.get_ident() not in _runs:
        return
    _runs[threading.get_ident()].append(served)
    raise HandedOver


def is_running() -> bool:
    return threading.get_ident() in _runs


def named_object(reference: str) -> Any:
    """ "module:attribute.of.it"."""
    module_name, _, attributes = reference.partition(":")
    value: Any = importlib.import_module(module_name)
    for attribute in (attributes or "app").split("."):
        value = getattr(value, attribute)
    return value


class Program:
    """target: the path of a script, or "module:app". options: of the command line, for an app
    without a server."""

    def __init__(self, target: str, modules: Modules, options: dict[str, Any]) -> None:
        self.target = target
        self.is_script = target.endswith(".py")
        self._modules = modules
        self._options = options

    def load(self) -> Any:
        """Runs it until it hands over what it serves: a Call or a socketserver. None: it has simply
        ended."""
        if not self.is_script:
            call = Call(self.target, self._options)
            call.resolve()
            return call
        handed = self._run_script()
        script = vars(sys.modules["__main__"])
        if handed is None and self._is_meant_to_be_served(script.get("app")):
            return Call(script["app"], self._options)
        return handed

    def _is_meant_to_be_served(self, app: Any) -> bool:
        """A script that knows when it is the main program says itself how it is run. Of another we
        take what is an ASGI or WSGI app, and no app of a framework that has just ended."""
        if app is None or self._modules.sources["__main__"].knows_main:
            return False
        try:
            return is_asgi(app) or bool(inspect.signature(app).bind({}, print))
        except (TypeError, ValueError):
            return False

    def load_again(self, names: Iterable[str], served: Any) -> Any:
        """Imports these modules anew, which have been taken out. served: what was handed over
        before."""
        if "__main__" in names:
            served = self.load()
        elif isinstance(served, Call):
            served.resolve()
        for name in names:
            # Found already by what was just run, or needed by nobody any more.
            if name not in sys.modules and self._modules.is_imported(name):
                importlib.import_module(name)
        return served

    def _run_script(self) -> Any:
        handed: list = []
        thread = threading.get_ident()
        _runs[thread] = handed
        try:
            self._modules.run_main(os.path.abspath(self.target))
        except BaseException:
            if not handed:  # else the program has had its say: it is about to serve
                raise
        finally:
            del _runs[thread]
        return handed[0] if handed else None


@contextlib.contextmanager
def running() -> Iterator[None]:
    """What this thread does meanwhile counts as the program's doing."""
    _runs[threading.get_ident()] = []
    try:
        yield
    finally:
        del _runs[threading.get_ident()]
