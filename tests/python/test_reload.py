"""Warm reloads of a server of the standard library: what is re-imported, what is kept, what an error costs."""

import os
import resource
import signal
import socket
import threading
import unittest

from support import DEADLINE, ProjectTest, Runner, ask, connect, wait_until

SERVER = """
    import http.server
    import json
    import os
    import sys
    import texts
    from voicehub_runner import keep

    MARK = "one"

    def load(size):
        with open("loads", "a") as file:
            file.write(f"{size}\\n")
        return {"size": size}

    model = keep("model", load, "small")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = json.dumps({"mark": MARK, "text": texts.TEXT, "model": id(model), "pid": os.getpid(),
                               "arguments": sys.argv[1:], **model}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    if __name__ == "__main__":
        with http.server.ThreadingHTTPServer(("127.0.0.1", @PORT@), Handler) as server:
            server.serve_forever()
"""


class Reload(ProjectTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("server.py", SERVER)
        self.write("texts.py", "import words\nTEXT = words.WORD + '!'\n")
        self.write("words.py", "WORD = 'hello'\n")
        self.write("aside.py", "")
        self.runner = self.run_program("server.py", "one", "--port=two")

    def loads(self) -> list:
        return (self.folder / "loads").read_text().split()

    def test_says_at_its_start_that_it_can_reload(self):
        self.assertEqual(self.first_message["X_VOICEHUB_WARM"], "1")
        self.assertRegex(self.first_message["STATUS"],
                         r"voicehub-runner: server\.py serves at 127\.0\.0\.1:\d+; kept model")
        self.assertEqual(self.get_json()["arguments"], ["one", "--port=two"])

    def test_an_edit_is_served_and_the_model_stays(self):
        before = self.get_json()
        self.edit("server.py", '"one"', '"two"')
        answer = self.runner.reload()
        after = self.get_json()
        self.assertRegex(answer["STATUS"],
                         r"^warm: re-imported server\.py; kept model \(loaded in \d+ ms\)$")
        self.assertNotIn("ERRNO", answer)
        self.assertEqual(after, {**before, "mark": "two"})
        self.assertEqual(self.loads(), ["small"])

    def test_says_reloading_first(self):
        self.runner.process.send_signal(1)
        self.assertEqual(self.runner.next_message()["RELOADING"], "1")
        self.assertEqual(self.runner.next_message()["READY"], "1")

    def test_an_edit_of_the_same_size_at_once_after_another(self):
        for mark in ("aaa", "bbb", "ccc", "ddd", "eee"):
            path = self.folder / "texts.py"
            with open(path, "r+") as file:  # in place: the inode stays as well
                file.write(f"import words\nTEXT = '{mark}'#".ljust(path.stat().st_size))
            self.runner.reload()
            self.assertEqual(self.get_json()["text"], mark)

    def test_what_imports_the_edited_module_is_imported_anew_too(self):
        self.edit("words.py", "hello", "good day")
        self.assertIn("re-imported server.py, texts.py, words.py;", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json()["text"], "good day!")

    def test_what_the_edited_module_imports_is_left_alone(self):
        self.edit("texts.py", "'!'", "'?'")
        self.assertIn("re-imported server.py, texts.py;", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json()["text"], "hello?")

    def test_a_touch_and_an_edit_of_what_is_not_loaded_change_nothing(self):
        before = self.get_json()
        os.utime(self.folder / "server.py")
        self.edit("aside.py", "", "x = 1")
        self.assertIn("warm: no loaded module has changed", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json(), before)

    def test_a_new_module(self):
        self.write("more.py", "TEXT = 'from more'\n")
        self.edit("server.py", "import texts", "import more as texts")
        self.runner.reload()
        self.assertEqual(self.get_json()["text"], "from more")

    def test_an_edit_and_a_module_that_is_gone(self):
        self.edit("texts.py", "import words\nTEXT = words.WORD + '!'", "TEXT = 'alone'")
        (self.folder / "words.py").unlink()
        self.assertNotIn("ERRNO", self.runner.reload())
        self.assertEqual(self.get_json()["text"], "alone")

    def test_a_syntax_error_costs_nothing_and_is_shown(self):
        before = self.get_json()
        self.edit("words.py", "'hello'", "'hello")
        answer = self.runner.reload()
        self.assertEqual((answer["READY"], answer["ERRNO"]), ("1", "1"))
        self.assertRegex(answer["STATUS"], r'File "[^"]*/words\.py", line 1\\n.*SyntaxError: ')
        self.assertNotIn("voicehub_runner", answer["STATUS"])
        self.assertEqual(self.get_json(), before)
        self.edit("words.py", "'hello", "'hello again'")
        self.assertNotIn("ERRNO", self.runner.reload())
        self.assertEqual(self.get_json()["text"], "hello again!")

    def test_the_traceback_shows_the_line_as_it_is_now(self):
        self.edit("words.py", "WORD", "\n\nWORD = missing_name  # edited\nWORD")
        status = self.runner.reload()["STATUS"]
        self.assertIn("server.py", status)  # who imports it
        self.assertIn('/words.py", line 3, in <module>\\n    WORD = missing_name  # edited', status)
        self.assertIn("words.py:3: NameError: name 'missing_name' is not defined", self.runner.log())

    def test_after_an_error_all_old_modules_are_those_that_imports_find(self):
        self.edit("server.py", 'MARK = "one"', 'import nowhere')
        self.edit("words.py", "hello", "good day")  # is imported anew before the error
        self.assertIn("ModuleNotFoundError", self.runner.reload()["STATUS"])
        self.edit("server.py", "import nowhere", 'MARK = "two"')
        self.runner.reload()
        self.assertEqual((self.get_json()["mark"], self.get_json()["text"]), ("two", "good day!"))

    def test_a_program_that_ends_itself_does_not_end_the_server(self):
        self.edit("words.py", "WORD", "raise SystemExit(3)\nWORD")
        self.assertIn("ended itself with code 3", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json()["text"], "hello!")

    def test_a_long_error_is_cut_at_its_beginning(self):
        self.edit("words.py", "WORD", "raise ValueError('é\\\\n' * 3000 + 'the end')\nWORD")
        answer = self.runner.reload()
        self.assertLessEqual(len(answer["STATUS"].encode()), 4096)
        self.assertTrue(answer["STATUS"].startswith("…"))
        self.assertTrue(answer["STATUS"].endswith("the end"))

    def test_another_key_and_another_loader_load_anew(self):
        before = self.get_json()
        self.edit("server.py", '"small")', '"large")')
        self.assertRegex(self.runner.reload()["STATUS"],
                         r"; loaded model in \d+ ms, because its key has changed$")
        self.assertEqual(self.get_json()["size"], "large")
        self.edit("server.py", '{"size": size}', '{"size": size.upper()}')
        self.assertIn("because its loader has changed", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json()["size"], "LARGE")
        self.assertEqual(self.loads(), ["small", "large", "large"])
        self.assertEqual(self.get_json()["pid"], before["pid"])

    def test_a_loader_that_fails_leaves_the_old_model(self):
        before = self.get_json()
        self.edit("server.py", '{"size": size}', '{"size": 1 // 0}')
        self.assertIn("ZeroDivisionError", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json(), before)
        self.edit("server.py", '{"size": 1 // 0}', '{"size": size}')
        self.edit("server.py", '"one"', '"two"')
        self.assertIn("kept model", self.runner.reload()["STATUS"])
        self.assertEqual(self.get_json(), {**before, "mark": "two"})

    def test_a_loader_that_counts_its_calls_is_the_same_at_each_request(self):
        self.edit("server.py", 'MARK = "one"', 'CALLS = {"count": 0}\nMARK = "one"')
        self.edit("server.py", "def load(size):", 'def load(size):\n    CALLS["count"] += 1')
        self.edit("server.py", "body = ", 'model = keep("model", load, "small"); body = ')
        self.runner.reload()
        self.assertEqual(self.get_json(), self.get_json())
        self.assertEqual(self.loads(), ["small", "small"])  # of the start, and of the edited loader

    def test_what_nobody_asks_for_any_more_is_let_go_of(self):
        self.edit("server.py", 'keep("model", load, "small")', 'load("small")')
        self.assertIn("let go of model", self.runner.reload()["STATUS"])

    def test_free_first_becomes_a_new_process_and_loses_no_request(self):
        before = self.get_json()
        self.edit("server.py", '"model", load, "small")', '"model", load, "large", free_first=True)')
        answers, stop = [], threading.Event()

        def ask_on():
            while not stop.is_set():
                answers.append(self.get_json()["size"])

        asking = threading.Thread(target=ask_on)
        asking.start()
        answer = self.runner.reload()
        wait_until(lambda: answers[-1:] == ["large"], "the new model answers")
        stop.set()
        asking.join(DEADLINE)
        self.assertIn("serves at", answer["STATUS"])
        self.assertIn("restarting in place: model", self.runner.log())
        self.assertEqual(self.get_json()["pid"], before["pid"])
        self.assertEqual(answers, sorted(answers, reverse=True))  # small…, then large…
        self.edit("server.py", '"one"', '"two"')
        self.assertIn("kept model", self.runner.reload()["STATUS"])

    def test_a_kept_connection_gets_the_new_code(self):
        connection = connect(self.port)
        self.addCleanup(connection.close)
        self.assertIn('"mark": "one"', ask(connection))
        end = connection.sock
        self.edit("server.py", '"one"', '"two"')
        self.runner.reload()
        self.assertIn('"mark": "two"', ask(connection))
        self.assertIs(connection.sock, end)

    def test_ends_at_once_with_an_idle_connection(self):
        connection = connect(self.port)
        self.addCleanup(connection.close)
        ask(connection)
        self.assertEqual(self.runner.stop(), 0)

    def test_a_second_start_at_a_taken_port_fails(self):
        with Runner(self.folder, "server.py") as second:
            self.assertEqual(second.process.wait(DEADLINE), 1)
            self.assertIn("Address already in use", second.log())


class Requests(ProjectTest):
    """Those under way while the code is exchanged, or the server ends."""

    SERVER = """
        import http.server, os, socketserver

        MARK = "one"

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                if self.path == "/slow":
                    self.wfile.write(b"begun ")
                    open("gate").read()  # a pipe: until the test opens it
                self.wfile.write(MARK.encode())

        class Server(BASE, http.server.HTTPServer):
            pass

        Server(("127.0.0.1", @PORT@), Handler).serve_forever()
    """

    def start(self, base: str = "socketserver.ThreadingMixIn") -> Runner:
        os.mkfifo(self.folder / "gate")
        self.write("server.py", self.SERVER.replace("BASE, ", f"{base}, " if base else ""))
        return self.run_program("server.py")

    def begin_slow_request(self):
        connection = connect(self.port)
        self.addCleanup(connection.close)
        connection.request("GET", "/slow")
        answer = connection.getresponse()
        self.assertEqual(answer.read(6), b"begun ")
        return answer

    def open_gate(self) -> None:
        with open(self.folder / "gate", "w"):
            pass

    def test_one_under_way_ends_with_the_old_code(self):
        runner = self.start()
        slow = self.begin_slow_request()
        self.edit("server.py", '"one"', '"two"')
        runner.reload()
        self.assertEqual(self.get(), "two")
        self.open_gate()
        self.assertEqual(slow.read(), b"one")

    def test_a_thousand_and_more_under_way_end_with_the_old_code(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        self.write("server.py", """
            import http.server, threading
            from voicehub_runner import keep

            gate = keep("gate", threading.Event)
            MARK = "one"

            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    if self.path == "/slow":
                        self.wfile.write(b"begun ")
                        gate.wait()
                    elif self.path == "/open":
                        gate.set()
                    self.wfile.write(MARK.encode())

                def log_message(self, *_):
                    pass

            http.server.ThreadingHTTPServer(("127.0.0.1", @PORT@), Handler).serve_forever()
        """)
        runner = self.run_program("server.py")
        slow = [self.begin_slow_request() for _ in range(1100)]
        self.edit("server.py", '"one"', '"two"')
        runner.reload()
        self.assertEqual(self.get(), "two")
        self.get("/open")
        self.assertEqual({answer.read() for answer in slow}, {b"one"})
        self.assertNotIn("Traceback", runner.log())

    def test_the_backlog_of_a_socket_that_was_handed_over_stays(self):
        with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
            self.port = listening.getsockname()[1]
            os.mkfifo(self.folder / "gate")
            self.write("server.py", self.SERVER.replace("BASE", "socketserver.ThreadingMixIn"))
            runner = self.run_program("server.py", listening=listening)
            runner.process.send_signal(signal.SIGSTOP)
            waiting = [connect(self.port, 0.5) for _ in range(100)]  # the kernel would answer no more of them
            runner.process.send_signal(signal.SIGCONT)
            self.assertEqual({ask(each) for each in waiting}, {"one"})

    def test_one_under_way_is_finished_before_the_end(self):
        runner = self.start()
        slow = self.begin_slow_request()
        runner.process.send_signal(15)
        runner.next_message("STOPPING")
        self.open_gate()
        self.assertEqual(slow.read(), b"one")
        self.assertEqual(runner.process.wait(DEADLINE), 0)

    def test_one_that_has_not_arrived_yet_is_waited_for(self):
        runner = self.start()
        late = connect(self.port)
        self.addCleanup(late.close)
        self.get()  # which came after it: so it is accepted
        runner.process.send_signal(15)
        runner.next_message("STOPPING")
        self.assertEqual(ask(late), "one")
        self.assertEqual(runner.process.wait(DEADLINE), 0)

    def test_a_server_without_threads_ends_while_it_waits_for_a_request(self):
        runner = self.start(base="")
        silent = connect(self.port)
        self.addCleanup(silent.close)
        self.assertEqual(runner.stop(), 0)


class Programs(ProjectTest):
    def test_a_module_in_a_package(self):
        self.write("src/voice/__init__.py", "from .config import NAME\n")
        self.write("src/voice/config.py", "NAME = 'one'\n")
        self.write("src/voice/web.py", """
            from . import NAME
            def app(environ, start_response):
                start_response("200 OK", [])
                return [NAME.encode()]
        """)
        runner = self.run_program("voice.web:app", "--app-dir", "src", "--port", str(self.port))
        self.assertEqual(self.get(), "one")
        self.edit("src/voice/config.py", "one", "two")
        status = runner.reload()["STATUS"]
        self.assertEqual(self.get(), "two", status)

    def test_a_module_that_is_taken_from_its_package(self):
        self.write("voice/__init__.py", "LOADS = []\n")
        self.write("voice/texts.py", "NAME = 'one'\n")
        self.write("voice/inner/deep.py", "NAME = 'one'\n")  # a package without a file
        self.write("server.py", """
            import voice
            from voice import texts
            from voice.inner import deep
            voice.LOADS.append(1)
            def app(environ, start_response):
                start_response("200 OK", [])
                return [f"{texts.NAME} {voice.texts.NAME} {voice.inner.deep.NAME} {len(voice.LOADS)}".encode()]
        """)
        runner = self.run_program("--port", str(self.port), "server.py")
        self.assertEqual(self.get(), "one one one 1")
        self.edit("voice/texts.py", "one", "two")
        self.assertIn("re-imported server.py, voice/texts.py", runner.reload()["STATUS"])
        self.assertEqual(self.get(), "two two one 2")  # the package itself has not been run again
        self.edit("voice/inner/deep.py", "one", "two")
        runner.reload()
        self.assertEqual(self.get(), "two two two 3")
        self.edit("voice/__init__.py", "[]", "[0]")
        runner.reload()
        self.assertEqual(self.get(), "two two two 2")

    def test_a_module_that_is_reached_through_its_package_only(self):
        self.write("voice/__init__.py", "")
        self.write("voice/texts.py", "NAME = 'one'\n")
        self.write("answers.py", "import voice\ndef name(): return voice.texts.NAME\n")
        self.write("server.py", """
            import answers, voice.texts
            def app(environ, start_response):
                start_response("200 OK", [])
                return [answers.name().encode()]
        """)
        runner = self.run_program("--port", str(self.port), "server.py")
        self.assertEqual(self.get(), "one")
        self.edit("voice/texts.py", "one", "two")
        runner.reload()
        self.assertEqual(self.get(), "two")

    def test_old_code_has_its_old_modules_until_the_new_code_serves(self):
        os.mkfifo(self.folder / "gate")
        self.write("voice/__init__.py", "")
        self.write("voice/texts.py", "NAME = 'one'\n")
        self.write("server.py", """
            import voice.texts
            # now and then
            def app(environ, start_response):
                start_response("200 OK", [])
                return [voice.texts.NAME.encode()]
        """)
        runner = self.run_program("--port", str(self.port), "server.py")
        self.edit("voice/texts.py", "one", "two")
        self.edit("server.py", "# now and then", 'open("gate").read()')
        runner.process.send_signal(1)
        with open(self.folder / "gate", "w"):  # opens when the new code is half loaded
            self.assertEqual(self.get(), "one")
        runner.ready()
        self.assertEqual(self.get(), "two")

    def test_a_module_that_is_imported_again_long_after_its_edit(self):
        self.write("texts.py", "NAME = 'one'\n")
        self.write("server.py", """
            import texts
            def app(environ, start_response):
                start_response("200 OK", [])
                return [texts.NAME.encode()]
        """)
        runner = self.run_program("--port", str(self.port), "server.py")
        self.edit("texts.py", "one", "two")
        self.edit("server.py", "import texts", "texts = None")
        self.edit("server.py", "texts.NAME", '__import__("te" + "xts").NAME')
        runner.reload()  # it is compiled, and nobody imports it
        self.edit("texts.py", "two", "three")
        self.assertEqual(self.get(), "three")

    def test_a_module_that_is_found_by_name_after_the_import_of_who_uses_it(self):
        self.write("plugins/a.py", "NAME = 'one'\n")
        self.write("server.py", """
            import importlib
            plugin = None
            def app(environ, start_response):
                global plugin
                plugin = plugin or importlib.import_module("plugins." + "a")
                start_response("200 OK", [])
                return [plugin.NAME.encode()]
        """)
        runner = self.run_program("server:app", "--port", str(self.port))
        self.assertEqual(self.get(), "one")
        self.edit("plugins/a.py", "one", "two")
        self.assertIn("re-imported server.py, plugins/a.py", runner.reload()["STATUS"])
        self.assertEqual(self.get(), "two")

    def test_a_module_that_is_found_by_its_name_at_run_time(self):
        self.write("plugins/a.py", "NAME = 'one'\n")
        self.write("server.py", """
            import importlib
            def app(environ, start_response):
                start_response("200 OK", [])
                return [importlib.import_module("plugins." + "a").NAME.encode()]
        """)
        runner = self.run_program("server:app", "--port", str(self.port))
        self.assertEqual(self.get(), "one")
        self.edit("plugins/a.py", "one", "two")
        self.assertNotIn("ERRNO", runner.reload())
        self.assertEqual(self.get(), "two")

    def test_a_script_that_only_defines_an_app(self):
        self.write("server.py", """
            def app(environ, start_response):
                start_response("200 OK", [])
                return [b"one"]
        """)
        runner = self.run_program("--port", str(self.port), "server.py")
        self.assertEqual(self.get(), "one")
        self.edit("server.py", "one", "two")
        runner.reload()
        self.assertEqual(self.get(), "two")

    def test_a_script_that_handles_signals_itself(self):
        self.write("server.py", Requests.SERVER.replace("BASE", "socketserver.ThreadingMixIn").replace(
            "import http.server", "import signal\n        signal.signal(signal.SIGTERM, print)\n        import http.server"))
        runner = self.run_program("server.py")
        self.edit("server.py", '"one"', '"two"')
        self.assertNotIn("ERRNO", runner.reload())
        self.assertEqual(self.get(), "two")
        self.assertEqual(runner.stop(), 0)

    def test_flask(self):
        self.write("server.py", """
            import flask
            from voicehub_runner import keep

            app = flask.Flask(__name__)
            model = keep("model", object)

            @app.get("/")
            def root():
                return f"one {id(model)}"

            app.run(port=@PORT@, debug=True)
        """)
        runner = self.run_program("server.py")
        before = self.get()
        self.edit("server.py", "one", "two")
        self.assertIn("re-imported server.py; kept model", runner.reload()["STATUS"])
        self.assertEqual(self.get(), before.replace("one", "two"))
        self.assertEqual(runner.stop(), 0)

    def test_a_script_that_serves_nothing_is_run_and_its_error_is_its_own(self):
        self.write("fine.py", "print('ran', __name__)\n")
        self.write("broken.py", "x = 1\nraise OSError('no such voice')\n")
        with Runner(self.folder, "fine.py") as fine, Runner(self.folder, "broken.py") as broken:
            self.assertEqual((fine.process.wait(DEADLINE), fine.log()), (0, "ran __main__\n"))
            self.assertEqual(broken.process.wait(DEADLINE), 1)
            self.assertIn("broken.py:2: OSError: no such voice\n", broken.log())

    def test_a_hangup_while_the_model_loads_is_answered_once_it_is_loaded(self):
        os.mkfifo(self.folder / "gate")
        self.write("server.py", """
            open("gate").read()
            MARK = "one"
            def app(environ, start_response):
                start_response("200 OK", [])
                return [MARK.encode()]
        """)
        runner = self.enterContext_(Runner(self.folder, "--port", str(self.port), "server.py"))
        with open(self.folder / "gate", "w"):  # opens when the script does
            self.edit("server.py", 'open("gate").read()', "")
            self.edit("server.py", '"one"', '"two"')
            runner.process.send_signal(1)
            wait_until(lambda: "SIGHUP before anything is served" in runner.log(), "the line")
        runner.ready()
        self.assertIn("warm: re-imported server.py", runner.ready()["STATUS"])
        self.assertEqual(self.get(), "two")

    def test_keep_without_the_runner_loads(self):
        self.write("server.py", "from voicehub_runner import keep\nprint(keep('n', int, '7') + 1)\n")
        import subprocess, sys
        from support import PACKAGE_HOME
        printed = subprocess.run([sys.executable, "server.py"], cwd=self.folder, check=True, text=True,
                                 stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(PACKAGE_HOME)})
        self.assertEqual(printed.stdout, "8\n")


if __name__ == "__main__":
    unittest.main()
