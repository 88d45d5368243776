"""The example of the README, as a person would paste it."""

import os
import re
import subprocess
import unittest

from support import DEADLINE, PACKAGE_HOME, REPOSITORY, ProjectTest


class Readme(ProjectTest):
    def test_the_example_runs(self):
        text = (PACKAGE_HOME / "README.md").read_text()
        script = re.search(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[1]
        script = script.replace("8000", str(self.port)).replace("sleep 0.2", "sleep 2").replace("sleep 4", "sleep 8")
        done = subprocess.run(["bash", "-euc", script], cwd=self.folder, timeout=DEADLINE, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**os.environ, "VOICEHUB": str(REPOSITORY), "TMPDIR": str(self.folder)})
        self.assertEqual(done.stdout, "one, with the model\ntwo, with the model\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
