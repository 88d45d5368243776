"""openai-python against the engines that the environment names (stage.py); also in a container, far from the tests."""

import json
import os
import pathlib
import time
import unittest
import unittest.mock

import openai
from openai import OpenAI

import sound
from stage import LONG_TEXT, SPEECH, held, open_gate
from subtitles import read_srt, read_vtt

RECORDING = pathlib.Path(os.environ["RECORDING"])
HEARD = r"(?i)go forward ten (meters|years)"


def client(name, **options):
    return OpenAI(base_url=os.environ[name] + "/v1", api_key="nobody asks", **{"max_retries": 0, "timeout": 30, **options})


class Speech(unittest.TestCase):
    def setUp(self):
        self.speech = client("SPEAKS").audio.speech

    def test_every_format_is_what_it_says(self):
        lengths, types = {}, {}
        for kind in ("mp3", "opus", "aac", "flac", "wav", "pcm"):
            answer = self.speech.create(model="tts-1", voice="alloy", input="One two three.", response_format=kind)
            lengths[kind] = sound.seconds(kind, answer.content)
            types[kind] = answer.response.headers["content-type"]
        for kind, length in lengths.items():
            self.assertAlmostEqual(length, lengths["wav"], delta=0.2, msg=f"{kind} of {lengths}")
        self.assertGreater(lengths["wav"], 0.5)
        self.assertEqual(types, {"mp3": "audio/mpeg", "opus": "audio/ogg", "aac": "audio/aac",
                                 "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm"})

    def test_every_format_is_whole_when_it_is_streamed(self):
        for kind in ("mp3", "opus", "aac", "flac", "wav", "pcm"):
            answer = self.speech.create(model="tts-1", voice="alloy", input="One two. Three four.", response_format=kind)
            length = sound.seconds(kind, answer.content)
            if kind != "flac":  # whose header is sent before the length is known
                self.assertGreater(length, 1.0, kind)

    def test_sound_comes_before_all_of_it_is_made(self):
        began = time.monotonic()
        first, total = None, 0
        with self.speech.with_streaming_response.create(
                model="tts-1", voice="nova", input=LONG_TEXT[:3000], response_format="mp3") as answer:
            self.assertEqual(answer.headers.get("transfer-encoding"), "chunked")
            for piece in answer.iter_bytes(1024):
                first = first or time.monotonic() - began
                total += len(piece)
        whole = time.monotonic() - began
        self.assertGreater(total, 100_000)
        self.assertLess(first, whole / 3)

    def test_events(self):
        with self.speech.with_streaming_response.create(
                model="tts-1", voice="nova", input="One two. Three four.", response_format="pcm",
                extra_body={"stream_format": "sse"}) as answer:
            self.assertEqual(answer.headers["content-type"], "text/event-stream")
            lines = list(answer.iter_lines())
        events = [json.loads(line.removeprefix("data: ")) for line in lines if line]
        self.assertTrue(all(line.startswith("data: ") for line in lines if line))
        self.assertEqual([event["type"] for event in events],
                         ["speech.audio.delta"] * (len(events) - 1) + ["speech.audio.done"])
        self.assertGreater(len(events), 2)
        self.assertIn("total_tokens", events[-1]["usage"])

    def test_a_voice_by_its_id_and_every_name_of_openai(self):
        own = [voice["id"] for voice in client("SPEAKS").get("/audio/voices", cast_to=object)["voices"]
               if "stands_for" not in voice]
        names = ["alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse"]
        for voice in [*names, {"id": own[0]}, own[-1]]:
            self.assertTrue(self.speech.create(model="tts-1", voice=voice, input="Hi.").content)

    def test_speed(self):
        def length(speed):
            return sound.seconds("wav", self.speech.create(
                model="tts-1", voice="alloy", input="One two three.", speed=speed, response_format="wav").content)
        self.assertAlmostEqual(length(0.5) / length(2.0), 4, delta=1)

    def test_the_debug_engine(self):
        answer = client("TONES").audio.speech.create(model="tts-1", voice="alloy", input="Hi", response_format="wav")
        self.assertGreater(sound.seconds("wav", answer.content), 0.05)


class Models(unittest.TestCase):
    def test_are_listed_and_looked_up(self):
        for name in ("SPEAKS", "LISTENS"):
            models = client(name).models
            (only,) = models.list().data
            self.assertEqual(models.retrieve(only.id), only)
            self.assertEqual(only.object, "model")
            with self.assertRaises(openai.NotFoundError) as caught:
                models.retrieve("no/../such")
            self.assertIn("there is no model", caught.exception.message)


class Transcription(unittest.TestCase):
    def setUp(self):
        self.audio = client("LISTENS").audio

    def transcribe(self, **options):
        return self.audio.transcriptions.create(model="whisper-1", file=RECORDING, **options)

    def test_as_json_and_as_text(self):
        self.assertRegex(self.transcribe().text, HEARD)
        self.assertRegex(self.transcribe(response_format="text"), HEARD + r"\n$")

    def test_as_subtitles(self):
        for kind, read in (("srt", read_srt), ("vtt", read_vtt)):
            cues = read(self.transcribe(response_format=kind))
            self.assertRegex(" ".join(text for _, _, text in cues), HEARD)
            self.assertLess(cues[-1][1], 3)

    def test_with_segments_and_words(self):
        both = self.transcribe(response_format="verbose_json", timestamp_granularities=["word", "segment"])
        self.assertEqual((both.language, both.model_extra["task"]), ("english", "transcribe"))
        self.assertAlmostEqual(float(both.duration), sound.seconds("wav", RECORDING.read_bytes()), delta=0.05)
        self.assertEqual([word.word.strip().lower() for word in both.words][:3], ["go", "forward", "ten"])
        self.assertTrue(all(word.start < word.end for word in both.words))
        self.assertEqual([segment.id for segment in both.segments], list(range(len(both.segments))))
        for field in ("seek", "start", "end", "text", "tokens", "temperature", "avg_logprob", "compression_ratio",
                      "no_speech_prob"):
            self.assertIsNotNone(getattr(both.segments[0], field), field)
        words = self.transcribe(response_format="verbose_json", timestamp_granularities=["word"])
        self.assertTrue(words.words and not words.segments)
        self.assertTrue(self.transcribe(response_format="verbose_json").segments)

    def test_as_events(self):
        events = list(self.transcribe(stream=True))
        self.assertEqual([event.type for event in events],
                         ["transcript.text.delta"] * (len(events) - 1) + ["transcript.text.done"])
        self.assertEqual("".join(event.delta for event in events[:-1]).strip(), events[-1].text.strip())
        self.assertRegex(events[-1].text, HEARD)

    def test_every_format_that_the_other_engine_speaks(self):
        speech = client("SPEAKS").audio.speech
        for kind in ("mp3", "opus", "flac", "wav"):
            said = speech.create(model="tts-1", voice=SPEECH, input="go forward ten meters", response_format=kind)
            heard = self.audio.transcriptions.create(model="whisper-1", file=(f"said.{kind}", said.content))
            self.assertIn("ten", heard.text, kind)

    def test_translation(self):
        def translate():
            return self.audio.translations.create(model="whisper-1", file=RECORDING, response_format="verbose_json")
        if client("LISTENS").models.list().data[0].id == "pocketsphinx":
            with self.assertRaises(openai.BadRequestError) as refused:
                translate()
            self.assertIn("translate", refused.exception.message)
        else:
            answer = translate()
            self.assertEqual((answer.language, answer.model_extra["task"]), ("english", "translate"))
            self.assertTrue(answer.text.strip())


class Errors(unittest.TestCase):
    def test_bad_requests_name_the_field(self):
        speech, transcriptions = client("SPEAKS").audio.speech, client("LISTENS").audio.transcriptions
        good = {"model": "tts-1", "voice": "alloy", "input": "Hi."}
        calls = {
            "voice": lambda: speech.create(**{**good, "voice": "nobody"}),
            "input": lambda: speech.create(**{**good, "input": ""}),
            "speed": lambda: speech.create(**good, speed=9),
            "response_format": lambda: speech.create(**good, response_format="midi"),
            "temperature": lambda: transcriptions.create(model="w", file=RECORDING, temperature=7),
            "language": lambda: transcriptions.create(model="w", file=RECORDING, language="klingon"),
            "timestamp_granularities": lambda: transcriptions.create(
                model="w", file=RECORDING, response_format="verbose_json", timestamp_granularities=["page"]),
        }
        for field, call in calls.items():
            with self.subTest(field), self.assertRaises(openai.BadRequestError) as caught:
                call()
            self.assertEqual(caught.exception.param, field)
            self.assertEqual(caught.exception.type, "invalid_request_error")
            self.assertGreater(len(caught.exception.message), 10)

    def test_what_is_no_sound_is_refused_once(self):
        with self.assertRaises(openai.BadRequestError):
            client("LISTENS", max_retries=2).audio.transcriptions.create(model="w", file=("a.wav", b"RIFF" * 99))

    def test_a_busy_engine_says_when_to_come_back_and_is_asked_again(self):
        with held(os.environ["BUSY"]) as other:
            with self.assertRaises(openai.RateLimitError) as caught:
                client("BUSY").audio.speech.create(model="tts-1", voice="alloy", input="Hi.")
            after = caught.exception.response.headers["retry-after"]
            self.assertRegex(after, r"^[1-9]\d*$")
            began = time.monotonic()
            # The answer is no longer waited for while the client waits.
            with unittest.mock.patch("time.sleep", side_effect=_and(other.close, time.sleep)):
                answer = client("BUSY", max_retries=2).audio.speech.create(model="tts-1", voice="alloy", input="Hi.")
            self.assertTrue(answer.content)
            self.assertGreaterEqual(time.monotonic() - began, min(int(after), 1))

    def test_an_engine_that_loads_is_asked_again(self):
        with self.assertRaises(openai.APIStatusError) as caught:
            client("LOADING").audio.speech.create(model="tts-1", voice="alloy", input="Hi.")
        self.assertEqual(caught.exception.status_code, 503)
        self.assertEqual(caught.exception.response.headers["retry-after"], "1")
        self.assertRegex(caught.exception.message, "loaded")
        with unittest.mock.patch("time.sleep", side_effect=_and(lambda: open_gate(os.environ["GATE"]), time.sleep)):
            answer = client("LOADING", max_retries=2).audio.speech.create(model="tts-1", voice="alloy", input="Hi.")
        self.assertTrue(answer.content)


def _and(first, then):
    def both(*arguments):
        first()
        return then(*arguments)
    return both


if __name__ == "__main__":
    print("openai-python", openai.__version__, flush=True)
    unittest.main()
