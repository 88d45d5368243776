"""A hundred handovers under load lose no request."""

import os
import unittest

from handover import Clients, Supervisor
from support import ProjectTest

HANDOVERS = int(os.environ.get("VOICEHUB_HANDOVERS", "100"))
PER_SECOND = 50


class Handover(ProjectTest):
    def assert_nothing_is_lost(self, *command: str) -> None:
        supervisor = Supervisor(self.folder, *command)
        clients = Clients(supervisor.port, PER_SECOND)
        for _ in range(HANDOVERS):
            supervisor.hand_over()
        clients.stop()
        codes = supervisor.close()
        times = sorted(clients.times)
        print(f"{HANDOVERS} handovers: {clients.answers} answers, {len(clients.failures)} failures; "
              f"p50 {times[len(times) // 2] * 1000:.0f} ms, p99 {times[len(times) * 99 // 100] * 1000:.0f} ms")
        self.assertEqual(clients.failures, [])
        self.assertGreater(clients.answers, HANDOVERS)
        self.assertEqual(codes, [0] * (HANDOVERS + 1))

    def test_uvicorn(self):
        import uvicorn  # noqa: F401  (that it is missing is a failure)
        self.write("server.py", """
            import uvicorn

            async def app(scope, receive, send):
                if scope["type"] == "http":
                    await send({"type": "http.response.start", "status": 200,
                                "headers": [(b"content-length", b"6")]})
                    await send({"type": "http.response.body", "body": b"answer"})

            uvicorn.run(app, port=9, access_log=False)
        """)
        self.assert_nothing_is_lost("server.py")

    def test_http_server(self):
        self.write("server.py", """
            import http.server

            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Length", "6")
                    self.end_headers()
                    self.wfile.write(b"answer")

                def log_message(self, *_):
                    pass

            http.server.ThreadingHTTPServer(("127.0.0.1", 9), Handler).serve_forever()
        """)
        self.assert_nothing_is_lost("server.py")


if __name__ == "__main__":
    unittest.main()
