"""What a loader is made of, so that an edit of it is told from an edit beside it.

Followed: the code and constants of the function, of the functions inside it, and of the functions,
classes and plain values of the app's own modules that it names, however deep. Not followed: line
numbers, what libraries do, files that it reads, and names that are only put together at run time.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import types
from typing import Any, Callable

_PLAIN = (str, bytes, int, float, complex, bool, type(None), os.PathLike)


def fingerprint(load: Callable, is_ours: Callable[[str], bool]) -> str:
    """is_ours: whether the source file of that name belongs to the app."""
    walk = _Walk(is_ours)
    walk.value(load)
    return walk.digest.hexdigest()


class _Walk:
    def __init__(self, is_ours: Callable[[str], bool]) -> None:
        self.digest = hashlib.sha256()
        self._is_ours = is_ours
        self._seen: set[int] = set()

    def value(self, value: Any) -> None:
        if isinstance(value, _PLAIN):
            self._add(type(value).__name__, repr(value))
        elif isinstance(value, (tuple, list)):
            self._add("sequence", str(len(value)))
            for item in value:
                self.value(item)
        elif isinstance(value, (set, frozenset)):
            self._add("set", *sorted(map(repr, value)))
        elif isinstance(value, dict):
            self._add("dict", str(len(value)))
            for key, item in value.items():
                self._add(repr(key))
                self.value(item)
        elif id(value) not in self._seen:
            self._seen.add(id(value))
            self._object(value)

    def _object(self, value: Any) -> None:
        if isinstance(value, functools.partial):
            for part in (value.func, value.args, value.keywords):
                self.value(part)
        elif isinstance(value, (types.MethodType, staticmethod, classmethod)):
            self.value(value.__func__)
        elif isinstance(value, property):
            for part in (value.fget, value.fset, value.fdel):
                self.value(part)
        elif isinstance(value, types.FunctionType):
            self._function(value)
        elif isinstance(value, type):
            self._class(value)
        elif hasattr(value, "__wrapped__"):  # functools.cache and the like
            self.value(value.__wrapped__)
        else:
            self._add(type(value).__module__, type(value).__qualname__)

    def _function(self, function: types.FunctionType) -> None:
        if not self._is_ours(function.__code__.co_filename):
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

    def _code(self, code: types.CodeType, namespace: dict) -> None:
        self.digest.update(code.co_code)
        self._add(*code.co_names, *code.co_varnames, *code.co_freevars)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self._code(constant, namespace)
            else:
                self.value(constant)
        for name in code.co_names:
            if name in namespace:
                self._named(name, namespace[name], code.co_names)

    def _named(self, name: str, value: Any, attributes: tuple) -> None:
        """A global that the code names; of a module of ours, what the code may take from it."""
        self._add(name)
        if not isinstance(value, types.ModuleType):
            self.value(value)
        elif self._is_ours(getattr(value, "__file__", None) or ""):
            for attribute in attributes:
                if attribute in vars(value):
                    self._named(attribute, vars(value)[attribute], ())

    def _class(self, kind: type) -> None:
        self._add("class", kind.__qualname__)
        module = sys.modules.get(kind.__module__)
        if not self._is_ours(getattr(module, "__file__", None) or ""):
            return
        for base in kind.__bases__:
            self.value(base)
        for name, item in sorted(vars(kind).items()):
            if name not in ("__module__", "__dict__", "__weakref__", "__firstlineno__"):
                self._add(name)
                self.value(item)

    def _add(self, *texts: str) -> None:
        for text in texts:
            self.digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
