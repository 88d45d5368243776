"""What Piper and Whisper alone can do, asked over HTTP. test_images.py starts them, with the small networks of
tests/fixtures/onnx: a voice of tones with two speakers, and a Whisper that hears one sentence."""

from __future__ import annotations

import array
import io
import json
import unittest
import wave

import sound
from stage import LONG_TEXT, SENTENCE, SPEECH, held
from subtitles import read_srt, read_vtt
from support import EnginesTest, form, wait_until

HEARD, IN_GERMAN, TRANSLATED = "Go forward ten meters", "Geh zehn Meter vor", "Walk ten metres ahead"


class Wav:
    def __init__(self, data: bytes) -> None:
        with wave.open(io.BytesIO(data)) as file:
            self.rate = file.getframerate()
            self.samples = array.array("h", file.readframes(file.getnframes()))

    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def pitch(self) -> float:
        rises = sum(before < 0 <= after for before, after in zip(self.samples, self.samples[1:]))
        return rises / self.seconds()

    def peak(self) -> int:
        return max(abs(sample) for sample in self.samples)


class Piper(EnginesTest):
    def synthesize(self, **fields) -> Wav:
        status, headers, body = self.speaks.ask("POST", "/synthesize", json.dumps({"text": "Hello there.", **fields}))
        self.assertEqual((status, headers.get("content-type")), (200, "audio/wav"), body[:300])
        return Wav(body)

    def refusal(self, **fields) -> dict:
        status, _, body = self.speaks.ask("POST", "/synthesize", json.dumps({"text": "Hello.", **fields}))
        self.assertEqual(status, 400, body[:300])
        return json.loads(body)["error"]

    def test_is_the_voice_of_who_names_none(self):
        self.assertIn("hum-duo", json.loads(self.speaks.ask("GET", "/voices")[2]))
        listed = json.loads(self.speaks.ask("GET", "/v1/audio/voices")[2])["voices"]
        self.assertEqual({voice["id"]: voice.get("stands_for") for voice in listed}["alloy"], "hum-duo")
        self.assertEqual(self.synthesize().samples, self.synthesize(voice="hum-duo").samples)

    def test_speaks_in_every_format_at_the_rate_that_clients_expect(self):
        lengths = {}
        for kind in ("wav", "mp3", "pcm", "flac", "opus", "aac"):
            status, _, body = self.speaks.speak(input="Hello there.", response_format=kind)
            self.assertEqual(status, 200, body[:300])
            lengths[kind] = sound.seconds(kind, body)  # pcm: taken to be of 24 kHz
        for kind, length in lengths.items():
            self.assertAlmostEqual(length, lengths["wav"], delta=0.2, msg=f"{kind} of {lengths}")
        self.assertEqual(self.synthesize().rate, 16000, "what the network makes")

    def test_each_speaker_sounds_like_itself(self):
        low, high = self.synthesize(speaker="low"), self.synthesize(speaker="high")
        self.assertAlmostEqual(high.pitch() / low.pitch(), 2, delta=0.1)
        self.assertEqual(self.synthesize(speaker_id=1).samples, high.samples)
        self.assertEqual(self.synthesize(speaker_id=0).samples, low.samples)
        self.assertEqual(self.synthesize().samples, low.samples)
        by_name = self.speaks.speak(input="Hello there.", speaker="high", response_format="wav", sample_rate=16000)[2]
        self.assertEqual(Wav(by_name).samples, high.samples)

    def test_who_is_not_there_is_refused(self):
        self.assertIn("nobody", self.refusal(speaker="nobody")["message"])
        self.assertIn("2", self.refusal(speaker_id=2)["message"])
        self.assertEqual(self.refusal(speaker_id=1.5)["param"], "speaker_id")
        self.assertEqual(self.refusal(voice="hum")["param"], "voice")

    def test_a_longer_scale_is_longer(self):
        usual = self.synthesize(length_scale=1).seconds()
        self.assertAlmostEqual(self.synthesize(length_scale=2).seconds() / usual, 2, delta=0.1)
        self.assertAlmostEqual(self.synthesize(length_scale=0.5).seconds() / usual, 0.5, delta=0.1)
        # OpenAI's speed is the same the other way round.
        fast = Wav(self.speaks.speak(input="Hello there.", speed=2, response_format="wav")[2])
        self.assertAlmostEqual(fast.seconds() / usual, 0.5, delta=0.1)

    def test_both_noises_reach_the_network(self):
        """The voice is the louder the more noise, and the longer the more noise of lengths; NORMALIZE is off."""
        quiet, loud = self.synthesize(noise_scale=0), self.synthesize(noise_scale=1)
        self.assertAlmostEqual(loud.peak() / quiet.peak(), 2, delta=0.05)
        even, uneven = self.synthesize(noise_w_scale=0), self.synthesize(noise_w_scale=1)
        self.assertAlmostEqual(uneven.seconds() / even.seconds(), 1.2, delta=0.05)

    def test_sound_leaves_before_the_last_sentence_is_made(self):
        """A client that reads no further keeps its worker: what is left to say has not been made."""
        with held(self.speaks.url) as client:
            self.assertEqual(self.speaks.gauge("voicehub_active_requests"), 1)
            head = b""
            while len(head) < 2000:
                head += client.recv(2000 - len(head))
            self.assertIn(b"audio/pcm", head)
            self.assertEqual(self.speaks.gauge("voicehub_active_requests"), 1)
        wait_until(lambda: self.speaks.gauge("voicehub_active_requests") == 0, "the worker is free")

    def test_events_of_each_sentence(self):
        status, headers, body = self.speaks.speak(input="One two. Three four.", stream_format="sse", response_format="pcm")
        self.assertEqual((status, headers["content-type"]), (200, "text/event-stream"))
        events = [json.loads(line.removeprefix("data: ")) for line in body.decode().split("\n\n") if line]
        self.assertGreaterEqual([event["type"] for event in events].count("speech.audio.delta"), 2)
        self.assertEqual(events[-1]["type"], "speech.audio.done")


class Whisper(EnginesTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recording = cls.speaks.speak(input=SENTENCE, voice=SPEECH, response_format="wav")[2]

    def ask(self, path="/v1/audio/transcriptions", file=None, **fields):
        body, content_type = form(file or self.recording, fields)
        status, headers, answer = self.listens.ask("POST", path, body, {"Content-Type": content_type})
        self.assertEqual(status, 200, answer[:300])
        return headers["content-type"], answer.decode()

    def json(self, path="/v1/audio/transcriptions", **fields) -> dict:
        return json.loads(self.ask(path, **fields)[1])

    def test_is_the_model_that_is_listed(self):
        model = json.loads(self.listens.ask("GET", "/v1/models")[2])["data"][0]
        self.assertEqual(model["id"], "whisper-sherpa")
        self.assertEqual(self.json(model="anything")["text"].strip(), HEARD)

    def test_text_and_subtitles(self):
        self.assertEqual(self.ask(response_format="text"), ("text/plain; charset=utf-8", HEARD + "\n"))
        for kind, read in (("srt", read_srt), ("vtt", read_vtt)):
            (start, end, text), = read(self.ask(response_format=kind)[1])
            self.assertEqual(text, HEARD)
            self.assertLess(start, 0.5)
            self.assertAlmostEqual(end, sound.seconds("wav", self.recording), delta=0.2)

    def test_segments_and_words(self):
        answer = self.json(response_format="verbose_json", **{"timestamp_granularities[]": ["word", "segment"]})
        self.assertEqual((answer["task"], answer["language"]), ("transcribe", "english"))
        self.assertAlmostEqual(answer["duration"], sound.seconds("wav", self.recording), delta=0.01)
        segment, = answer["segments"]
        self.assertEqual(segment["text"].strip(), HEARD)
        self.assertEqual(len(segment["tokens"]), 1 + len(HEARD.split()) + 1)  # and a time at each end
        self.assertGreater(segment["avg_logprob"], -0.1)
        self.assertLess(segment["no_speech_prob"], 0.1)
        words = answer["words"]
        self.assertEqual([word["word"].strip() for word in words], HEARD.split())
        times = [time for word in words for time in (word["start"], word["end"])]
        self.assertEqual(times, sorted(times))
        self.assertLess(times[0], times[-1])

    def test_events(self):
        content_type, body = self.ask(stream="true")
        self.assertTrue(content_type.startswith("text/event-stream"))
        events = [json.loads(line.removeprefix("data: ")) for line in body.split("\n\n") if line]
        self.assertEqual([event["type"] for event in events], ["transcript.text.delta", "transcript.text.done"])
        self.assertEqual(events[-1]["text"].strip(), HEARD)

    def test_a_long_recording_comes_window_by_window(self):
        speech = self.speaks.speak(input=LONG_TEXT[:2000], voice=SPEECH, response_format="mp3")[2]
        seconds = sound.seconds("mp3", speech)
        self.assertGreater(seconds, 60)
        events = [json.loads(line.removeprefix("data: "))
                  for line in self.ask(stream="true", file=speech)[1].split("\n\n") if line]
        deltas = [event["delta"] for event in events if event["type"] == "transcript.text.delta"]
        self.assertGreaterEqual(len(deltas), int(seconds / 31))
        self.assertEqual("".join(deltas).strip(), events[-1]["text"].strip())
        self.assertEqual(events[-1]["text"].count(HEARD), len(deltas))

    def test_a_language_that_is_told(self):
        answer = self.json(language="de", response_format="verbose_json")
        self.assertEqual((answer["language"], answer["text"].strip()), ("german", IN_GERMAN))
        self.assertEqual(self.json(language="en")["text"].strip(), HEARD)

    def test_a_prompt_teaches_how_to_spell(self):
        self.assertEqual(self.json(prompt="They measure in metres there.")["text"].strip(), "Go forward ten metres")
        self.assertEqual(self.json(prompt="They measure in feet there.")["text"].strip(), HEARD)

    def test_translation(self):
        answer = self.json("/v1/audio/translations", response_format="verbose_json")
        self.assertEqual((answer["task"], answer["language"], answer["text"].strip()),
                         ("translate", "english", TRANSLATED))
        self.assertEqual(self.ask("/v1/audio/translations", response_format="text")[1], TRANSLATED + "\n")

    def test_whisper_cpp(self):
        self.assertEqual(self.json("/inference", temperature="0.0", temperature_inc="0.2")["text"].strip(), HEARD)
        self.assertEqual(self.json("/inference", translate="true")["text"].strip(), TRANSLATED)
        self.assertEqual(self.json("/inference", language="de")["text"].strip(), IN_GERMAN)
        self.assertIn(" --> ", self.ask("/inference", response_format="srt")[1])

    def test_nothing_in_silence(self):
        file = io.BytesIO()
        with wave.open(file, "wb") as silence:
            silence.setnchannels(1)
            silence.setsampwidth(2)
            silence.setframerate(16000)
            silence.writeframes(bytes(2 * 16000 * 3))
        answer = self.json(file=file.getvalue(), response_format="verbose_json")
        self.assertEqual((answer["text"], answer["segments"]), ("", []))
        self.assertAlmostEqual(answer["duration"], 3, delta=0.01)


if __name__ == "__main__":
    unittest.main()
