"""From SIGHUP to the new code's answer, with a model that takes long to load and is loaded once."""

import os
import signal
import time
import unittest

from support import ProjectTest

RELOADS = 50
MODEL_SECONDS = float(os.environ.get("VOICEHUB_MODEL_SECONDS", "1"))
MOST_SECONDS = 0.15  # the budget of the whole way from an edit to its answer

SERVER = """
    import time
    import uvicorn
    from fastapi import FastAPI
    from pydantic import BaseModel
    from voicehub_runner import keep
    import voices

    MARK = "start"

    def load():
        time.sleep(MODEL_SECONDS)
        with open("loads", "a") as file:
            file.write("load ")
        return object()

    model = keep("model", load)
    app = FastAPI()

    class Speech(BaseModel):
        text: str
        voice: str = "alloy"
        speed: float = 1.0

    for path in ("/tts", "/v1/audio/speech", "/synthesize"):
        @app.post(path)
        def speak(speech: Speech):
            return speech

    @app.get("/health")
    def health():
        return {"mark": MARK}

    time.sleep(0.005)  # what else its imports take

    uvicorn.run(app, port=@PORT@, access_log=False)
"""


class Speed(ProjectTest):
    def test_reload(self):
        self.write("voices.py", "VOICES = ['alloy']\n")
        self.write("server.py", SERVER.replace("MODEL_SECONDS", str(MODEL_SECONDS)))
        runner = self.run_program("server.py")
        times = []
        for number in range(RELOADS):
            self.edit("server.py", "MARK = ", f'MARK = "{number}"  # ')
            began = time.monotonic()
            runner.process.send_signal(signal.SIGHUP)
            while self.get_json("/health")["mark"] != str(number):
                pass
            times.append(time.monotonic() - began)
            self.assertIn("kept model", runner.ready()["STATUS"])
        times.sort()
        p50, p95 = times[RELOADS // 2], times[RELOADS * 95 // 100]
        print(f"SIGHUP to new code, model of {MODEL_SECONDS} s: "
              f"p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms, most {times[-1] * 1000:.1f} ms")
        self.assertEqual((self.folder / "loads").read_text(), "load ")
        self.assertLess(p50, MOST_SECONDS)


if __name__ == "__main__":
    unittest.main()
