"""What a loader is made of, so that an edit of it is told from an edit beside it.

Followed: the code and constants of the function, of the functions inside it, and of the functions,
classes, settings and plain values of the app's own modules that it names, however deep. Not
followed: line numbers, what libraries do, files that it reads, and names that are only put together
at run time.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import inspect
import os
import sys
import types
from typing import Any, Callable, Protocol

_PLAIN = (str, bytes, int, float, complex, bool, type(None), os.PathLike)
_BAGS = (types.SimpleNamespace, argparse.Namespace)  # of settings


class App(Protocol):
    def owns(self, path: str) -> bool:
        """Whether the source file of that name is the app's."""

    def class_body(self, kind: type) -> types.CodeType | None:
        """None: the class is not the app's, or not made by a class statement."""


def fingerprint(load: Callable, app: App) -> str:
    walk = _Walk(app)
    walk.value(load)
    return walk.digest.hexdigest()


def class_bodies(code: types.CodeType, prefix: str = "") -> dict[str, types.CodeType]:
    """The code of the class statements in it, by the qualified names of the classes."""
    bodies: dict[str, types.CodeType] = {}
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            name = prefix + inner.co_name
            if inner.co_flags & inspect.CO_NEWLOCALS:
                bodies.update(class_bodies(inner, name + ".<locals>."))
            else:
                bodies[name] = inner
                bodies.update(class_bodies(inner, name + "."))
    return bodies


class _Walk:
    def __init__(self, app: App) -> None:
        self.digest = hashlib.sha256()
        self._app = app
        self._seen: dict[int, Any] = {}  # and held, so that no other object gets its number

    def value(self, value: Any) -> None:
        if isinstance(value, _PLAIN):
            self._add(type(value).__name__, repr(value))
        elif isinstance(value, tuple):
            self._sequence(value)
        elif isinstance(value, (set, frozenset)):
            self._add("set", *sorted(self._alone(item) for item in value))
        elif id(value) not in self._seen:
            self._seen[id(value)] = value
            self._object(value)

    def _object(self, value: Any) -> None:
        if isinstance(value, list):
            self._sequence(value)
        elif isinstance(value, dict):
            self._sequence(tuple(value.items()))
        elif isinstance(value, functools.partial):
            self._sequence((value.func, value.args, value.keywords))
        elif isinstance(value, types.MethodType):
            self._sequence((value.__func__, value.__self__))
        elif isinstance(value, (staticmethod, classmethod)):
            self.value(value.__func__)
        elif isinstance(value, property):
            self._sequence((value.fget, value.fset, value.fdel))
        elif isinstance(value, types.FunctionType):
            self._function(value)
        elif isinstance(value, type):
            self._class(value)
        elif hasattr(value, "__wrapped__"):  # functools.cache and the like
            self.value(value.__wrapped__)
        elif isinstance(value, _BAGS) or self._app.class_body(type(value)):
            self.value(type(value))
            self.value(getattr(value, "__dict__", None))
        else:
            self._add(type(value).__module__, type(value).__qualname__)

    def _sequence(self, values: Any) -> None:
        self._add("sequence", str(len(values)))
        for each in values:
            self.value(each)

    def _alone(self, value: Any) -> str:
        """Of a value whose place among others means nothing."""
        walk = _Walk(self._app)
        walk._seen.update(self._seen)
        walk.value(value)
        return walk.digest.hexdigest()

    def _function(self, function: types.FunctionType) -> None:
        if not self._app.owns(function.__code__.co_filename):
            self._add("function", function.__module__ or "", function.__qualname__)
            return
        self.value(function.__defaults__)
        self.value(function.__kwdefaults__)
        for cell in function.__closure__ or ():
            try:
                self.value(cell.cell_contents)
            except ValueError:  # not filled yet
                self._add("empty")
        self._code(function.__code__, function.__globals__)

    def _class(self, kind: type) -> None:
        self._add("class", kind.__qualname__)
        body = self._app.class_body(kind)
        if body is not None:
            self._sequence(kind.__bases__)
            self._code(body, vars(sys.modules[kind.__module__]))

    def _code(self, code: types.CodeType, namespace: dict) -> None:
        self.digest.update(code.co_code)
        self._add(*code.co_names, *code.co_varnames, *code.co_freevars)
        # From Python 3.13 on a class has its line among its constants.
        line = code.co_firstlineno if "__firstlineno__" in code.co_names else None
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self._code(constant, namespace)
            elif type(constant) is not int or constant != line:
                self.value(constant)
        for name in code.co_names:
            if name in namespace:
                self._named(name, namespace[name], code.co_names)

    def _named(self, name: str, value: Any, attributes: tuple) -> None:
        """A global that the code names; of a module of ours, what the code may take from it."""
        self._add(name)
        if not isinstance(value, types.ModuleType):
            self.value(value)
        elif self._app.owns(getattr(value, "__file__", None) or ""):
            for attribute in attributes:
                if attribute in vars(value):
                    self._named(attribute, vars(value)[attribute], ())

    def _add(self, *texts: str) -> None:
        for text in texts:
            self.digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
