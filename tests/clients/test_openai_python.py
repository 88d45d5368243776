"""OpenAI's own client for Python: Debian's, of this machine, or else of Debian 13 in a container."""

import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from stage import stage
from support import HERE, skip

IMAGE = "voicehub-test/openai-python"
DOCKERFILE = """FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3-openai && rm -rf /var/lib/apt/lists/*
"""


def command(variables: dict[str, str]) -> list[str]:
    cases = ["python3", "openai_cases.py", "-v"]
    if importlib.util.find_spec("openai"):
        return [sys.executable, *cases[1:]]
    passed = [f"--env={name}={value}" for name, value in variables.items()]
    mounts = [f"--volume={HERE}:/clients:ro", f"--volume={variables['STAGE']}:{variables['STAGE']}"]
    return ["docker", "run", "--rm", "--network=host", "--env=PYTHONDONTWRITEBYTECODE=1", *passed, *mounts,
            "--workdir=/clients", IMAGE, *cases]


def build_image() -> None:
    """From an empty folder: nothing is copied into it."""
    with tempfile.TemporaryDirectory(prefix="voicehub-image-") as folder:
        pathlib.Path(folder, "Dockerfile").write_text(DOCKERFILE)
        built = subprocess.run(["docker", "build", "--network=host", "--tag", IMAGE, folder],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode != 0:
        raise SystemExit(f"the image of the client cannot be built:\n{built.stdout[-3000:]}")


def main() -> int:
    if not importlib.util.find_spec("openai"):
        if os.environ.get("VOICEHUB_SKIP_DOCKER") or not shutil.which("docker"):
            skip("neither python3-openai is installed, nor a Docker Engine to have it in")
        build_image()
    with stage() as variables:
        return subprocess.run(command(variables), cwd=HERE, env={**os.environ, **variables}).returncode


if __name__ == "__main__":
    sys.exit(main())
