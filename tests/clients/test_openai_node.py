"""OpenAI's own client for JavaScript, of the version in node/package.json, under the node that is here."""

import os
import pathlib
import shutil
import subprocess
import sys

from stage import stage
from support import HERE, skip


def install(folder: pathlib.Path) -> None:
    """node resolves a package from where the script lies, so the script is copied beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "node" / "package.json").read_text()
    installed = folder / "installed.json"
    shutil.copy(HERE / "node" / "cases.mjs", folder)
    if installed.exists() and installed.read_text() == wanted:
        return
    shutil.copy(HERE / "node" / "package.json", folder)
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"],
                          cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        skip(f"npm cannot install the client here: {done.stdout[-1000:]}")
    installed.write_text(wanted)


def main() -> int:
    if not shutil.which("node") or not shutil.which("npm"):
        skip("OpenAI's client for JavaScript needs node and npm")
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 18:
        skip(f"OpenAI's client for JavaScript needs node 18; this is {version}")
    folder = pathlib.Path(os.environ["VOICEHUB_CLIENT_PACKAGES"]) / "node"
    install(folder)
    with stage() as variables:
        return subprocess.run(["node", "--test", "cases.mjs"], cwd=folder, env={**os.environ, **variables}).returncode


if __name__ == "__main__":
    sys.exit(main())
