"""The page at / of the engines, in a browser, as a person uses it."""

import json
import os
import pathlib
import tempfile
import unittest

import browser
from stage import LONG_TEXT, held, open_gate
from support import Engine, EnginesTest, skip, wait_until

PROGRAM = browser.find()
CONTROL = 2  # in the DevTools' modifiers


class Page(EnginesTest):
    def setUp(self):
        self.browser = browser.Browser(PROGRAM)
        self.addCleanup(self.browser.__exit__)

    def tearDown(self):
        self.assertEqual(self.browser.complaints, [])

    def open_speech(self):
        self.browser.open(self.speaks.url + "/")
        self.browser.until("!document.querySelector('#say').disabled")

    def duration(self):
        return self.browser.until("document.querySelector('#player').duration || 0")

    def write(self, text):
        self.browser.click("#text")
        self.browser.evaluate("document.querySelector('#text').select()")
        self.browser.type(text)

    def recording(self, text="go forward ten meters", name="said.wav"):
        status, _, sound = self.speaks.speak(input=text, response_format=name.rsplit(".")[-1])
        self.assertEqual(status, 200, sound)
        folder = tempfile.TemporaryDirectory(prefix="voicehub-page-")
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / name
        path.write_bytes(sound)
        return str(path)

    def test_a_sentence_is_typed_and_heard(self):
        self.open_speech()
        self.assertFalse(self.browser.evaluate("document.querySelector('#listen').checkVisibility()"))
        self.write("The page can speak.")
        self.browser.click("#say")
        self.assertGreater(self.duration(), 0.3)
        self.assertRegex(
            self.browser.evaluate("document.querySelector('#speech-told').textContent"),
            r"^First sound after \d+ ms, all of it after \d+ ms\.$")
        self.assertEqual(
            self.browser.evaluate("document.querySelector('#download').download"), "speech.mp3")
        self.assertTrue(
            self.browser.evaluate("document.querySelector('#download').href === document.querySelector('#player').src"))

    def test_voice_and_speed_are_chosen_without_a_mouse(self):
        self.open_speech()
        self.write("One two three four five.")
        self.browser.press("Enter", "Enter", 13, CONTROL)
        usual = self.duration()
        self.browser.evaluate("document.querySelector('#player').removeAttribute('src'),"
                              "document.querySelector('#player').load(), document.querySelector('#speed').focus()")
        self.browser.press("Home", "Home", 36)
        self.assertEqual(self.browser.evaluate("document.querySelector('#speed-value').textContent"), "0.50 ×")
        self.browser.evaluate("document.querySelector('#voice').focus()")
        self.browser.press("ArrowDown", "ArrowDown", 40)
        self.browser.press("Enter", "Enter", 13)
        self.browser.evaluate("document.querySelector('#text').focus()")
        self.browser.press("Enter", "Enter", 13, CONTROL)
        self.assertGreater(self.duration(), 1.4 * usual)

    def test_speaking_is_stopped(self):
        self.open_speech()
        self.browser.evaluate(f"document.querySelector('#text').value = {json.dumps(LONG_TEXT)}")
        self.browser.click("#say")
        self.browser.until("!document.querySelector('#say-stop').hidden")
        self.browser.click("#say-stop")
        self.browser.until("document.querySelector('#speech-told').textContent === 'Stopped.'")
        wait_until(lambda: self.speaks.gauge("voicehub_active_requests") == 0, "the worker is free", self.speaks)

    def test_every_format_can_be_played(self):
        """The browser's decoders are nobody's here, so this says that the files are what they claim to be."""
        self.open_speech()
        lengths = {}
        for kind in ("mp3", "wav", "flac", "opus", "aac"):
            lengths[kind] = self.browser.evaluate(f"""(async () => {{
                const response = await fetch("v1/audio/speech", {{
                  method: "POST", body: JSON.stringify({{input: "One two three.", response_format: "{kind}"}})}});
                const sound = await response.arrayBuffer();
                return (await new OfflineAudioContext(1, 1, 16000).decodeAudioData(sound)).duration;
            }})()""")
        for kind, length in lengths.items():
            self.assertAlmostEqual(length, lengths["wav"], delta=0.2, msg=f"{kind} of {lengths}")

    def test_a_file_is_dropped_and_read(self):
        self.browser.open(self.listens.url + "/")
        self.assertFalse(self.browser.evaluate("document.querySelector('#speak').checkVisibility()"))
        self.browser.until("document.querySelector('#engine').dataset.state === 'healthy'")
        self.browser.drop("#drop", self.recording())
        said = self.browser.until("document.querySelector('#listen-told').textContent.includes('read in') && "
                                  "document.querySelector('#words').textContent")
        self.assertIn("go forward ten", said)

    def test_a_file_that_only_the_browser_can_read_is_chosen_and_read(self):
        self.browser.open(self.listens.url + "/")
        root = self.browser.call("DOM.getDocument")["root"]["nodeId"]
        node = self.browser.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
        self.browser.call("DOM.setFileInputFiles", nodeId=node, files=[self.recording(name="said.aac")])
        said = self.browser.until("document.querySelector('#listen-told').textContent.includes('read in') && "
                                  "document.querySelector('#words').textContent")
        self.assertIn("ten", said)

    def test_the_microphone_is_listened_to(self):
        self.browser.open(self.listens.url + "/")
        self.browser.until("document.querySelector('#engine').dataset.state === 'healthy'")
        self.browser.click("#record")
        self.browser.until("document.querySelector('#record').ariaPressed === 'true'")
        self.browser.evaluate("new Promise(done => setTimeout(done, 600))")  # of the test device's beeps
        self.browser.click("#record")
        told = self.browser.until("(t => t.includes('of sound') && t)(document.querySelector('#listen-told').textContent)")
        self.assertRegex(told, r"^[1-9] s of sound, ")
        self.assertEqual(self.browser.evaluate("document.querySelector('#listen-wrong').textContent"), "")

    def test_everything_that_can_be_used_has_a_name(self):
        for engine in (self.speaks, self.listens):
            self.browser.open(engine.url + "/")
            self.browser.until("document.querySelector('#engine').dataset.state === 'healthy'")
            nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
            roles = {"button", "textbox", "combobox", "slider", "link", "heading"}
            seen = [node for node in nodes if node.get("role", {}).get("value") in roles and not node["ignored"]]
            self.assertGreater(len(seen), 2)
            for node in seen:
                self.assertTrue(node["name"]["value"].strip(), node)


class Trouble(unittest.TestCase):
    """What goes wrong is said in words. The browser itself complains of such answers: that is not looked at."""

    def setUp(self):
        self.browser = browser.Browser(PROGRAM)
        self.addCleanup(self.browser.__exit__)

    def wrong(self, name):
        return self.browser.until(f"document.querySelector('#{name}-wrong').textContent")

    def test_complaints_are_heard(self):
        """Else the tests above would hear of none."""
        with Engine("VOICEHUB_TTS") as engine:
            self.browser.open(engine.url + "/")
            for number, trouble in enumerate((
                    "console.error('told')", "void setTimeout(() => { throw Error('thrown') })",
                    "fetch('nowhere').then(() => 0)", "document.body.setAttribute('style', 'color: red')",
                    "void document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/elsewhere'}))"), 1):
                self.browser.evaluate(trouble)
                self.browser.until("new Promise(done => setTimeout(() => done(true), 50))")
                self.assertEqual(len(self.browser.complaints), number, trouble)

    def test_what_the_engine_refuses(self):
        with Engine("VOICEHUB_TTS") as engine:
            self.browser.open(engine.url + "/")
            self.browser.until("!document.querySelector('#say').disabled")
            self.browser.evaluate("document.querySelector('#text').value = '…'")
            self.browser.click("#say")
            self.assertEqual(self.wrong("speech"), "There is nothing in the text that can be said (400).")

    def test_an_engine_that_is_gone(self):
        with Engine("VOICEHUB_TTS") as engine:
            self.browser.open(engine.url + "/")
            self.browser.until("!document.querySelector('#say').disabled")
        self.browser.click("#say")
        self.assertEqual(self.wrong("speech"), "The engine does not answer. Is it still running?")

    def test_what_is_no_recording(self):
        with Engine("VOICEHUB_ASR") as engine, tempfile.NamedTemporaryFile(suffix=".wav") as file:
            file.write(b"This is no sound at all." * 100)
            file.flush()
            self.browser.open(engine.url + "/")
            self.browser.until("document.querySelector('#engine').dataset.state === 'healthy'")
            self.browser.drop("#drop", file.name)
            self.assertRegex(self.wrong("listen"), r"\(400\)\.$")

    def test_a_busy_engine(self):
        with Engine("VOICEHUB_TTS", WORKERS="1", MAX_CONCURRENT_REQUESTS="1") as engine:
            self.browser.open(engine.url + "/")
            self.browser.until("!document.querySelector('#say').disabled")
            with held(engine.url):
                self.browser.click("#say")
                self.assertRegex(self.wrong("speech"),
                                 r"^The engine has more to do than it can\. Try again in \d+ seconds?\.$")

    def test_an_engine_that_loads_its_model(self):
        with tempfile.TemporaryDirectory(prefix="voicehub-page-") as folder:
            gate = os.path.join(folder, "gate")
            os.mkfifo(gate)
            with Engine("VOICEHUB_TTS", wait=False, VOICE_TABLE=gate) as engine:
                wait_until(lambda: engine.state("/healthz") == 200, "the engine listens", engine)
                self.browser.open(engine.url + "/")
                self.browser.until("document.querySelector('#engine').textContent.includes('loading its model')")
                self.assertTrue(self.browser.evaluate("document.querySelector('#say').disabled"))
                open_gate(gate)
                self.browser.until("!document.querySelector('#say').disabled")
                self.assertIn("ready", self.browser.evaluate("document.querySelector('#engine').textContent"))


if __name__ == "__main__":
    if PROGRAM is None:
        skip("the page needs chromium-headless-shell, or another Chromium")
    unittest.main()
