"""The modules of the app: which there are, what they were made from, and how edited ones are
replaced.

They are compiled here and never taken from __pycache__: its entries are told apart by whole seconds
and size, so an edit that follows another at once would be missed.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
import importlib.machinery
import importlib.util
import os
import sys
import sysconfig
import time
import types
from typing import Iterable

from .fingerprint import class_bodies

# A file system's clock may stand still for some milliseconds: two writes within them look like one.
_CLOCK_STEP_NS = 50_000_000


class Source:
    """The file that a loaded module was made from, as it was then."""

    def __init__(self, path: str) -> None:
        self.path = path
        began = time.time_ns()
        self._signature = _signature(path)  # before reading: what is written meanwhile differs
        with open(path, "rb") as file:
            self.text = file.read()
        self.digest = hashlib.sha256(self.text).digest()
        self._forget_young_signature(began)
        self.imports: set[str] = set()  # all that it may import, and the packages of that
        self.bound: set[str] = set()  # what it may reach more modules through, as attributes
        self.keeps: set[str] = set()  # the names in its calls of keep()
        self.class_bodies: dict[str, types.CodeType] = {}
        self.knows_main = False  # it asks whether it is the main program

    def has_changed(self) -> bool:
        began = time.time_ns()
        try:
            signature = _signature(self.path)
            if signature == self._signature:
                return False
            with open(self.path, "rb") as file:
                if hashlib.sha256(file.read()).digest() != self.digest:
                    return True
        except OSError:
            return True
        self._signature = signature
        self._forget_young_signature(began)
        return False

    def compile(self, name: str) -> types.CodeType:
        tree = ast.parse(self.text, self.path)
        is_package = os.path.basename(self.path) == "__init__.py"
        package = name if is_package else name.rpartition(".")[0]
        self.imports, self.bound = _imported_names(tree, package)
        if "." in name:
            self.imports.add(name.rpartition(".")[0])  # is run first, always
        self.keeps = _kept_names(tree)
        self.knows_main = any(
            isinstance(node, ast.Constant) and node.value == "__main__" for node in ast.walk(tree)
        )
        code = compile(tree, self.path, "exec", dont_inherit=True)
        self.class_bodies = class_bodies(code)
        self.text = b""
        return code

    def _forget_young_signature(self, now_ns: int) -> None:
        if self._signature[0] + _CLOCK_STEP_NS > now_ns:
            self._signature = (0,)


def _signature(path: str) -> tuple:
    """Newest time first."""
    found = os.stat(path)
    return (
        max(found.st_mtime_ns, found.st_ctime_ns),
        found.st_mtime_ns,
        found.st_size,
        found.st_ino,
        found.st_dev,
    )


def _imported_names(tree: ast.AST, package: str) -> tuple[set[str], set[str]]:
    """Every module that the code may import, in functions too; and those that it gets a name for.
    `from a import b`: b may be a module."""
    names: set[str] = set()
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
            bound.update(
                alias.name if alias.asname else alias.name.partition(".")[0] for alias in node.names
            )
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([part for part in above if part] + ([base] if base else []))
            names.add(base)
            bound.update(f"{base}.{alias.name}" if base else alias.name for alias in node.names)
    names |= bound
    for name in list(names):
        parts = name.split(".")
        names.update(".".join(parts[:count]) for count in range(1, len(parts)))
    return names, bound


def _kept_names(tree: ast.AST) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and "keep" in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


class Modules:
    """The app's modules. folders: what lies below them is the app's, unless it is installed or
    Python's own."""

    def __init__(self, folders: Iterable[str]) -> None:
        self.sources: dict[str, Source] = {}
        self._folders = tuple(os.path.join(os.path.realpath(folder), "") for folder in folders)
        own = os.path.dirname(os.path.realpath(__file__))
        foreign = (own, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
        self._foreign = tuple(os.path.join(os.path.realpath(folder), "") for folder in foreign)
        self._owned: dict[str, bool] = {}
        self._compiled: dict[str, tuple[Source, types.CodeType]] = {}  # and not run yet

    def owns(self, path: str) -> bool:
        answer = self._owned.get(path)
        if answer is None:
            real = os.path.realpath(path)
            installed = {"site-packages", "dist-packages"}.intersection(real.split(os.sep))
            answer = (
                path.endswith(".py")
                and real.startswith(self._folders)
                and not installed
                and not real.startswith(self._foreign)
            )
            self._owned[path] = answer
        return answer

    def class_body(self, kind: type) -> types.CodeType | None:
        source = self.sources.get(kind.__module__)
        return source.class_bodies.get(kind.__qualname__) if source else None

    def install(self) -> None:
        """From now on the app's modules are loaded here."""
        place = sys.meta_path.index(importlib.machinery.PathFinder)
        sys.meta_path.insert(place, _Finder(self))

    def run_main(self, path: str) -> None:
        """Runs the script as __main__, in a namespace of its own."""
        module = types.ModuleType("__main__")
        module.__file__ = path
        module.__loader__ = importlib.machinery.SourceFileLoader("__main__", path)
        sys.modules["__main__"] = module
        _follow_main()
        exec(self.compile("__main__", path), module.__dict__)

    def compile(self, name: str, path: str) -> types.CodeType:
        source, code = self._compiled.pop(name, (None, None))
        if source is None or source.path != path:
            source = Source(path)
            code = source.compile(name)
        self.sources[name] = source
        return code

    def compile_ahead(self, names: Iterable[str]) -> None:
        """A mistake in the syntax shows here, before any module has been taken out."""
        compiled = {}
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # it may not be needed any more
                source = Source(self.sources[name].path)
                compiled[name] = source, source.compile(name)
        self._compiled = compiled

    def forget_compiled(self) -> None:
        """Of what nobody has imported: it may be edited again before somebody does."""
        self._compiled.clear()

    def note_importer(self, name: str) -> None:
        """For imports by a name that is not in the code: whose code is importing this module now,
        though a library may do it for them."""
        frame = sys._getframe(1)
        while frame:
            importer = frame.f_globals.get("__name__")
            if importer in self.sources and importer != name:
                if frame.f_globals is vars(sys.modules.get(importer, sys)):
                    self.sources[importer].imports.add(name)
                    self.sources[importer].bound.add(name)
                    return
            frame = frame.f_back

    def changed(self) -> list[str]:
        """Loaded modules whose files are no longer what they were made from."""
        return [name for name, source in list(self.sources.items()) if source.has_changed()]

    def with_importers(self, names: Iterable[str]) -> list[str]:
        """These, and all that import them, however indirectly."""
        found = set(names)
        grown = True
        while grown:
            packages = {
                name[:place] for name in found for place, letter in enumerate(name) if letter == "."
            }
            more = {
                name
                for name, source in list(self.sources.items())
                if source.imports & found or source.bound & packages
            } - found
            found |= more
            grown = bool(more)
        return [name for name in self.sources if name in found]

    def is_imported(self, name: str) -> bool:
        """By a module as it is now."""
        return any(name in source.imports for source in list(self.sources.values()))

    def keeps(self, name: str) -> bool:
        """keep(name, …) stands somewhere in the code."""
        return any(name in source.keeps for source in list(self.sources.values()))

    def take_out(self, names: Iterable[str]) -> "Removal":
        """These modules will be imported anew."""
        # A file may be new, and a folder's time too coarse to show it.
        importlib.invalidate_caches()
        return Removal(self, names)


def _follow_main() -> None:
    """multiprocessing, where it is used, knows the main module by a name of its own."""
    if "__mp_main__" in sys.modules:
        sys.modules["__mp_main__"] = sys.modules["__main__"]


class Removal:
    """Modules taken out to make room for their new edition."""

    def __init__(self, modules: Modules, names: Iterable[str]) -> None:
        self._modules = modules
        self._sources = dict(modules.sources)
        self._loaded = {name: sys.modules[name] for name in self._sources if name in sys.modules}
        self._copied: set[str] = set()
        for name in names:
            sys.modules.pop(name, None)
            modules.sources.pop(name, None)
        for name in names:
            self._take_out_of_package(name)

    def _take_out_of_package(self, name: str) -> None:
        """Old code finds its modules in the packages that it holds. So the new code gets copies of
        these packages, unless they are run anew themselves."""
        package, _, child = name.rpartition(".")
        old = sys.modules.get(package)
        if old is None:
            return
        if package not in self._copied:
            self._copied.add(package)
            self._loaded[package] = old
            self._take_out_of_package(package)
            copy = sys.modules[package] = types.ModuleType(package)
            vars(copy).update(vars(old))
            above, _, own = package.rpartition(".")
            if above in sys.modules:
                setattr(sys.modules[above], own, copy)
        vars(sys.modules[package]).pop(child, None)

    def undo(self) -> None:
        """The old modules are those that an import finds, again."""
        for name in self._modules.sources:
            sys.modules.pop(name, None)
        sys.modules.update(self._loaded)
        _follow_main()
        self._modules.sources.clear()
        self._modules.sources.update(self._sources)


class _Finder:
    """Finds what PathFinder finds; the app's modules get our loader."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules

    def find_spec(self, name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if (
            spec is not None
            and type(spec.loader) is importlib.machinery.SourceFileLoader
            and self._modules.owns(spec.origin)
        ):
            spec.loader = _Loader(name, spec.origin, self._modules)
            spec.cached = None
        return spec

    def invalidate_caches(self) -> None:
        pass  # PathFinder is asked to do so, too


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, modules: Modules) -> None:
        super().__init__(name, path)
        self._modules = modules

    def get_code(self, name: str) -> types.CodeType:
        return self._modules.compile(name, self.path)

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        self._modules.note_importer(name)
        for other, loaded in list(sys.modules.items()):  # inside it, and not run anew: C, say
            if other.rpartition(".")[0] == name:
                setattr(module, other.rpartition(".")[2], loaded)
        super().exec_module(module)
