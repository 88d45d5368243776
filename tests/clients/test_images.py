"""Piper and Whisper in their images, with the small networks of tests/fixtures/onnx, started as a person starts them.
Then they are asked what they alone can do, and all that is asked of flite and pocketsphinx."""

from __future__ import annotations

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

from support import HERE, free_port, program, skip

COMPOSE = """
services:
  tts:
    image: voicehub-test/tts
    build: {{context: {root}, dockerfile: engines/Dockerfile, target: tts}}
    environment: {{MODEL_PATH: /models/hum-duo.onnx, NORMALIZE: "off"}}
    ports: ["127.0.0.1:{tts}:5002"]
    volumes: ["{root}/tests/fixtures/onnx:/models:ro"]
    read_only: true
  asr:
    image: voicehub-test/asr
    build: {{context: {root}, dockerfile: engines/Dockerfile, target: asr}}
    environment: {{MODEL_PATH: /models/whisper-sherpa}}
    ports: ["127.0.0.1:{asr}:5001"]
    volumes: ["{root}/tests/fixtures/onnx:/models:ro"]
    read_only: true
"""
SUITES = ("network_cases.py", "test_shapes.py", "test_openai_python.py")


@contextlib.contextmanager
def started():
    """The variables that name the engines' addresses."""
    ports = {"tts": free_port(), "asr": free_port()}
    with tempfile.TemporaryDirectory(prefix="voicehub-images-") as folder:
        def voicehub(*arguments):
            name = f"vhtest-networks-{ports['tts']}"
            return subprocess.run([program("VOICEHUB"), "-p", name, *arguments], cwd=folder,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        pathlib.Path(folder, "compose.yaml").write_text(COMPOSE.format(root=HERE.parents[1], **ports))
        try:
            started = voicehub("start", "--build")
            if started.returncode != 0:
                raise SystemExit(f"the engines do not start:\n{started.stdout[-5000:]}")
            yield {f"VOICEHUB_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()}
        finally:
            voicehub("down", "--volumes")


def main() -> int:
    if os.environ.get("VOICEHUB_SKIP_DOCKER"):
        skip("the images need a Docker Engine")
    with started() as variables:
        environment = {**os.environ, **variables}
        return max(subprocess.run([sys.executable, suite, "-v"], cwd=HERE, env=environment).returncode for suite in SUITES)


if __name__ == "__main__":
    sys.exit(main())
