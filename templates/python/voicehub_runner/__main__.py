"""python -m voicehub_runner: see the package."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import signal
import sys

from . import hooks, listener, report
from .kept import store
from .modules import Modules
from .program import Call, Program, is_asgi
from .reloader import Reloader


def main(arguments: list[str]) -> int:
    listener.first_arguments[:] = arguments
    options, rest = _parse(arguments)
    home = os.path.abspath(
        os.path.dirname(options.target) if options.target.endswith(".py") else options.app_dir
    )
    modules = Modules([home, *_own_folders()])
    modules.install()
    sys.path[0] = home
    sys.argv[:] = [options.target, *rest]
    hooks.install()
    store.activate(modules)
    program = Program(options.target, modules, {"host": options.host, "port": options.port})
    reloader = Reloader(program, modules)
    signal.signal(signal.SIGHUP, lambda *_: reloader.request())
    try:
        is_server = reloader.load_first()
    except Exception as error:
        report.say(f"{report.summary(error)}\n{report.error_text(error)}")
        return 1
    if not is_server:
        return 0
    return _serve(reloader)


def _serve(reloader: Reloader) -> int:
    if not _is_uvicorns(reloader.served):
        from . import threaded_host

        return threaded_host.serve(reloader)
    if importlib.util.find_spec("uvicorn") is None:
        report.say("the program defines an ASGI app, and there is no uvicorn here to serve it")
        return 1
    importlib.import_module("uvicorn")  # which brings our hook in
    from . import uvicorn_host

    return uvicorn_host.serve(reloader)


def _is_uvicorns(served) -> bool:
    return isinstance(served, Call) and (served.is_uvicorns or is_asgi(served.resolve()))


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """What follows a script is the script's."""
    parser = argparse.ArgumentParser(
        prog="python -m voicehub_runner",
        description="Runs a Python server; SIGHUP loads edited code into it.",
    )
    parser.add_argument("target", help="server.py (arguments after it are its own) or module:app")
    parser.add_argument(
        "--host", default="127.0.0.1", help="for an app that calls no server itself"
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="for an app that calls no server itself"
    )
    parser.add_argument("--app-dir", default=".", help="the folder of the module in module:app")
    script = next(
        (place for place, word in enumerate(arguments) if word.endswith(".py")), len(arguments)
    )
    return parser.parse_args(arguments[: script + 1]), arguments[script + 1 :]


def _own_folders() -> list[str]:
    """Where people keep modules of their own beside the program's folder."""
    folders = [os.getcwd(), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return [folder for folder in folders if folder and os.path.realpath(folder) != os.sep]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
