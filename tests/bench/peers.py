"""What the benchmarks share: running programs side by side and writing the table."""

import os
import statistics
import tempfile
import time


def measure(command, *, stdin="/dev/null"):
    """Milliseconds from the start of the program to its end. A program that fails ends the benchmark."""
    with tempfile.TemporaryFile() as output:
        files = [(os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
                 (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                 (os.POSIX_SPAWN_DUP2, output.fileno(), 2)]
        began = time.perf_counter()
        process = os.posix_spawn(command[0], command, os.environ, file_actions=files)
        _, status = os.waitpid(process, 0)
        elapsed = (time.perf_counter() - began) * 1000
        if status != 0:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read().decode()}")
    return elapsed


def side_by_side(rounds, runs):
    """{name: [ms, ...]}: every round runs each once, beginning with another one each time, so that a slow moment of the
    machine hits all of them."""
    times = {name: [] for name in runs}
    names = list(runs)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(runs[name]())
    return times


def cell(times):
    return f"{statistics.median(times):.1f} ({min(times):.1f})" if times else "–"


def row(what, times, budget=None):
    """One line of the table; `times` may lack the peer or the floor."""
    ours, peer = times["voicehub"], times.get("compose", [])
    ratio = f"{statistics.median(peer) / statistics.median(ours):.1f} ×" if peer else "–"
    return f"| {what} | {cell(ours)} | {cell(peer)} | {cell(times.get('floor', []))} | {ratio} | {budget or '–'} |"


def print_table(title, rows):
    print(f"### {title}\n")
    print("Milliseconds, median (minimum).\n")
    print("| what | voicehub | Docker Compose | floor | Compose ÷ voicehub | budget |")
    print("|---|---|---|---|---|---|")
    print("\n".join(rows) + "\n", flush=True)


def environment(name):
    """A path that ./dev bench hands over."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set: run this through ./dev bench")
    return value
