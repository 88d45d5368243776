"""A voice engine to edit: it hums a text, a note for each letter.

Run `voicehub dev`, change something (PITCHES, say), save, and hear it: the voice stays in memory.
"""

import array
import http.server
import io
import json
import os
import sys
import wave

import voice
from voicehub_runner import keep

PITCHES = {"low": 110, "high": 220}  # Hz, of the lowest note; the first voice is the default
NOTE_SECONDS = 0.09
LOUDNESS = 0.5

model = keep("voice", voice.load, float(os.environ.get("LOAD_SECONDS", "10")))


class BadRequest(Exception):
    """Arguments: what is wrong, and the field."""


def speak(text: str, name: str, speed: float) -> bytes:
    notes = array.array("h")
    for letter in text:
        seconds = NOTE_SECONDS / speed
        if letter.isalnum():
            pitch = round(PITCHES[name] * 2 ** (ord(letter) % 13 / 12))
            notes.extend(int(value * LOUDNESS * 32767) for value in model.note(pitch, seconds))
        else:
            notes.extend([0] * int(seconds * voice.RATE))
    if sys.byteorder == "big":
        notes.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(voice.RATE)
        wav.writeframes(notes.tobytes())
    return file.getvalue()


def speech(request: dict) -> bytes:
    text, name = request.get("input"), request.get("voice", next(iter(PITCHES)))
    speed, kind = request.get("speed", 1.0), request.get("response_format", "wav")
    if not isinstance(text, str) or not 1 <= len(text) <= 3000:
        raise BadRequest("input: a text of 1 to 3000 characters is needed", "input")
    if name not in PITCHES:
        raise BadRequest(f"voice: '{name}' is unknown; there are {', '.join(PITCHES)}", "voice")
    if type(speed) not in (int, float) or not 0.25 <= speed <= 4:
        raise BadRequest("speed: a number from 0.25 to 4 is needed", "speed")
    if kind != "wav":
        raise BadRequest(f"response_format: '{kind}' is unknown; there is wav", "response_format")
    return speak(text, name, speed)


PAGES = {
    "/health": lambda: {"status": "healthy", "model_loaded": True, "engine": "warm-tts"},
    "/v1/audio/voices": lambda: {"voices": [{"id": name, "name": f"{name}, from {pitch} Hz"}
                                            for name, pitch in PITCHES.items()]},
    "/v1/models": lambda: {"object": "list", "data": [
        {"id": "warm-tts", "object": "model", "created": 0, "owned_by": "voicehub"}]},
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = PAGES.get(self.path.partition("?")[0])
        if page:
            self.answer(200, page())
        else:
            self.refuse(404, f"there is no {self.path}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/v1/audio/speech":
            self.refuse(404, f"there is no {self.path}")
            return
        try:
            request = json.loads(body)
            if not isinstance(request, dict):
                raise BadRequest("body: a JSON object is needed", "body")
            self.send(200, "audio/wav", speech(request))
        except ValueError as error:
            self.refuse(400, f"body: {error}", "body")
        except BadRequest as error:
            self.refuse(400, *error.args)

    def refuse(self, status: int, message: str, field: str | None = None) -> None:
        """OpenAI's error body: what clients of this API read."""
        self.answer(status, {"error": {"message": message, "type": "invalid_request_error",
                                       "param": field, "code": None}})

    def answer(self, status: int, value: dict) -> None:
        self.send(status, "application/json", json.dumps(value).encode())

    def send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """One line per health check would hide what matters."""


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


if __name__ == "__main__":
    Server(("0.0.0.0", int(os.environ.get("PORT", "4124"))), Handler).serve_forever()
