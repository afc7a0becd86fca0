"""Serving: the port, the command, the greeting, signals and the exit status."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

from launcher import serve
from launcher.console import Failure
from launcher.java import Jdk
from launcher.serve import Options
from launcher.tests.support import PROJECT, LauncherTest

# Answers the readiness probe, and ends with 5 on SIGTERM and with 6 on SIGINT.
CHILD = """
import signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    probes = 0
    def do_GET(self):
        Handler.probes += 1
        self.send_response(200 if Handler.probes > 2 and self.path == "/q/health/ready" else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
signal.signal(signal.SIGINT, lambda *_: sys.exit(6))
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

PARENT = """
import sys
from launcher import serve
from launcher.serve import Options
port = int(sys.argv[2])
sys.exit(serve._run([sys.executable, "-c", sys.argv[1], str(port)], Options(port=port)))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServeTest(LauncherTest):
    def test_a_port_in_use_is_said_before_anything_else(self) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            self.patch("launcher.serve.find_jdk", lambda: self.fail("the port comes first"))
            with self.assertRaisesRegex(Failure, f"^Port {port} on 127.0.0.1 is in use: .* --port"):
                serve.serve(self.cache, Options(port=port))
        with self.assertRaisesRegex(Failure, "is no address of this machine|can't listen"):
            serve.check_port("192.0.2.1", port)
        serve.check_port("127.0.0.1", free_port())

    def test_the_command(self) -> None:
        options = Options(host="::", port=9, java=["-Xmx1g"])
        command = serve.java_command(Jdk(Path("/jdk"), 25), self.cache, "cpu", Path("/m.gguf"), options)
        self.assertEqual(command[0], "/jdk/bin/java")
        self.assertEqual(
            command[-3:], ["-Xmx1g", "-jar", str(PROJECT / "functions/target/quarkus-app/quarkus-run.jar")]
        )
        for option in (
            "-Dquarkus.http.host=::",
            "-Dquarkus.http.port=9",
            f"-Ddrover.home={self.cache.root}",
            "-Ddrover.model=/m.gguf",
            "-Ddrover.natives=cpu",
        ):
            self.assertIn(option, command)

    def test_the_greeting_names_an_address_that_can_be_called(self) -> None:
        for host, url in (
            ("127.0.0.1", "http://127.0.0.1:8080"),
            ("0.0.0.0", "http://127.0.0.1:8080"),
            ("::", "http://[::1]:8080"),
        ):
            text = serve.greeting(Options(host=host))
            for path in ("/fn/generate", "/v1/chat/completions", "/v1"):
                self.assertIn(f"{url}{path}", text)

    def test_a_folder_of_libraries(self) -> None:
        self.assertEqual(serve.find_natives(self.cache, str(self.folder)), str(self.folder))
        self.assertEqual(serve.find_natives(self.cache, "embedded"), "embedded")
        with self.assertRaisesRegex(Failure, "neither a folder with libraries nor one of cpu, cuda, vulkan, embedded"):
            serve.find_natives(self.cache, "opencl")

    def test_signals_reach_the_server_and_its_status_comes_back(self) -> None:
        for number, status in ((signal.SIGTERM, 5), (signal.SIGINT, 6)):
            command = [sys.executable, "-c", PARENT, CHILD, str(free_port())]
            with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
                self.addCleanup(parent.kill)
                assert parent.stdout is not None
                line = next(line for line in parent.stdout if line.strip())
                self.assertRegex(line, "^Drover is ready at http://127.0.0.1:")
                parent.send_signal(number)
                parent.stdout.read()
                self.assertEqual(parent.wait(), status)

    def test_a_server_that_ends_before_it_is_ready(self) -> None:
        sentences = self.said("serve")
        options = Options(port=free_port())
        self.assertEqual(serve._run([sys.executable, "-c", "raise SystemExit(3)"], options), 3)
        self.assertEqual(sentences, ["The server ended with status 3 before it was ready; its output above says why."])
        self.assertEqual(serve._run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], options), 137)
