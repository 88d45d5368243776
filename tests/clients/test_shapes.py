"""Requests as programs in use send them, written down by hand: open-webui, LiteLLM, whisper.cpp's and Piper's clients."""

import json
import unittest

import sound
from stage import SENTENCE, SPEECH
from subtitles import read_srt, read_vtt
from support import EnginesTest, form

HEARD = r"(?i)go forward ten (meters|years)"


class Shapes(EnginesTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recording = cls.speaks.speak(input=SENTENCE, voice=SPEECH, response_format="wav")[2]

    def get_json(self, engine, path):
        status, headers, body = engine.ask("GET", path)
        self.assertEqual((status, headers["content-type"]), (200, "application/json"), body)
        return json.loads(body)

    def post_form(self, path, fields, name="speech.wav"):
        body, content_type = form(self.recording, fields, name)
        return self.listens.ask("POST", path, body, {"Content-Type": content_type, "Authorization": "Bearer sk-none"})


class OpenWebui(Shapes):
    """Its base URL is http://…/v1, and it trusts the answers: what is no object with an id is an exception there."""

    def test_lists_voices_and_models(self):
        voices = {voice["id"]: voice["name"] for voice in self.get_json(self.speaks, "/v1/audio/voices")["voices"]}
        self.assertIn("alloy", voices)
        self.assertTrue(all(voices.values()))
        for engine in (self.speaks, self.listens):
            (model,) = self.get_json(engine, "/v1/audio/models")["models"]
            self.assertTrue(model["id"])
            self.assertEqual(self.get_json(engine, "/v1/models")["data"][0]["id"], model["id"])

    def test_speaks(self):
        status, headers, body = self.speaks.ask(
            "POST", "/v1/audio/speech",
            json.dumps({"model": "tts-1", "input": "Hello from here.", "voice": "alloy", "user": "0b7"}).encode(),
            {"Content-Type": "application/json", "Authorization": "Bearer ", "X-OpenWebUI-User-Name": "Ada"})
        self.assertEqual((status, headers["content-type"]), (200, "audio/mpeg"))
        self.assertGreater(sound.seconds("mp3", body), 0.5)

    def test_sends_a_file_and_a_model_and_nothing_else(self):
        status, _, body = self.post_form("/v1/audio/transcriptions", {"model": "whisper-1"}, "0b7c.wav")
        self.assertEqual(status, 200, body)
        self.assertRegex(json.loads(body)["text"], HEARD)

    def test_shows_the_message_of_an_error(self):
        status, _, body = self.speaks.speak(input="Hi.", voice="nobody")
        self.assertEqual(status, 400)
        self.assertIn("nobody", json.loads(body)["error"]["message"])


class LiteLlm(Shapes):
    def test_asks_for_granularities_with_and_without_brackets(self):
        for name in ("timestamp_granularities[]", "timestamp_granularities"):
            for values in (["word", "segment"], ["word"], ["segment"]):
                with self.subTest(name=name, values=values):
                    status, _, body = self.post_form("/v1/audio/transcriptions", {
                        "model": "whisper-1", "response_format": "verbose_json", name: values})
                    self.assertEqual(status, 200, body)
                    answer = json.loads(body)
                    self.assertEqual("words" in answer, "word" in values)
                    self.assertEqual("segments" in answer, "segment" in values)

    def test_asks_for_verbose_json_without_granularities(self):
        answer = json.loads(self.post_form("/v1/audio/transcriptions", {"response_format": "verbose_json"})[2])
        self.assertAlmostEqual(answer["duration"], sound.seconds("wav", self.recording), delta=0.01)
        self.assertTrue(answer["segments"])


class Others(Shapes):
    def test_subtitles_are_well_formed(self):
        for kind, read, content_type in (("srt", read_srt, "application/x-subrip; charset=utf-8"),
                                         ("vtt", read_vtt, "text/vtt; charset=utf-8")):
            status, headers, body = self.post_form("/v1/audio/transcriptions", {"response_format": kind})
            self.assertEqual((status, headers["content-type"]), (200, content_type))
            cues = read(body.decode())
            self.assertRegex(" ".join(text for _, _, text in cues), HEARD)
            self.assertLessEqual(cues[-1][1], sound.seconds("wav", self.recording) + 0.1)

    def test_whisper_cpp(self):
        status, _, body = self.post_form("/inference", {
            "temperature": "0.0", "temperature_inc": "0.2", "response_format": "json", "no_timestamps": "true"})
        self.assertEqual(status, 200, body)
        self.assertRegex(json.loads(body)["text"], HEARD)

    def test_piper(self):
        status, headers, body = self.speaks.ask("POST", "/synthesize", b'{"text": "Hello.", "length_scale": 1.5}')
        self.assertEqual((status, headers["content-type"]), (200, "audio/wav"))
        self.assertGreater(sound.seconds("wav", body), 0.4)
        self.assertTrue(self.get_json(self.speaks, "/voices"))

    def test_edge_tts_voices_at_tts(self):
        status, headers, body = self.speaks.ask("POST", "/tts", json.dumps(
            {"text": "Hello.", "voice": "en-US-JennyNeural", "rate": 0.9, "format": "mp3"}).encode())
        self.assertEqual((status, headers["content-type"]), (200, "audio/mpeg"))
        self.assertGreater(sound.seconds("mp3", body), 0.3)

    def test_pages_of_other_origins_may_ask(self):
        status, headers, _ = self.speaks.ask("OPTIONS", "/v1/audio/speech", headers={
            "Origin": "http://elsewhere", "Access-Control-Request-Method": "POST"})
        self.assertEqual((status, headers["access-control-allow-origin"]), (204, "*"))
        self.assertIn("POST", headers["access-control-allow-methods"])


class Readers(unittest.TestCase):
    """The readers of the tests would be worth nothing if they took everything."""

    def test_refuse_what_is_not_well_formed(self):
        good = "1\n00:00:01,000 --> 00:00:02,000\nHi.\n\n"
        self.assertEqual(read_srt(good), [(1.0, 2.0, "Hi.")])
        for old, new in (("1\n0", "2\n0"), (",", "."), ("00:00:01", "00:01"), ("Hi", "a --> b"), ("02,000", "01,000"),
                         ("Hi.\n\n", "Hi.\n"), ("Hi.", " "), (" --> ", "->"), ("00:02", "00:62")):
            with self.subTest(new=new), self.assertRaises(AssertionError):
                read_srt(good.replace(old, new))
        good = "WEBVTT\n\n00:01.000 --> 01:00:02.000\na &lt; b\n\n"
        self.assertEqual(read_vtt(good), [(1.0, 3602.0, "a &lt; b")])
        for old, new in (("WEBVTT\n\n", ""), ("&lt;", "<"), ("&lt;", "&"), (".", ","), ("01.000", "1.000")):
            with self.subTest(new=new), self.assertRaises(AssertionError):
                read_vtt(good.replace(old, new))


if __name__ == "__main__":
    unittest.main()
