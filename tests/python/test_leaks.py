"""Two hundred reloads: the old editions are gone, and memory does not grow."""

import os
import unittest

from support import ProjectTest, wait_until

RELOADS = int(os.environ.get("VOICEHUB_RELOADS", "200"))
WARM_UP = 20
MOST_GROWTH_KIB = 4096  # a tenth of what the payloads of all editions take

PROBE = """
    import gc, sys, weakref
    from voicehub_runner import keep

    alive = keep("alive", weakref.WeakSet)

    class Edition:
        pass

    # As modules do: the namespace is in a cycle with its functions, and has something big in it.
    edition = Edition()
    edition.payload = bytearray(200_000)
    alive.add(edition)

    def namespace():
        return edition, namespace
"""

HTTP_SERVER = PROBE + """
    import http.server
    MARK = 0

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"[{MARK}, {len(alive)}]".encode())

        def log_message(self, *_):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", @PORT@), Handler).serve_forever()
"""

FASTAPI_SERVER = PROBE + """
    from typing import List, Optional
    import uvicorn
    from fastapi import Depends, FastAPI
    from pydantic import BaseModel
    MARK = 0

    class Voice(BaseModel):
        name: str
        styles: List[str] = []

    class Speech(BaseModel):
        text: str
        voice: Optional[Voice] = None

    app = FastAPI()

    @app.post("/speech")
    def speak(speech: Speech) -> List[Voice]:
        return [speech.voice]

    @app.get("/")
    def mark(edition=Depends(namespace)):
        return [MARK, len(alive)]

    uvicorn.run(app, port=@PORT@, access_log=False)
"""


class Leaks(ProjectTest):
    def assert_bounded(self, program: str) -> None:
        self.write("server.py", program)
        runner = self.run_program("server.py")
        for number in range(1, RELOADS + 1):
            self.edit("server.py", "MARK = ", f"MARK = {number}  #")
            self.assertNotIn("ERRNO", runner.reload())
            self.assertEqual(self.get_json()[0], number)
            if number == WARM_UP:
                wait_until(lambda: self.get_json()[1] == 1, "only the newest edition is alive")
                before = runner.rss_kib()
        wait_until(lambda: self.get_json()[1] == 1, "only the newest edition is alive")
        after = runner.rss_kib()
        print(f"RSS after {WARM_UP} reloads {before} KiB, after {RELOADS} {after} KiB")
        self.assertLess(after - before, MOST_GROWTH_KIB)

    def test_http_server(self):
        self.assert_bounded(HTTP_SERVER)

    def test_fastapi(self):
        self.assert_bounded(FASTAPI_SERVER)


if __name__ == "__main__":
    unittest.main()
