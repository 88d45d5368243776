"""Engines to edit while `voicehub dev`, or `docker compose watch`, gets every edit into them."""

import http.client
import json
import pathlib
import shutil
import subprocess
import threading
import time

from peers import environment

VOICEHUB = environment("VOICEHUB")
COMPOSE = environment("COMPOSE")
REPOSITORY = pathlib.Path(__file__).parents[2]
RUNNER = REPOSITORY / "templates" / "python" / "voicehub_runner"

# Boots in 20 ms: half of it perl's own, the rest slept.
PERL = r"""use strict;
use Socket;
$SIG{TERM} = sub { exit 0 };
my $marker = '@MARKER@';
select(undef, undef, undef, 0.012);
socket(my $listener, PF_INET, SOCK_STREAM, 0);
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in(8766, INADDR_ANY)) or die "cannot bind: $!";
listen($listener, 64);
while (1) {
  accept(my $client, $listener) or next;
  my $request = <$client> // '';
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
  my $body = $request =~ m{^GET /health } ? '{"status":"healthy"}' : $marker;
  print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
  close $client;
}
"""
DEAF_PERL = PERL.replace("$SIG{TERM} = sub { exit 0 };", "$SIG{TERM} = 'IGNORE';")

ASGI = """MARKER = "@MARKER@"


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b'{"status":"healthy"}' if scope["path"] == "/health" else MARKER.encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
"""

WSGI = """MARKER = "@MARKER@"


def app(request, start_response):
    body = b'{"status":"healthy"}' if request["PATH_INFO"] == "/health" else MARKER.encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""

# Its model takes 10 s to load, as weights do.
WARM = """import time

from voicehub_runner import keep


def load():
    time.sleep(10)
    return list(range(1_000_000))


model = keep("model", load)
""" + ASGI

PYTHON_IMAGE = """FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends python-is-python3 uvicorn gunicorn \\
 && apt-get clean && rm -rf /var/lib/apt/lists/*
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
"""


def run(command):
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stdout}")


class Engine:
    """A project with one service, whose file `source` has a marker that the engine answers with."""

    def __init__(self, folder, name, port, *, source, text, service, files=None, volumes=None):
        self.name, self.port, self.source = name, port, source
        self.folder = pathlib.Path(folder, name)
        self.folder.mkdir()
        self.text = text
        self.number = 0
        for path, content in {**(files or {}), source: text.replace("@MARKER@", "m0")}.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)
        indented = "\n".join("    " + line for line in service.replace("PORT", str(port)).strip().splitlines())
        self.file = self.folder / "compose.yaml"
        named = f"volumes:\n  {volumes}:\n" if volumes else ""
        self.file.write_text(f"name: {name}\nservices:\n  tts:\n{indented}\n{named}")
        self.is_built = "build:" in service
        self.path, self.key = "/", None
        self.load = ("GET", "/")  # what a client of it asks, as for http.client
        self.watcher = None
        self.events = []
        self.changed = threading.Condition()

    def voicehub(self, *arguments):
        run([VOICEHUB, "-f", self.file, *arguments])

    def compose(self, *arguments):
        run([COMPOSE, "-f", self.file, *arguments])

    def build(self):
        if self.is_built:
            self.voicehub("build")

    def dev(self):
        """Starts `voicehub dev`; returns when it watches."""
        self._watch([VOICEHUB, "-f", self.file, "dev", "--no-logs", "--format", "json"])
        self.wait_for(lambda: any("changes are seen" in event.get("text", "") for event in self.events), 120)
        return self

    def compose_watch(self):
        self.compose("up", "-d", "--build")
        self._watch([COMPOSE, "-f", self.file, "watch", "--no-up"])
        time.sleep(3)
        return self

    def _watch(self, command):
        self.watcher = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.watcher.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                event = {"text": line.decode(errors="replace")}
            with self.changed:
                self.events.append(event)
                self.changed.notify_all()

    def wait_for(self, is_so, seconds):
        with self.changed:
            if not self.changed.wait_for(is_so, seconds):
                raise SystemExit(f"{self.name}: not so after {seconds} s: {self.events[-20:]}")

    def edits(self):
        return [event for event in self.events if event.get("event") == "edit"]

    def answer_path(self, path, key):
        """Where the marker is: a key of a JSON answer."""
        self.path, self.key = path, key

    def answer(self, timeout=1):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", self.path)
            body = connection.getresponse().read().decode()
            return json.loads(body).get(self.key) if self.key else body
        except (OSError, ValueError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def save(self, *, by_rename):
        """Gives the source its next marker; returns it."""
        self.number += 1
        marker = f"m{self.number}"
        content = self.text.replace("@MARKER@", marker)
        place = self.folder / self.source
        if by_rename:
            new = place.with_name(place.name + ".tmp")
            new.write_text(content)
            new.rename(place)
        else:
            place.write_text(content)
        return marker

    def edit(self, *, by_rename=False, seconds=60):
        """Milliseconds from the save until the new code has answered."""
        began = time.perf_counter()
        marker = self.save(by_rename=by_rename)
        while self.answer() != marker:
            if time.perf_counter() - began > seconds:
                raise SystemExit(f"{self.name}: {marker} is not served after {seconds} s: {self.events[-5:]}")
            time.sleep(0.001)
        return (time.perf_counter() - began) * 1000

    def edit_unasked(self):
        """Milliseconds from the save until `voicehub dev` says that it serves; nobody asks before. A client that asks
        while a container has no network makes the kernel wait a second before it looks for it again."""
        seen = len(self.edits())
        began = time.perf_counter()
        marker = self.save(by_rename=False)
        self.wait_for(lambda: len(self.edits()) > seen, 60)
        elapsed = (time.perf_counter() - began) * 1000
        if self.answer() != marker:
            raise SystemExit(f"{self.name}: {marker} is not served: {self.events[-1]}")
        return elapsed

    def close(self):
        """Ends it and removes what it made; a second call does nothing."""
        if not self.folder.exists():
            return
        if self.watcher:
            self.watcher.terminate()
            self.watcher.wait()
            self.watcher = None
        subprocess.run([VOICEHUB, "-f", self.file, "down", "--volumes"], check=False, capture_output=True)
        shutil.rmtree(self.folder)


def perl(folder, name, port, *, by_folder=True, reload=None, text=PERL):
    mount = "./app:/app" if by_folder else "./server.pl:/app/server.pl"
    by_container = f"x-voicehub: {{reload: {reload}}}\ninit: true" if reload else ""
    return Engine(folder, name, port, source="app/server.pl" if by_folder else "server.pl", text=text, service=f"""
image: debian:trixie-slim
command: [perl, /app/server.pl]
ports: ["127.0.0.1:PORT:8766"]
volumes: ["{mount}"]
{by_container}""")


def perl_for_compose(folder, name, port, *, text=PERL, init="true"):
    dockerfile = "FROM debian:trixie-slim\nCOPY app /app\n"
    return Engine(folder, name, port, source="app/server.pl", text=text, files={"Dockerfile": dockerfile}, service=f"""
build: .
image: {name}
command: [perl, /app/server.pl]
init: {init}
ports: ["127.0.0.1:PORT:8766"]
develop:
  watch:
    - {{action: sync+restart, path: ./app, target: /app}}
""")


def python(folder, name, port, *, text, command, with_runner=False):
    mounts = ["./app:/app"] + ([f"{RUNNER}:/usr/lib/python3/dist-packages/voicehub_runner:ro"] if with_runner else [])
    return Engine(folder, name, port, source="app/server.py", text=text, files={"Dockerfile": PYTHON_IMAGE}, service=f"""
build: .
image: vh-bench-python
command: {json.dumps(command)}
ports: ["127.0.0.1:PORT:8000"]
volumes: {json.dumps(mounts)}
""")


def chatterbox(folder, name, port):
    """The stack that this repository ships, its server unchanged but for the marker."""
    stack = REPOSITORY / "compose" / "chatterbox"
    text = stack.joinpath("server.py").read_text().replace('"engine": "flite"', '"engine": "@MARKER@"')
    engine = Engine(folder, name, port, source="server.py", text=text, files={
        "Dockerfile": stack.joinpath("Dockerfile").read_text()}, service=f"""
build: .
image: {name}
ports: ["127.0.0.1:PORT:4123"]
volumes: ["./server.py:/app/server.py:rw"]
""")
    engine.answer_path("/health", "engine")
    engine.load = ("GET", "/languages")
    return engine


def cpp_engine(folder, name, port):
    """The debug engine with its sources mounted, as in compose/debug-tts/compose.dev.yaml."""
    source = "engines/debug-tts/speech_api.cpp"
    text = (REPOSITORY / source).read_text().replace('{"engine", "debug-tts"}', '{"engine", "@MARKER@"}')
    sources = [path for path in (REPOSITORY / "engines").rglob("*") if path.is_file()]
    engine = Engine(folder, name, port, source=source, text=text, files={
        str(path.relative_to(REPOSITORY)): path.read_text() for path in sources}, service=f"""
build: {{context: {REPOSITORY}, dockerfile: engines/Dockerfile, target: builder}}
image: voicehub/debug-tts-dev
command: /build/debug-tts
ports: ["127.0.0.1:PORT:8766"]
environment: {{HOST: 0.0.0.0}}
volumes: ["./engines:/src/engines:ro", "build:/build"]
x-voicehub: {{engine: tts, reload: handover, build: cmake --build /build --target debug-tts}}
""", volumes="build")
    engine.answer_path("/health", "engine")
    return engine


UVICORN = ["uvicorn", "server:app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log"]
GUNICORN = ["gunicorn", "--bind", "0.0.0.0:8000", "server:app"]
RUNNER_COMMAND = ["python", "-m", "voicehub_runner", "--host", "0.0.0.0", "server:app"]
