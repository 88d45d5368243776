"""Projects of the same services for voicehub, for Docker Compose, and for a client that only calls the API."""

import json
import pathlib
import urllib.parse

from peers import environment, measure, row, side_by_side

VOICEHUB = environment("VOICEHUB")
COMPOSE = environment("COMPOSE")
FLOOR = environment("API_FLOOR")
SOCKET = environment("DOCKER_SOCKET")


def compose_file(services):
    """Services that end at SIGTERM, so that nobody measures the wait for a kill."""
    return json.dumps({"services": {name: {"image": "debian:trixie-slim", "command": ["sleep", "infinity"], "init": True}
                                    for name in services}})


class Project:
    """One folder and its project; the tools do not share one, because each would recreate the other's containers."""

    def __init__(self, folder, name, size):
        self.name = name
        self.services = [f"engine-{number}" for number in range(1, size + 1)]
        self.file = pathlib.Path(folder, name, "compose.yaml")
        self.file.parent.mkdir()
        self.file.write_text(compose_file(self.services))
        self.calls = self.file.with_name("calls")

    def voicehub(self, *arguments):
        return measure([VOICEHUB, "-f", str(self.file), "-p", self.name, *arguments])

    def compose(self, *arguments):
        return measure([COMPOSE, "-f", str(self.file), "-p", self.name, *arguments])

    def floor(self, *phases):
        """Phases run one after the other, the calls of a phase at the same time."""
        self.calls.write_text("\n\n".join("\n".join(phase) for phase in phases) + "\n")
        return measure([FLOOR, SOCKET], stdin=str(self.calls))

    def list_call(self):
        label = json.dumps({"label": [f"com.docker.compose.project={self.name}"]})
        return f"GET /v1.41/containers/json?all=1&filters={urllib.parse.quote(label)}"

    def container(self, service):
        return f"{self.name}-{service}-1"

    def bare_start(self):
        labels = {"com.docker.compose.project": self.name}
        body = json.dumps({"Image": "debian:trixie-slim", "Cmd": ["sleep", "infinity"], "Labels": labels,
                           "HostConfig": {"Init": True, "NetworkMode": f"{self.name}_default"}})
        network = json.dumps({"Name": f"{self.name}_default", "Labels": labels})
        return self.floor(
            [f"POST /v1.41/networks/create {network}"],
            [f"POST /v1.41/containers/create?name={self.container(name)} {body}" for name in self.services],
            [f"POST /v1.41/containers/{self.container(name)}/start" for name in self.services])

    def bare_down(self):
        self.floor([f"DELETE /v1.41/containers/{self.container(name)}?force=1" for name in self.services],
                   [f"DELETE /v1.41/networks/{self.name}_default"])


def twins(folder, size):
    return [Project(folder, f"vh-bench-{name}-{size}", size) for name in ("voicehub", "compose", "floor")]


def cold_start_row(ours, theirs, bare, *, rounds=8, budget=None):
    def then_down(start, down):
        elapsed = start()
        down()
        return elapsed

    return row(f"cold `start`, {len(ours.services)} services", side_by_side(rounds, {
        "voicehub": lambda: then_down(lambda: ours.voicehub("start"), lambda: ours.voicehub("down")),
        "compose": lambda: then_down(lambda: theirs.compose("up", "-d"), lambda: theirs.compose("down", "-t", "0")),
        "floor": lambda: then_down(bare.bare_start, bare.bare_down)}), budget)
