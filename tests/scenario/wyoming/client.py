"""Speaks with both engines as Home Assistant does: client.py TTS_PORT ASR_PORT. One line for each thing that it did."""

import asyncio
import sys
import wave

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop, wav_to_chunks
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice

WAV = "/tmp/said.wav"


def connect(port: int) -> AsyncTcpClient:
    return AsyncTcpClient("127.0.0.1", port)


async def info_of(port: int) -> Info:
    async with connect(port) as client:
        await client.write_event(Describe().event())
        return Info.from_event(await asyncio.wait_for(client.read_event(), 1))


async def describe(tts: int, asr: int) -> None:
    (speaker,) = (await info_of(tts)).tts
    (listener,) = (await info_of(asr)).asr
    languages = {language for voice in speaker.voices for language in voice.languages}
    print("tts", speaker.name, speaker.installed, len(speaker.voices) > 0, "en-US" in languages)
    print("asr", listener.name, listener.installed, listener.models[0].name, listener.models[0].languages)


async def sound(client: AsyncTcpClient, into: wave.Wave_write | None = None) -> int:
    """The frames until audio-stop."""
    frames = 0
    while not AudioStop.is_type((event := await client.read_event()).type):
        if AudioStart.is_type(event.type) and into:
            start = AudioStart.from_event(event)
            into.setframerate(start.rate)
            into.setsampwidth(start.width)
            into.setnchannels(start.channels)
        elif AudioChunk.is_type(event.type):
            chunk = AudioChunk.from_event(event)
            frames += chunk.samples
            if into:
                into.writeframes(chunk.audio)
    return frames


async def synthesize(port: int) -> None:
    async with connect(port) as client:
        voice = SynthesizeVoice(name="slt")
        await client.write_event(Synthesize(text="turn on the light", voice=voice).event())
        with wave.open(WAV, "wb") as file:
            frames = await sound(client, file)
        print("said", 0.5 < frames / 16000 < 3)


async def stream(port: int) -> None:
    # Debian's version is older than the events of a streamed text; its frames are the same.
    async with connect(port) as client:
        await client.write_event(Event("synthesize-start", {"voice": {"language": "en_US"}}))
        await client.write_event(Event("synthesize-chunk", {"text": "The first sentence is whole. The "}))
        first = await sound(client)
        await client.write_event(Event("synthesize-chunk", {"text": "second is now."}))
        await client.write_event(Synthesize(text="The first sentence is whole. The second is now.").event())
        await client.write_event(Event("synthesize-stop"))
        second = await sound(client)
        print("streamed", first > 8000, second > 8000, (await client.read_event()).type)


async def transcribe(port: int) -> None:
    async with connect(port) as client:
        await client.write_event(Transcribe(language="en").event())
        with wave.open(WAV, "rb") as file:
            for chunk in wav_to_chunks(file, 1024, start_event=True, stop_event=True):
                await client.write_event(chunk.event())
        while not Transcript.is_type((event := await client.read_event()).type):
            pass
        print("heard", Transcript.from_event(event).text)


async def refused(port: int) -> None:
    async with connect(port) as client:
        await client.write_event(Synthesize(text="a", voice=SynthesizeVoice(name="nobody")).event())
        event = await client.read_event()
        print("refused", event.type, event.data["code"], await client.read_event())


async def main() -> None:
    tts, asr = int(sys.argv[1]), int(sys.argv[2])
    await describe(tts, asr)
    await synthesize(tts)
    await stream(tts)
    await transcribe(asr)
    await refused(tts)


asyncio.run(asyncio.wait_for(main(), 60))
