#!/usr/bin/env python3
"""What voicehub asks the daemon to create, beside what the real Docker Compose asks for, for the same file.

VOICEHUB and VOICEHUB_NEWER_DOCKER_COMPOSE are the programs.
"""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import urllib.parse

DAEMON = "/var/run/docker.sock"
FILE = pathlib.Path(__file__).with_name("applied.yaml")
PROJECT = f"vhtest-create-{os.getpid()}"


class DaemonConnection(http.client.HTTPConnection):
    def __init__(self):
        super().__init__("localhost")

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(DAEMON)


class Recorder(http.server.BaseHTTPRequestHandler):
    """Passes each request on to the daemon, and keeps those that create something."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = urllib.parse.urlsplit(self.path)
        if target.path.endswith("/containers/create"):
            name = urllib.parse.parse_qs(target.query)["name"][0]
            self.server.requests[f"container {name}"] = json.loads(body)
        elif target.path.endswith(("/networks/create", "/volumes/create")):
            kind = target.path.split("/")[-2].removesuffix("s")
            self.server.requests[f"{kind} {json.loads(body)['Name']}"] = json.loads(body)
        connection = DaemonConnection()
        connection.request(self.command, self.path, body, dict(self.headers))
        reply = connection.getresponse()
        content = b"" if self.command == "HEAD" else reply.read()
        self.send_response(reply.status)
        for header, value in reply.getheaders():
            if header.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(header, value)
        self.send_header("Content-Length", str(len(content)))
        with contextlib.suppress(BrokenPipeError):  # a client that was told of a failure elsewhere
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer

    def address_string(self):
        return "client"

    def log_message(self, *_):
        pass


class Proxy(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


@contextlib.contextmanager
def recorded(folder):
    """The address of a proxy, and the requests that it has seen, by the name of the container."""
    path = str(folder / "docker.sock")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    proxy = Proxy(path, Recorder)
    proxy.requests = {}
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    yield f"unix://{path}", proxy.requests
    proxy.shutdown()
    proxy.server_close()


def requests_of(command, folder, host):
    """What it says, for when it has not asked for everything."""
    done = subprocess.run(command, cwd=folder, env={**os.environ, "DOCKER_HOST": host}, check=False, timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def as_mount(bind):
    """What Compose writes as a bind, in the words of a mount."""
    parts = bind.split(":")
    options = parts[2].split(",") if len(parts) > 2 else []
    mount = {"Type": "bind" if parts[0].startswith("/") else "volume", "Source": parts[0], "Target": parts[1]}
    if "ro" in options:
        mount["ReadOnly"] = True
    if "nocopy" in options:
        mount["VolumeOptions"] = {"NoCopy": True}
    for option in options:
        if option in ("z", "Z"):
            mount["SELinux"] = option
        elif option in ("rslave", "rshared", "rprivate"):
            mount["BindOptions"] = {"Propagation": option}
    return mount


def without_nothing(value):
    if isinstance(value, dict):
        cleaned = {key: without_nothing(item) for key, item in value.items()}
        return {key: item for key, item in cleaned.items() if item not in (None, "", 0, False, [], {}, [0, 0])}
    if isinstance(value, list):
        return [without_nothing(item) for item in value]
    return value


def normal(request):
    """One form for both: the same thing said in two ways is no difference."""
    scratch = list(request.get("HostConfig", {}).get("Tmpfs") or {})
    request = without_nothing(request)
    # The hash of a network or a volume is part of the request; that of a container is compared in another test.
    kept = () if "Image" in request else ("com.docker.compose.config-hash",)
    request["Labels"] = {key: value for key, value in request.get("Labels", {}).items()
                         if key in kept or not key.startswith(("com.docker.compose.", "voicehub."))}
    request.pop("CheckDuplicate", None)  # engines before 25 need it, and newer ones do not look at it
    if "Image" not in request:
        return without_nothing(request)
    host = request.setdefault("HostConfig", {})
    for name in ("AttachStdout", "AttachStderr", "AttachStdin", "StdinOnce"):
        request.pop(name, None)
    mounts = [as_mount(bind) for bind in host.pop("Binds", [])] + host.pop("Mounts", [])
    mounts += [{"Type": "tmpfs", "Target": target} for target in scratch]
    # The daemon makes an anonymous volume for it, whether it stands here or among the mounts.
    mounts += [{"Type": "volume", "Target": target} for target in request.pop("Volumes", {})
               if target not in [mount["Target"] for mount in mounts]]
    for mount in mounts:
        mount.pop("BindOptions", None) if mount.get("BindOptions") == {"CreateMountpoint": True} else None
    if mounts:
        host["Mounts"] = sorted(mounts, key=lambda mount: mount["Target"])
    host["Ulimits"] = sorted(host.get("Ulimits", []), key=lambda limit: limit["Name"])
    host["ExtraHosts"] = sorted(host.get("ExtraHosts", []))
    for name in ("CapAdd", "CapDrop"):
        host[name] = sorted(capability.removeprefix("CAP_") for capability in host.get(name, []))
    # Voicehub names the container whose namespaces or volumes are shared, and Compose tells its id.
    for name in ("NetworkMode", "IpcMode", "PidMode"):
        if host.get(name, "").startswith("container:"):
            host[name] = "container:"
    host["VolumesFrom"] = ["container" for _ in host.get("VolumesFrom", [])]
    request["Env"] = sorted(request.get("Env", []))
    # Voicehub connects the second network itself, as Compose did before API 1.44.
    endpoints = request.get("NetworkingConfig", {}).get("EndpointsConfig", {})
    for endpoint in endpoints.values():
        endpoint["Aliases"] = sorted(endpoint.get("Aliases", []))
        endpoint.pop("IPAddress", None)  # what the daemon tells, and does not read
    host.pop("Init", None)  # voicehub puts an init in unless the file says otherwise: docs/compose-support.md
    return without_nothing(request)


def differences(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(set(ours) | set(theirs)):
            yield from differences(ours.get(key), theirs.get(key), f"{path}.{key}")
    elif ours != theirs:
        yield f"{path}: voicehub {json.dumps(ours)}, Docker Compose {json.dumps(theirs)}"


def main():
    compose = os.environ.get("VOICEHUB_NEWER_DOCKER_COMPOSE")
    if not compose:
        print("SKIPPED: needs docker-compose at VOICEHUB_NEWER_DOCKER_COMPOSE; ./dev test fetches it")
        return 0
    voicehub = os.environ["VOICEHUB"]
    with tempfile.TemporaryDirectory(prefix="voicehub-create-") as name:
        folder = pathlib.Path(name)
        shutil.copy(FILE, folder / "compose.yaml")
        try:
            with recorded(folder) as (host, theirs):
                said = requests_of([compose, "-p", PROJECT, "create"], folder, host)
            subprocess.run([compose, "-p", PROJECT, "down", "-v"], cwd=folder, check=False, capture_output=True)
            with recorded(folder) as (host, ours):
                requests_of([voicehub, "-q", "-p", PROJECT, "start", "--no-wait"], folder, host)
        finally:
            subprocess.run([voicehub, "-q", "-p", PROJECT, "down", "--volumes"], cwd=folder, check=False)
    if len(theirs) < 35:
        raise SystemExit(f"{said}\nDocker Compose has created only {len(theirs)} things")
    wrong = [f"{name}{difference}" for name in sorted(theirs)
             for difference in differences(normal(ours.get(name, {})), normal(theirs[name]))]
    print("\n".join(wrong) or f"{len(theirs)} things as Docker Compose creates them")
    return 1 if wrong else 0


sys.exit(main())
