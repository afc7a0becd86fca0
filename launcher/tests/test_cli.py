"""The program as a user runs it."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import threading
import time
from functools import partial
from unittest import mock

from launcher import cli
from launcher.java import find_jdk
from launcher.tests.support import GGUF, PROJECT, LauncherTest, Page

DROVER = str(PROJECT / "drover")


class CliTest(LauncherTest):
    def drover(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        values = {**os.environ, "DROVER_HOME": str(self.cache.root), **environment}
        return subprocess.run([DROVER, *arguments], capture_output=True, text=True, env=values, check=False)

    def test_help_and_version(self) -> None:
        for arguments in ((), ("help",), ("-h",), ("--help",), ("serve", "--help")):
            done = self.drover(*arguments)
            self.assertEqual((done.returncode, done.stdout.strip()), (0, cli.HELP), arguments)
        self.assertRegex(self.drover("--version").stdout, r"^drover \d+\.\d+")

    def test_a_wrong_command_line_is_status_2(self) -> None:
        done = self.drover("frobnicate")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("There is no command frobnicate.", done.stderr)
        self.assertIn(cli.HELP, done.stderr)
        for arguments in (
            ("serve", "--port", "0"),
            ("serve", "--port", "x"),
            ("natives", "opencl"),
            ("pull", "--what"),
        ):
            done = self.drover(*arguments)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), arguments)

    def test_through_a_link_and_from_elsewhere(self) -> None:
        link = self.folder / "drover"
        link.symlink_to(DROVER)
        done = subprocess.run([str(link), "--version"], cwd="/", capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_without_python_one_sentence(self) -> None:
        done = subprocess.run(
            ["/bin/sh", DROVER], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1))
        self.assertIn("Python 3 is missing: install", done.stderr)

    def test_without_a_jdk_one_sentence(self) -> None:
        self.patch("launcher.serve.find_jdk", lambda: find_jdk({}, ()))
        with mock.patch("sys.stderr", io.StringIO()) as stderr:
            self.assertEqual(cli.main(["serve", "--port", "65000"]), 1)
        self.assertRegex(stderr.getvalue(), r"^drover: JDK 25 is missing: install it .*\n$")

    def test_windows_is_refused_plainly(self) -> None:
        with mock.patch("sys.platform", "win32"), mock.patch("sys.stderr", io.StringIO()) as stderr:
            self.assertEqual(cli.main(["help"]), 1)
        self.assertIn("Windows Subsystem for Linux", stderr.getvalue())

    def test_pull_lists_and_adds(self) -> None:
        self.assertIn("No model is in", self.drover("pull").stdout)
        file = self.folder / "a.gguf"
        file.write_bytes(GGUF)
        self.assertEqual(self.drover("pull", str(file), "--name", "b").returncode, 0)
        self.assertRegex(self.drover("pull").stdout, r"^b +1\.0 MB")
        done = self.drover("pull", str(self.folder / "none.gguf"))
        self.assertEqual((done.returncode, done.stderr), (1, f"drover: {self.folder}/none.gguf is no file.\n"))

    def test_a_folder_that_can_not_be_written_to(self) -> None:
        done = self.drover("natives", "embedded", DROVER_HOME="/proc/none")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1), done.stderr)
        self.assertIn("/proc/none", done.stderr)

    def stopped_by(self, number: signal.Signals) -> int:
        """Stops a pull in the middle with a signal; the server holds the rest of the file back."""
        server = self.serve()
        hold = threading.Event()
        self.addCleanup(hold.set)
        page = server.pages["/a.gguf"] = Page(breaks=[600_000], hold=hold)
        url = f"{server.url}/a.gguf"
        environment = {**os.environ, "DROVER_HOME": str(self.cache.root)}
        # Where the tests run in the background, SIGINT is ignored, which a child would inherit.
        heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        command = [DROVER, "pull", url]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, preexec_fn=heeding) as launcher:
            self.addCleanup(launcher.kill)
            part = self.cache.part(url)
            while not part.exists() or part.stat().st_size < 500_000:
                self.assertIsNone(launcher.poll())
                time.sleep(0.02)
            launcher.send_signal(number)
            status = launcher.wait()
        hold.set()
        page.hold = None
        self.assertFalse((self.cache.models / "a.gguf").exists())
        have = part.stat().st_size
        done = self.drover("pull", url)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(server.seen[-1].headers.get("Range"), f"bytes={have}-")
        self.assertEqual((self.cache.models / "a.gguf").read_bytes(), GGUF)
        return status

    def test_a_killed_pull_goes_on(self) -> None:
        self.assertEqual(self.stopped_by(signal.SIGKILL), -signal.SIGKILL)

    def test_an_interrupted_pull_goes_on(self) -> None:
        self.assertEqual(self.stopped_by(signal.SIGINT), 130)

    def test_a_terminated_pull_goes_on(self) -> None:
        self.assertEqual(self.stopped_by(signal.SIGTERM), 143)

    def test_bytecode_is_not_left_in_the_checkout(self) -> None:
        copy = self.folder / "copy"
        shutil.copytree(PROJECT / "launcher", copy / "launcher", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(DROVER, copy / "drover")
        subprocess.run([str(copy / "drover"), "help"], capture_output=True, check=True)
        self.assertEqual(list(copy.rglob("__pycache__")), [])
