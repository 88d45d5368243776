"""Engines in every state that a client meets, named in environment variables for clients in other processes."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import socket
import tempfile

from support import Engine, served

SENTENCE = "go forward ten meters"
SPEECH = "kal16"  # a voice that every image has: what the engine's own makes may be no speech to an ear
LONG_TEXT = "The birch canoe slid on the smooth planks. " * 90


@contextlib.contextmanager
def stage():
    """The variables. BUSY has room for one request; LOADING loads until somebody writes to GATE."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voicehub-stage-")))
        gate = folder / "gate"
        os.mkfifo(gate)
        speaks = stack.enter_context(served("VOICEHUB_TTS"))
        listens = stack.enter_context(served("VOICEHUB_ASR"))
        busy = stack.enter_context(Engine("VOICEHUB_TTS", WORKERS="1", MAX_CONCURRENT_REQUESTS="1"))
        tones = stack.enter_context(Engine("VOICEHUB_DEBUG_TTS"))
        loading = stack.enter_context(Engine("VOICEHUB_TTS", wait=False, VOICE_TABLE=str(gate)))
        stack.callback(open_gate, gate)
        recording = folder / "speech.wav"
        recording.write_bytes(speaks.speak(input=SENTENCE, voice=SPEECH, response_format="wav")[2])
        yield {
            "STAGE": str(folder),
            "SPEAKS": speaks.url,
            "LISTENS": listens.url,
            "BUSY": busy.url,
            "TONES": tones.url,
            "LOADING": loading.url,
            "GATE": str(gate),
            "RECORDING": str(recording),
        }


def open_gate(gate: os.PathLike) -> None:
    """Whoever reads the file finds its end; without a reader there is nothing to do."""
    with contextlib.suppress(OSError):
        os.close(os.open(gate, os.O_WRONLY | os.O_NONBLOCK))


@contextlib.contextmanager
def held(url: str):
    """A client that asks for much and reads nothing, so that a worker waits for it."""
    host, port = url.removeprefix("http://").split(":")
    body = json.dumps({"input": LONG_TEXT, "response_format": "pcm", "sample_rate": 48000}).encode()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((host, int(port)))
        client.sendall(b"POST /v1/audio/speech HTTP/1.1\r\nHost: engine\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        client.recv(1, socket.MSG_PEEK)  # it has a worker
        yield client
