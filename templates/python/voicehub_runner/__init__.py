"""Runs a Python voice server so that edited code is loaded while its models stay in memory.

    python -m voicehub_runner server.py          a script, as `python server.py` would run it
    python -m voicehub_runner server:app         a module and the app in it, as `uvicorn server:app`

SIGHUP loads what has been edited; README.md says how, and what cannot be loaded this way.
"""

from .kept import keep

__all__ = ["keep"]
__version__ = "1"
