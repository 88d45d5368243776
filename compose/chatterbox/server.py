"""A voice engine to edit: the API of Chatterbox, spoken by flite.

Change something (DEFAULT_VOICE, say), run `voicehub restart`, and hear it a moment later.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AliasChoices, BaseModel, Field, field_validator
from starlette.exceptions import HTTPException

DEFAULT_VOICE = "slt"
VOICES = {"slt": "US English, female", "rms": "US English, male", "awb": "Scottish English, male",
          "kal16": "US English, male, a robot of the nineties"}
OPENAI_VOICES = {"alloy": "slt", "nova": "slt", "shimmer": "slt", "echo": "rms", "onyx": "rms",
                 "fable": "awb"}

# Voices of your own: put .flitevox files here. The folder is on a volume and outlives the container.
MODELS = Path(os.environ.get("MODEL_PATH", "/cache/models"))

app = FastAPI(title="Chatterbox")


def own_voices() -> dict[str, Path]:
    return {file.stem: file for file in sorted(MODELS.glob("*.flitevox"))}


class Speech(BaseModel):
    """What Chatterbox takes. /tts has its own names for some fields."""

    input: str = Field(min_length=1, max_length=3000, validation_alias=AliasChoices("input", "text"))
    voice: str = Field(DEFAULT_VOICE, validate_default=True)
    response_format: Literal["wav"] = Field(
        "wav", validation_alias=AliasChoices("response_format", "format"))
    speed: float = Field(1.0, ge=0.25, le=4.0, validation_alias=AliasChoices("speed", "rate"))
    exaggeration: float = Field(0.5, ge=0.25, le=2.0)  # how far the pitch moves (not that of rms)
    # A neural voice samples; flite does not. Checked, so that clients learn of mistakes, and unused.
    temperature: float = Field(0.8, ge=0.05, le=5.0)
    cfg_weight: float = Field(0.5, ge=0.0, le=1.0)

    @field_validator("voice")
    @classmethod
    def known_voice(cls, name: str) -> str:
        """flite itself says nothing about an unknown voice and takes another."""
        known = [*VOICES, *own_voices()]
        name = OPENAI_VOICES.get(name, name)
        if name not in known:
            raise ValueError(f"'{name}' is unknown; there are {', '.join(known)}")
        return name


@app.post("/v1/audio/speech")
@app.post("/tts")
def speak(speech: Speech) -> Response:
    own = own_voices().get(speech.voice)
    # flite goes back to the start of its output after every sentence: a pipe would not do.
    with tempfile.NamedTemporaryFile(suffix=".wav") as wav:
        subprocess.run(
            ["flite", "-voice", own or speech.voice,
             "--setf", f"duration_stretch={1 / speech.speed}",
             "--setf", f"int_f0_target_stddev={50 * speech.exaggeration}",
             "-f", "/dev/stdin", "-o", wav.name],
            input=speech.input.encode(), check=True, timeout=60)
        return Response(wav.read(), media_type="audio/wav")


@app.get("/health")
def health() -> dict:
    return {"status": "healthy", "model_loaded": True, "engine": "flite"}


@app.get("/languages")
def languages() -> dict:
    return {"languages": [{"code": "en", "name": "English"}], "count": 1}


@app.get("/v1/audio/voices")
def voices() -> dict:
    """The default comes first: it is what clients that take any voice take."""
    known = VOICES | {name: file.name for name, file in own_voices().items()}
    names = sorted(known, key=lambda name: name != DEFAULT_VOICE)
    return {"voices": [{"id": name, "name": known[name]} for name in names]}


@app.get("/v1/models")
def models() -> dict:
    model = {"id": "chatterbox", "object": "model", "created": 0, "owned_by": "voicehub"}
    return {"object": "list", "data": [model]}


def error_response(status: int, message: str, field: str | None = None) -> JSONResponse:
    """OpenAI's error body: what clients of this API read."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "param": field, "code": None}
    return JSONResponse({"error": error}, status)


@app.exception_handler(RequestValidationError)
def on_bad_request(_: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    field = first["loc"][-1] if isinstance(first["loc"][-1], str) else "body"
    return error_response(400, f"{field}: {first['msg'].removeprefix('Value error, ')}", field)


@app.exception_handler(HTTPException)
def on_refusal(_: Request, error: HTTPException) -> JSONResponse:
    response = error_response(error.status_code, error.detail)
    response.headers.update(error.headers or {})
    return response


@app.exception_handler(Exception)
def on_bug(_: Request, error: Exception) -> JSONResponse:
    return error_response(500, f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    uvicorn.run(app, host=os.environ.get("HOST", "0.0.0.0"), port=int(os.environ.get("PORT", "4123")),
                timeout_graceful_shutdown=5)
