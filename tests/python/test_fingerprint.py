"""Which edits make a loader another one."""

import sys
import types
import unittest

import support  # noqa: F401
from voicehub_runner.fingerprint import fingerprint


def loader_in(source: str, name: str = "load") -> str:
    """The fingerprint of the function in a module with this source."""
    module = types.ModuleType("edited")
    module.__file__ = "/app/edited.py"
    sys.modules["edited"] = module
    exec(compile(source, module.__file__, "exec"), module.__dict__)
    return fingerprint(getattr(module, name), lambda path: path.startswith("/app/"))


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
