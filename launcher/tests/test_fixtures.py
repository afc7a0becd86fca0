"""The tests' own fixtures: templates out of a git bundle, and a Python that is made once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import unittest
from pathlib import Path

from launcher import fixtures
from launcher.cache import digest
from launcher.console import Failure
from launcher.tests.support import LauncherTest


class TemplatesTest(LauncherTest):
    def setUp(self) -> None:
        super().setUp()
        if shutil.which("git") is None:
            raise unittest.SkipTest("git is not installed")
        self.said("fixtures")
        source = self.folder / "source"
        templates = source / "models" / "templates"
        templates.mkdir(parents=True)
        (templates / "a.jinja").write_bytes(b"{{ a }}\r\n")
        (templates / "b.jinja").write_bytes(b"{{ b }}\n")
        (templates / "README.md").write_text("no template")
        self.git(source, "init", "--quiet")
        self.git(source, "add", "--all")
        self.git(source, "commit", "--quiet", "--message", "Templates")
        bundle = self.folder / "gitRelease.bundle"
        self.git(source, "bundle", "create", "--quiet", str(bundle), "HEAD")
        archive = self.folder / "source.tgz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(bundle, "package/llama/gitRelease.bundle")
        npm = self.program("npm", f"echo >> {self.folder}/calls; cp {archive} package.tgz")
        self.environment(PATH=f"{npm.parent}{os.pathsep}{os.environ['PATH']}")
        self.patch("launcher.fixtures._TEMPLATES_DIGEST", digest(templates.glob("*.jinja")))

    def git(self, folder: Path, *arguments: str) -> None:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "core.autocrlf=false"]
        subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)

    def ensure(self) -> dict[str, bytes]:
        with self.cache.lock():
            folder = fixtures.ensure_templates(self.cache)
        return {file.name: file.read_bytes() for file in folder.iterdir()}

    def test_templates_as_they_are_and_once(self) -> None:
        expected = {"a.jinja": b"{{ a }}\r\n", "b.jinja": b"{{ b }}\n"}
        self.assertEqual(self.ensure(), expected)
        self.assertEqual(self.ensure(), expected)
        self.assertEqual((self.folder / "calls").read_text(), "\n")

    def test_damaged_templates_are_fetched_again(self) -> None:
        self.ensure()
        (self.cache.fixtures / "templates" / "a.jinja").write_text("other")
        self.assertEqual(self.ensure()["a.jinja"], b"{{ a }}\r\n")

    def test_other_templates_are_refused(self) -> None:
        self.patch("launcher.fixtures._TEMPLATES_DIGEST", "0" * 64)
        with self.assertRaisesRegex(Failure, "failed their check"):
            self.ensure()
        self.assertFalse((self.cache.fixtures / "templates").exists())

    def test_missing_git_is_one_sentence(self) -> None:
        self.patch("launcher.fixtures.shutil.which", lambda name: None)
        with self.assertRaisesRegex(Failure, "^git is missing: install git"):
            self.ensure()


class VenvTest(LauncherTest):
    def test_made_once_and_again_when_its_requirements_change(self) -> None:
        sentences = self.said("fixtures")
        # A real virtual environment without pip, which takes seconds to unpack; what pip is asked for is noted.
        python = self.program("python3", f'exec {sys.executable} -m venv --without-pip "$3"')
        self.patch("launcher.fixtures.sys.executable", str(python))
        asked: list[list[str]] = []
        self.patch("launcher.packages.run_watched", lambda command, *_: asked.append(command))
        requirements = self.folder / "requirements.txt"
        self.patch("launcher.fixtures._REQUIREMENTS", requirements)
        for text, made in (("# nothing\n", 1), ("# nothing\n", 1), ("# still nothing\n", 2)):
            requirements.write_text(text)
            with self.cache.lock():
                python = fixtures.ensure_venv(self.cache)
            self.assertEqual((len(sentences), len(asked)), (made, 2 * made))
        self.assertEqual(asked[0][-2:], ["-r", str(requirements)])
        self.assertIn("--no-deps", asked[1])
        program = "import torch; print(torch.tensor([1.0, 2.0]).tolist(), hasattr(torch, 'nn'))"
        done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "[1.0, 2.0] False\n")

    def test_one_that_was_cut_off_is_made_again(self) -> None:
        self.said("fixtures")
        python = self.program("python3", f'exec {sys.executable} -m venv --without-pip "$3"')
        self.patch("launcher.fixtures.sys.executable", str(python))
        self.patch("launcher.packages.run_watched", lambda *_: self.fail("cut off"))
        with self.cache.lock(), self.assertRaises(AssertionError):
            fixtures.ensure_venv(self.cache)
        self.assertTrue(self.cache.venv.exists())
        self.patch("launcher.packages.run_watched", lambda *_: None)
        with self.cache.lock():
            self.assertTrue(fixtures.ensure_venv(self.cache).exists())

    def test_missing_venv_is_one_sentence(self) -> None:
        python = self.program(
            "python3", "echo 'The virtual environment was not created: ensurepip is not available'; exit 1"
        )
        self.patch("launcher.fixtures.sys.executable", str(python))
        with self.cache.lock(), self.assertRaisesRegex(Failure, "^Python's venv module is missing: .*python3-venv"):
            fixtures.ensure_venv(self.cache)
