"""One warm reload: from "a file may have changed" to "the new code serves", or to nothing having
happened."""

from __future__ import annotations

import gc
import queue
import sys
import threading
import time
import typing
from typing import Any, Protocol

from . import notify, report
from .kept import NeedsRestart, store
from .modules import Modules
from .program import Program

_QUIET_BEFORE_COLLECTING = 0.5  # seconds: the first answers of the new code come first
_MOST_UNCOLLECTED = 8  # editions: when edits follow each other so fast that it is never quiet


class Host(Protocol):
    """What serves. Its methods are called from the reloader's thread, while it serves."""

    def adopt_thread(self) -> None:
        ...

    def prepare(self, served: Any) -> Any:
        ...

    def swap(self, prepared: Any) -> None:
        ...

    def restart_in_place(self) -> None:
        ...


class Reloader:
    """Works in a thread of its own, so that the old code goes on serving while the new one is
    loaded."""

    THREAD = "voicehub-reloader"

    def __init__(self, program: Program, modules: Modules) -> None:
        self._program = program
        self._modules = modules
        # What the newest edition handed over. Here and on no stack: that would keep it alive.
        self.served: Any = None
        self._jobs: queue.SimpleQueue = queue.SimpleQueue()  # may be filled by a signal handler
        self._host: Host | None = None
        self._old_editions = 0  # that still answer a request

    @property
    def target(self) -> str:
        return self._program.target

    def load_first(self) -> bool:
        """False: the program has simply ended."""
        self.served = self._program.load()
        return self.served is not None

    def request(self) -> None:
        """A signal handler's."""
        if self._host is None:
            report.say(
                "SIGHUP before anything is served: it waits for that. A server that is none of "
                "uvicorn, http.server, wsgiref and Flask needs a restart of the process"
            )
        self._jobs.put("reload")

    def old_edition_has_ended(self) -> None:
        """Its last request is answered."""
        self._jobs.put("collect")

    def start(self, host: Host) -> None:
        """What has been asked for before the server was ready is done now."""
        self._host = host
        threading.Thread(target=self._work, name=self.THREAD, daemon=True).start()

    def _work(self) -> None:
        self._host.adopt_thread()
        ended = 0
        while True:
            try:
                job = self._jobs.get(timeout=_QUIET_BEFORE_COLLECTING if ended else None)
            except queue.Empty:
                job = ""
            if job == "reload":
                self.reload()
            elif job == "collect":
                ended += 1
                self._old_editions -= 1
            if not job or ended >= _MOST_UNCOLLECTED:
                self._collect()
                ended = 0

    def reload(self) -> None:
        began = time.monotonic()
        notify.reloading()
        try:
            status = self._reload()
        except NeedsRestart as needed:
            self._restart(needed.args[0])
        except BaseException as error:  # SystemExit too: the program must not end for an edit
            text = report.error_text(error)
            report.say(
                f"{report.summary(error)}\n{text}\n"
                "voicehub-runner: the code from before goes on serving"
            )
            error.__traceback__ = None  # its frames hold the modules that failed
            notify.not_reloaded(text)
        else:
            report.say(f"{status} ({report.seconds(time.monotonic() - began)})")
            notify.reloaded(status)

    def _reload(self) -> str:
        changed = self._modules.changed()
        if not changed:
            return "warm: no loaded module has changed" + _and(store.words())
        self._modules.compile_ahead(changed)
        names = self._modules.with_importers(changed)
        shown = ", ".join(
            dict.fromkeys(report.shown(self._modules.sources[name].path) for name in names)
        )
        removal = self._modules.take_out(names)
        _forget_validators(names)
        store.begin()
        try:
            served = self._program.load_again(names, self.served)
            prepared = self._host.prepare(served)
        except BaseException:
            removal.undo()
            store.abandon()
            raise
        finally:
            self._modules.forget_compiled()
            sys.path[:] = dict.fromkeys(sys.path)  # the program has put its folders there again
        self._old_editions += 1
        self._host.swap(prepared)
        self.served = served
        return f"warm: re-imported {shown}" + _and(store.commit(names, self._modules.keeps))

    def _collect(self) -> None:
        """An old edition is a knot of cycles; a model in it may be gigabytes."""
        if self._old_editions == 0:
            store.forget_previous()
        for clear in getattr(typing, "_cleanups", ()):  # Optional[OldClass] and the like
            clear()
        gc.collect()

    def _restart(self, name: str) -> None:
        status = f"restarting in place: {name} is to be loaded anew, and is to be freed first"
        report.say(status)
        notify.send(STATUS=status)
        self._host.restart_in_place()


def _and(words: str) -> str:
    return f"; {words}" if words else ""


def _forget_validators(names: list[str]) -> None:
    """pydantic 1 takes a validator that is defined again for a mistake; in a notebook it does
    not."""
    for module in ("pydantic.class_validators", "pydantic.v1.class_validators"):
        known = getattr(sys.modules.get(module), "_FUNCS", None)
        if isinstance(known, set):
            known.difference_update(
                [each for each in known if each.startswith(tuple(f"{n}." for n in names))]
            )
