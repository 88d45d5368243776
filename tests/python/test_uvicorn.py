"""FastAPI and uvicorn, as Debian packages them."""

import contextlib
import http.client
import inspect
import socket
import threading
import time
import unittest

import fastapi  # noqa: F401  (that it is missing is a failure)
import uvicorn  # noqa: F401
from support import DEADLINE, ProjectTest, Runner, ask, connect, wait_until

SERVER = """
    import asyncio
    import os
    import time

    import uvicorn
    from fastapi import FastAPI, Request, WebSocket
    from fastapi.responses import StreamingResponse
    from pydantic import BaseModel, validator
    from voicehub_runner import keep

    MARK = "one"
    app = FastAPI()
    lock = asyncio.Lock()

    class Speech(BaseModel):
        text: str

        @validator("text")
        def is_short(cls, text):
            return text.strip()

    def note(text):
        with open("notes", "a") as file:
            file.write(text + "\\n")

    def load():
        note("load")
        return object()

    model = keep("model", load)

    @app.on_event("startup")
    async def startup():
        note(f"startup {MARK}")
        app.state.begun = MARK

    @app.on_event("shutdown")
    def shutdown():
        note(f"shutdown {MARK}")

    @app.get("/")
    async def root(request: Request):
        async with lock:
            return {"mark": MARK, "begun": request.app.state.begun, "model": id(model)}

    @app.post("/echo")
    def echo(speech: Speech):
        return speech.text + MARK

    @app.get("/slow")
    async def slow():
        async def parts():
            yield b"begun "
            while not os.path.exists("gate"):
                await asyncio.sleep(0.005)
            yield MARK.encode()
        return StreamingResponse(parts())

    @app.websocket("/talk")
    async def talk(socket: WebSocket):
        await socket.accept()
        while True:
            await socket.send_text(await socket.receive_text() + MARK)

    if __name__ == "__main__":
        uvicorn.run(app, host="127.0.0.1", port=@PORT@)
"""


class UvicornTest(ProjectTest):
    def notes(self) -> list:
        return (self.folder / "notes").read_text().splitlines()

    def open_gate(self) -> None:
        (self.folder / "gate").write_text("")

    def begin_slow_request(self) -> http.client.HTTPResponse:
        connection = connect(self.port)
        self.addCleanup(connection.close)
        connection.request("GET", "/slow")
        answer = connection.getresponse()
        self.assertEqual(answer.read(6), b"begun ")
        return answer


class Reload(UvicornTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("server.py", SERVER)
        self.runner = self.run_program("server.py")

    def test_an_edit_is_served_and_the_model_stays(self):
        self.assertEqual(self.first_message["X_VOICEHUB_WARM"], "1")
        before = self.get_json()
        self.assertEqual(before["begun"], "one")
        self.edit("server.py", '"one"', '"two"')
        self.assertRegex(self.runner.reload()["STATUS"], r"^warm: re-imported server\.py; kept model")
        self.assertEqual(self.get_json(), {**before, "mark": "two", "begun": "two"})
        self.assertEqual(self.notes().count("load"), 1)

    def test_the_new_app_starts_before_the_old_one_stops(self):
        slow = self.begin_slow_request()
        self.edit("server.py", '"one"', '"two"')
        self.runner.reload()
        self.assertEqual(self.notes(), ["load", "startup one", "startup two"])
        self.assertEqual(self.get_json()["mark"], "two")
        self.open_gate()
        self.assertEqual(slow.read(), b"one")
        wait_until(lambda: self.notes()[3:] == ["shutdown one"], "the old app's shutdown")
        self.assertEqual(self.runner.stop(), 0)
        self.assertEqual(self.notes()[4:], ["shutdown two"])

    def test_a_startup_that_fails_leaves_the_old_app(self):
        before = self.get_json()
        self.edit("server.py", 'note(f"startup {MARK}")', 'note(nowhere)')
        answer = self.runner.reload()
        self.assertEqual(answer["ERRNO"], "1")
        self.assertIn("NameError: name 'nowhere' is not defined", answer["STATUS"])
        self.assertEqual(self.get_json(), before)
        self.edit("server.py", "note(nowhere)", "raise SystemExit(1)")
        self.assertEqual(self.runner.reload()["ERRNO"], "1")
        self.assertEqual(self.get_json(), before)

    def test_an_import_that_fails_leaves_the_old_app(self):
        before = self.get_json()
        self.edit("server.py", "import os", "import oss")
        self.assertIn("ModuleNotFoundError", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json(), before)

    def test_a_kept_connection_gets_the_new_code(self):
        connection = connect(self.port)
        self.addCleanup(connection.close)
        self.assertIn('"mark":"one"', ask(connection))
        end = connection.sock
        self.edit("server.py", '"one"', '"two"')
        self.runner.reload()
        self.assertIn('"mark":"two"', ask(connection))
        self.assertIs(connection.sock, end)

    def test_a_websocket_stays_with_the_code_that_it_began_with(self):
        async_socket = WebSocket(self.port, "/talk")
        self.addCleanup(async_socket.close)
        self.assertEqual(async_socket.ask("a "), "a one")
        self.edit("server.py", '"one"', '"two"')
        self.runner.reload()
        self.assertEqual(async_socket.ask("b "), "b one")
        second = WebSocket(self.port, "/talk")
        self.addCleanup(second.close)
        self.assertEqual(second.ask("c "), "c two")

    def test_what_old_code_asks_for_is_not_loaded_again_for_it(self):
        self.edit("server.py", "await socket.accept()", 'await socket.accept(); keep("model", load)')
        self.edit("server.py", "await socket.receive_text() + MARK", 'await socket.receive_text() + str(id(keep("model", load)))')
        self.runner.reload()
        old = WebSocket(self.port, "/talk")
        self.addCleanup(old.close)
        before = old.ask("a ")
        self.edit("server.py", 'note("load")', 'note("load ")')
        self.runner.reload()
        self.edit("server.py", '"one"', '"two"')  # and the edition in between has ended
        self.runner.reload()
        time.sleep(0.7)  # it is tidied up when it has been quiet for half a second
        self.assertEqual(old.ask("a "), before)
        self.assertEqual(self.notes().count("load "), 1)

    def test_requests_during_reloads_are_all_answered(self):
        failures, marks, stop = [], set(), threading.Event()

        def ask_on():
            while not stop.is_set():
                try:
                    marks.add(self.get_json()["mark"])
                except Exception as error:
                    failures.append(error)

        asking = threading.Thread(target=ask_on)
        asking.start()
        for number in range(20):
            self.edit("server.py", "MARK = ", f'MARK = "{number}"  # ')
            self.runner.reload()
            self.assertEqual(self.get_json()["mark"], str(number))
        stop.set()
        asking.join(DEADLINE)
        self.assertEqual(failures, [])
        self.assertGreater(len(marks), 5)


class Draining(UvicornTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("server.py", SERVER)
        self.runner = self.run_program("server.py")

    def test_one_under_way_is_finished_before_the_end(self):
        slow = self.begin_slow_request()
        self.runner.process.send_signal(15)
        self.runner.next_message("STOPPING")
        self.open_gate()
        self.assertEqual(slow.read(), b"one")
        self.assertEqual(self.runner.process.wait(DEADLINE), 0)
        self.assertEqual(self.notes()[-1], "shutdown one")

    def test_one_that_has_not_arrived_yet_is_waited_for(self):
        late = connect(self.port)
        self.addCleanup(late.close)
        self.get()  # which came after it: so it is accepted
        self.runner.process.send_signal(15)
        self.runner.next_message("STOPPING")
        late.request("GET", "/")
        answer = late.getresponse()
        self.assertEqual((answer.status, answer.getheader("Connection")), (200, "close"))
        self.assertEqual(self.runner.process.wait(DEADLINE), 0)

    def test_one_that_has_arrived_by_half_is_waited_for(self):
        with socket.create_connection(("127.0.0.1", self.port), DEADLINE) as late:
            late.sendall(b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Le")
            self.get()
            self.runner.process.send_signal(15)
            self.runner.next_message("STOPPING")
            wait_until(lambda: not can_connect(self.port), "no more connections are taken")
            late.sendall(b'ngth: 17\r\nContent-Type: application/json\r\n\r\n{"text":   "hello"}'[:-2] + b'"}')
            self.assertTrue(late.recv(4096).startswith(b"HTTP/1.1 "))

    @unittest.skipUnless("timeout_graceful_shutdown" in inspect.signature(uvicorn.Config).parameters,
                         "an option of uvicorn 0.22 and later")
    def test_uvicorns_own_limit_ends_it(self):
        self.edit("server.py", ", port=", ", timeout_graceful_shutdown=1, port=")
        self.runner.stop()
        self.runner = self.run_program("server.py")
        self.begin_slow_request()
        self.assertEqual(self.runner.stop(), 0)
        self.assertEqual(self.notes()[-1], "shutdown one")

    def test_an_idle_kept_connection_does_not_delay_the_end(self):
        connection = connect(self.port)
        self.addCleanup(connection.close)
        ask(connection)
        self.assertEqual(self.runner.stop(), 0)
        self.assertEqual(connection.sock.recv(1), b"")


class Programs(UvicornTest):
    def test_an_app_that_is_named_in_a_string(self):
        self.write("server.py", SERVER)
        self.edit("server.py", "uvicorn.run(app,", 'uvicorn.run("server:app",')
        runner = self.run_program("server.py")
        self.edit("server.py", '"one"', '"two"')
        runner.reload()
        self.assertEqual(self.get_json()["mark"], "two")
        self.assertEqual(self.notes().count("load"), 1)  # not twice, though the file is run twice

    def test_a_runner_script_of_its_own_is_not_run_again(self):
        self.write("voice/web.py", SERVER)
        self.write("voice/__init__.py", "")
        self.write("run.py", """
            import uvicorn
            with open("runs", "a") as file:
                file.write("run ")
            uvicorn.run("voice.web:app", host="127.0.0.1", port=@PORT@, reload=True, workers=2)
        """)
        runner = self.run_program("run.py")
        self.edit("voice/web.py", '"one"', '"two"')
        self.assertIn("re-imported voice/web.py;", runner.reload()["STATUS"])
        self.assertEqual(self.get_json()["mark"], "two")
        self.assertEqual((self.folder / "runs").read_text(), "run ")

    def test_a_module_and_its_app(self):
        self.write("server.py", SERVER)
        runner = self.run_program("server:app", "--host", "127.0.0.1", "--port", str(self.port))
        self.edit("server.py", '"one"', '"two"')
        runner.reload()
        self.assertEqual(self.get_json()["mark"], "two")

    def test_a_server_object_that_the_script_makes(self):
        self.write("server.py", SERVER)
        self.edit("server.py", "uvicorn.run(app, host=\"127.0.0.1\", port=" + str(self.port) + ")",
                  f'uvicorn.Server(uvicorn.Config(app, port={self.port}, log_level="warning")).run()')
        runner = self.run_program("server.py")
        self.edit("server.py", '"one"', '"two"')
        runner.reload()
        self.assertEqual(self.get_json()["mark"], "two")

    def test_a_server_inside_the_scripts_own_loop_says_that_it_cannot_reload(self):
        self.write("server.py", SERVER)
        self.edit("server.py", "uvicorn.run(app, host=\"127.0.0.1\", port=" + str(self.port) + ")",
                  f"asyncio.run(uvicorn.Server(uvicorn.Config(app, port={self.port})).serve())")
        runner = self.run_program("server.py")
        self.assertNotIn("X_VOICEHUB_WARM", self.first_message)
        runner.process.send_signal(1)
        wait_until(lambda: "only a restart of the process" in runner.log(), "the line that says so")
        self.assertEqual(self.get_json()["mark"], "one")
        self.assertEqual(runner.stop(), 0)

    def test_a_startup_that_fails_at_the_start_ends_with_uvicorns_code(self):
        self.write("server.py", SERVER)
        self.edit("server.py", 'note(f"startup {MARK}")', 'note(nowhere)')
        with Runner(self.folder, "server.py") as runner:
            self.assertEqual(runner.process.wait(DEADLINE), 3)
            self.assertRegex(runner.log(), r"voicehub-runner: server\.py:\d+: NameError: name 'nowhere'")

    def test_a_hangup_during_the_startup_is_answered_after_it(self):
        self.write("server.py", SERVER)
        self.edit("server.py", 'note(f"startup {MARK}")',
                  'note("begun"); [await asyncio.sleep(0.005) for _ in iter(lambda: os.path.exists("gate"), True)]')
        runner = self.enterContext_(Runner(self.folder, "server.py"))
        wait_until(lambda: (self.folder / "notes").exists() and "begun" in self.notes(), "the startup")
        self.edit("server.py", '"one"', '"two"')
        runner.process.send_signal(1)
        self.open_gate()
        self.assertEqual(runner.ready()["X_VOICEHUB_WARM"], "1")
        self.assertIn("warm: re-imported server.py", runner.ready()["STATUS"])
        self.assertEqual(self.get_json()["mark"], "two")

    def test_free_first_in_an_apps_startup(self):
        self.write("server.py", SERVER)
        self.edit("server.py", '        note(f"startup {MARK}")'[8:],
                  'app.state.big = keep("big", load, free_first=True)')
        self.edit("server.py", "def load():", "def load(size=1):")
        runner = self.run_program("server.py")
        pid = runner.process.pid
        self.edit("server.py", 'load, free_first', 'load, 2, free_first')
        self.assertIn("serves at", runner.reload()["STATUS"])
        self.assertIn("restarting in place: big", runner.log())
        self.assertEqual(self.get_json()["mark"], "one")
        self.assertEqual(runner.process.pid, pid)


class WebSocket:
    """A client of text messages, short ones."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._read(1)
        if b" 101 " not in head:
            raise AssertionError(head)

    def ask(self, text: str) -> str:
        raw = text.encode()
        self._socket.sendall(bytes([0x81, 0x80 | len(raw), 0, 0, 0, 0]) + raw)
        _, length = self._read(2)
        return self._read(length).decode()

    def close(self) -> None:
        self._socket.close()

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise AssertionError(f"the connection ended after {data!r}")
            data += part
        return data


def can_connect(port: int) -> bool:
    with contextlib.suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), DEADLINE).close()
        return True
    return False


if __name__ == "__main__":
    unittest.main()
