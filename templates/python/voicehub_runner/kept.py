"""Objects that outlive the code that asked for them: keep().

A change is tried out before it counts. Between begin() and commit() what is loaded anew stands
beside what the old code still uses; abandon() lets go of it again.
"""

from __future__ import annotations

import inspect
import sys
import threading
import time
import weakref
from typing import Any, Callable, Iterable

from . import report
from .fingerprint import App, fingerprint


class NeedsRestart(BaseException):
    """An object with free_first is to be replaced: memory may not suffice for two."""


class Kept:
    """One object, and what it was made from."""

    def __init__(self, value: Any, key: tuple, made_of: str, owner: str, duration: float) -> None:
        self.value = value
        self.key = key
        self.made_of = made_of
        self.owner = owner  # the module that asked for it
        self.duration = duration  # of loading it, in seconds

    def difference(self, key: tuple, made_of: str) -> str:
        """Why this one does not serve the purpose; empty when it does."""
        if not _same(self.key, key):
            return "its key has changed"
        return "" if self.made_of == made_of else "its loader has changed"


def _same(one: tuple, other: tuple) -> bool:
    try:
        return bool(one == other)
    except Exception:  # an array, say, that has no single answer
        return False


class Store:
    """All that is kept in this process. Without activate() it keeps nothing."""

    def __init__(self) -> None:
        self._app: App | None = None
        # As of the first time: later, what the loader names may have been changed by its own run.
        self._fingerprints: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()
        self._current: dict[str, Kept] = {}
        self._previous: dict[str, Kept] = {}  # until the code that used them has ended
        self._new: dict[str, Kept] | None = None  # of the change that is being tried out
        self._asked: set[str] = set()
        self._reasons: dict[str, str] = {}
        self._locks: dict[str, threading.RLock] = {}
        self._guard = threading.Lock()

    def activate(self, app: App) -> None:
        self._app = app

    def get(self, name: str, load: Callable, key: tuple, free_first: bool, owner: str) -> Any:
        if self._app is None:
            return load(*key)
        with self._lock(name):  # two threads that ask at once get one object
            made_of = self._made_of(load)
            reason = ""
            for known in self._candidates(name):
                reason = known.difference(key, made_of)
                if not reason:
                    self._asked.add(name)
                    return known.value
            if reason and free_first and self._new is not None:
                raise NeedsRestart(name)
            if reason:
                report.say(f"{name} is loaded anew: {reason}")
            began = time.monotonic()
            value = load(*key)
            self._put(name, Kept(value, key, made_of, owner, time.monotonic() - began), reason)
            return value

    def begin(self) -> None:
        self._new, self._asked, self._reasons = {}, set(), {}

    def abandon(self) -> None:
        self._new = None

    def commit(self, reimported: Iterable[str], is_in_code: Callable[[str], bool]) -> str:
        """What the code of the old edition asked for and the new one does not is let go of. An
        object counts as asked for, also, while its name stands in the code: it may be asked for at
        the first request. Returns what happened, as words."""
        new = self._new or {}
        replaced = {name: kept for name, kept in self._current.items() if name in new}
        unwanted = {
            name
            for name, kept in self._current.items()
            if name not in self._asked and kept.owner in reimported and not is_in_code(name)
        }
        words = [
            f"kept {name} (loaded in {report.seconds(kept.duration)})"
            for name, kept in self._current.items()
            if name not in new and name not in unwanted
        ]
        words += [
            f"loaded {name} in {report.seconds(kept.duration)}"
            + (f", because {self._reasons[name]}" if self._reasons[name] else "")
            for name, kept in new.items()
        ]
        words += [f"let go of {name}" for name in sorted(unwanted)]
        self._previous.update(replaced)
        self._current = {
            name: kept for name, kept in {**self._current, **new}.items() if name not in unwanted
        }
        self._new = None
        return "; ".join(words)

    def forget_previous(self) -> None:
        """The code that used them has ended."""
        self._previous.clear()

    def words(self) -> str:
        return "; ".join(
            f"kept {name} (loaded in {report.seconds(kept.duration)})"
            for name, kept in self._current.items()
        )

    def _made_of(self, load: Callable) -> str:
        try:
            known = self._fingerprints.get(load)
            if known is None:
                known = self._fingerprints[load] = fingerprint(load, self._app)
            return known
        except TypeError:  # no weak references to it, or no hash
            return fingerprint(load, self._app)

    def _lock(self, name: str) -> threading.RLock:
        with self._guard:
            return self._locks.setdefault(name, threading.RLock())

    def _candidates(self, name: str) -> list[Kept]:
        """The likeliest comes last, so that its reason is the one that is told. A request that is
        still with the old code finds the old object."""
        places = (self._previous, self._new or {}, self._current)
        return [place[name] for place in places if name in place]

    def _put(self, name: str, kept: Kept, reason: str) -> None:
        if self._new is None:
            self._current[name] = kept
        else:
            self._new[name] = kept
            self._asked.add(name)
            self._reasons[name] = reason


store = Store()


def keep(name: str, load: Callable[..., Any], *key: Any, free_first: bool = False) -> Any:
    """load(*key), or what it returned before: the object outlives the module that asks for it.

    It is loaded anew when key differs from the last time, or the loader does (fingerprint.py says
    what belongs to it). The new object is loaded while the old one still serves, so that a loader
    that fails costs nothing, and memory must suffice for both. Where it does not: free_first. Then
    the process finishes its requests, becomes a new one in place, and nothing serves if that fails.
    """
    if inspect.iscoroutinefunction(load):
        raise TypeError(f"keep({name!r}, …): the loader is async; give a plain function")
    owner = sys._getframe(1).f_globals.get("__name__", "")
    return store.get(name, load, key, free_first, owner)
