"""Which edits make a loader another one."""

import sys
import types
import unittest

import support  # noqa: F401
from voicehub_runner.fingerprint import class_bodies, fingerprint


class App:
    """One module."""

    def __init__(self, source: str) -> None:
        self.module = sys.modules["edited"] = types.ModuleType("edited")
        self.module.__file__ = "/app/edited.py"
        code = compile(source, self.module.__file__, "exec")
        self._bodies = class_bodies(code)
        exec(code, vars(self.module))

    @staticmethod
    def owns(path: str) -> bool:
        return path.startswith("/app/")

    def class_body(self, kind: type):
        return self._bodies.get(kind.__qualname__) if kind.__module__ == "edited" else None


def loader_in(source: str, name: str = "load") -> str:
    """The fingerprint of the function in a module with this source."""
    app = App(source)
    return fingerprint(getattr(app.module, name), app)


class Fingerprint(unittest.TestCase):
    def assert_same(self, before: str, after: str) -> None:
        self.assertEqual(loader_in(before), loader_in(after))

    def assert_other(self, before: str, after: str) -> None:
        self.assertNotEqual(loader_in(before), loader_in(after))

    def test_a_loader_that_moved_is_the_same(self):
        self.assert_same("def load(): return 1", "import os\n\n\ndef load():\n    return 1")

    def test_an_edit_beside_it_leaves_it_the_same(self):
        self.assert_same("def load(): return 1\nMARK = 1", "def load(): return 1\nMARK = 2")

    def test_another_constant_in_it(self):
        self.assert_other("def load(): return 1", "def load(): return 2")

    def test_a_number_of_another_type(self):
        self.assert_other("def load(): return 1", "def load(): return 1.0")

    def test_another_order_of_calls(self):
        self.assert_other("def load(a, b): return a - b", "def load(a, b): return b - a")

    def test_a_function_inside_it(self):
        self.assert_other(
            "def load():\n  def inner(): return 1\n  return inner",
            "def load():\n  def inner(): return 2\n  return inner",
        )

    def test_a_function_that_it_calls(self):
        code = "def deep(): return {}\ndef helper(): return deep()\ndef load(): return helper()"
        self.assert_other(code.format(1), code.format(2))

    def test_a_class_that_it_makes(self):
        code = "class Model:\n  size = {}\n  def speak(self): return {}\ndef load(): return Model()"
        self.assert_other(code.format(1, 1), code.format(2, 1))
        self.assert_other(code.format(1, 1), code.format(1, 2))

    def test_a_class_that_moved_is_the_same(self):
        code = "class Model:\n  size = 100\n  def speak(self): return 1\ndef load(): return Model()"
        self.assert_same(code, "import os\n\n\n" + code)

    def test_a_class_whose_method_is_the_loader(self):
        code = "class Model:\n  def __init__(self): self.size = {}\n  @classmethod\n  def new(cls): return cls()\n"
        self.assert_other(code.format(1) + "load = Model.new", code.format(2) + "load = Model.new")

    def test_settings_in_an_object_or_a_class(self):
        for code in ("class Settings:\n  def __init__(self, size): self.size = size\nSETTINGS = Settings({})",
                     "import dataclasses\n@dataclasses.dataclass\nclass Settings:\n  size: int = {}\n"
                     "SETTINGS = Settings()",
                     "import pydantic\nclass Settings(pydantic.BaseModel):\n  size: int = {}\nSETTINGS = Settings()",
                     "import types\nSETTINGS = types.SimpleNamespace(size={})",
                     "import argparse\nSETTINGS = argparse.Namespace(size={})",
                     "import enum\nclass Settings(enum.Enum):\n  size = {}\nSETTINGS = Settings.size"):
            with self.subTest(code):
                code += "\ndef load(): return SETTINGS"
                self.assert_other(code.format(1), code.format(2))
                self.assert_same(code.format(1), "\n\n" + code.format(1) + "\nMARK = 2")

    def test_tables_of_functions_and_classes(self):
        code = ("import pydantic\ndef one(): return 1\nclass Kind(pydantic.BaseModel):\n  name: str = 'a'\n"
                "class Kinds(pydantic.BaseModel):\n  all: 'list[Kind]' = []\n"
                "TABLE = {one: Kinds, Kind: one}\nNAMES = frozenset([one, Kind])\n"
                "def load(): return TABLE, NAMES")
        self.assert_same(code, "\n" + code)
        self.assert_other(code, code.replace("return 1", "return 2"))
        self.assert_other(code, code.replace("'a'", "'b'"))

    def test_a_value_that_contains_itself(self):
        self.assert_same("TABLE = []\nTABLE.append(TABLE)\ndef load(): return TABLE",
                         "TABLE = []\nTABLE.append(TABLE)\ndef load(): return TABLE  # moved")

    def test_a_global_that_it_reads(self):
        code = "SIZE = '{}'\ndef load(): return SIZE"
        self.assert_other(code.format("small"), code.format("large"))

    def test_a_default_and_what_it_closes_over(self):
        self.assert_other("def load(size=1): return size", "def load(size=2): return size")
        code = "def make(size):\n  def load(): return size\n  return load\nload = make({})"
        self.assert_other(code.format(1), code.format(2))

    def test_a_partial_and_a_lambda(self):
        code = "import functools\ndef make(size): return size\nload = functools.partial(make, {})"
        self.assert_other(code.format(1), code.format(2))
        self.assert_other("load = lambda: 1", "load = lambda: 2")

    def test_one_that_calls_itself(self):
        self.assert_same("def load(): return load()", "\ndef load(): return load()")

    def test_what_libraries_do_is_left_out(self):
        self.assert_same("import json\ndef load(): return json.dumps(1)",
                         "import json\ndef load():\n  return json.dumps(1)")


if __name__ == "__main__":
    unittest.main()
