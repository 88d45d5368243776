#!/usr/bin/env python3
"""`voicehub config` beside the recorded answers of the real `docker compose config`.

The collection of compose files is too large for the repository: beside it, or where VOICEHUB_COMPOSE_SUITE says.
VOICEHUB is the program.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
SUITE = pathlib.Path(os.environ.get("VOICEHUB_COMPOSE_SUITE", ROOT.parent / "shared" / "compose-suite"))
VOICEHUB = os.environ["VOICEHUB"]
NEWEST = "2.40.3"


def failures(*options):
    """The cases in which voicehub says something else, a line each."""
    with tempfile.NamedTemporaryFile(suffix=".json") as results:
        subprocess.run([sys.executable, SUITE / "run.py", "-q", "--json", results.name, *options,
                        f"{VOICEHUB} config --format json {{files}}"], check=False, stdout=subprocess.DEVNULL)
        cases = json.load(results)["cases"]
    if len(cases) < 300:
        raise SystemExit(f"only {len(cases)} cases were run")
    return [f"{case['case']}: {case['why']}" for case in cases if not case["ok"]]


def hash_differences():
    """The services whose hash is not the one that Docker Compose makes of what it prints."""
    sys.path.insert(0, str(SUITE))
    import confighash
    import run
    different, compared = [], 0
    for folder in sorted((SUITE / "cases").iterdir()):
        meta = json.loads((folder / "meta.json").read_text())
        if meta["cmd"] != "config" or meta["args"]["flags"] or meta["args"].get("stdin"):
            continue
        status, printed, _ = run.execute(f"{VOICEHUB} config --format json {{files}}", folder, meta)
        if status != 0:
            continue
        _, hashes, _ = run.execute(f"{VOICEHUB} config --hash * {{files}}", folder, meta)
        computed = dict(line.split() for line in hashes.splitlines())
        for name, service in json.loads(printed)["services"].items():
            if "$CASE" in json.dumps(service):
                continue  # stands for the folder of the run, whose name is another each time
            compared += 1
            if computed.get(name) != confighash.service_hash(service, NEWEST):
                different.append(f"{folder.name}: the hash of {name}")
    if compared < 200:
        raise SystemExit(f"only {compared} hashes were compared")
    return different


def main():
    if not (SUITE / "run.py").exists():
        print(f"SKIPPED: needs the collection of compose files at {SUITE}")
        return 0
    wrong = failures("--messages") + failures("--oracle", NEWEST, "--messages") + hash_differences()
    print("\n".join(wrong) or "as Docker Compose")
    return 1 if wrong else 0


sys.exit(main())
