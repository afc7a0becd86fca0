"""Java's AOT cache: whose it is, when it is made, and that a failure costs a sentence only."""

from __future__ import annotations

import os
import sys

from launcher import aot
from launcher.java import Jdk
from launcher.tests.support import LauncherTest

# Serves like the application, and writes the cache when it is told to end, as Java does.
SERVER = """
import pathlib, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
port, cache, mode = int(sys.argv[1]), sys.argv[2].partition("=")[2], sys.argv[3]
asked = []
class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.answer(503 if mode == "unloadable" else 200, b'{"state": "failed"}' if mode == "unloadable" else b"")
    def do_POST(self):
        asked.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(200, b"{}")
    def log_message(self, *_): pass
def end(*_):
    if mode == "good":
        pathlib.Path(cache).write_bytes(b"\\n".join(asked))
    print("no cache today", flush=True)
    sys.exit(143)
signal.signal(signal.SIGTERM, end)
HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


class AotTest(LauncherTest):
    def setUp(self) -> None:
        super().setUp()
        self.sentences = self.said("aot")
        self.jar = self.folder / "app" / "quarkus-run.jar"
        self.jar.parent.mkdir()
        self.jar.touch()
        self.jdk = Jdk(self.folder, 25)
        self.runs = 0

    def ensure(self, mode: str) -> None:
        def command(port: int, java: list[str]) -> list[str]:
            self.runs += 1
            return [sys.executable, "-c", SERVER, str(port), *java, mode]

        aot.ensure(self.jdk, self.jar, command)

    def test_one_training_run_asks_once_streamed_and_once_not(self) -> None:
        self.assertEqual(aot.options(self.jdk, self.jar), [])
        self.ensure("good")
        cache = self.jar.with_name("app.aot")
        self.assertEqual(aot.options(self.jdk, self.jar), [f"-XX:AOTCache={cache}", "-Xlog:aot=off"])
        asked = cache.read_text().splitlines()
        self.assertEqual([('"stream": true' in body) for body in asked], [False, True])
        self.ensure("good")
        self.assertEqual(self.runs, 1)
        self.assertEqual({file.name for file in self.jar.parent.iterdir()},
                         {"quarkus-run.jar", "app.aot", "app.aot.stamp"})

    def test_another_jar_or_jdk_needs_another(self) -> None:
        self.ensure("good")
        os.utime(self.jar, ns=(1, 1))
        self.assertEqual(aot.options(self.jdk, self.jar), [])
        self.ensure("good")
        (self.folder / "release").write_text('JAVA_VERSION="25.0.4"')
        self.assertFalse(aot.is_tried(self.jdk, self.jar))
        self.ensure("good")
        self.assertEqual(self.runs, 3)

    def test_a_java_that_writes_none_is_asked_once(self) -> None:
        for _ in range(2):
            self.ensure("forgetful")
        self.assertEqual((self.runs, aot.options(self.jdk, self.jar)), (1, []))
        self.assertRegex(self.sentences[-1], r"could not be made \(no cache today\)")

    def test_a_model_that_does_not_load_is_tried_again(self) -> None:
        for _ in range(2):
            self.ensure("unloadable")
        self.assertEqual((self.runs, aot.options(self.jdk, self.jar)), (2, []))
        self.assertIn("could not load its model", self.sentences[-1])
