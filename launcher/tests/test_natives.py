"""Natives: extracted, checked, repaired, chosen."""

from __future__ import annotations

import io
import os
import tarfile

from launcher import natives
from launcher.cache import digest
from launcher.console import Failure
from launcher.natives import Package
from launcher.tests.support import LauncherTest

FILES = {
    "package/bins/linux-x64/libllama.so": b"llama",
    "package/bins/linux-x64/libggml-base.so": b"base",
    "package/bins/linux-x64/llama-addon.node": b"addon",
    "package/dist/index.js": b"code",
    "package/LICENSE": b"MIT",
    "../../../libescape.so": b"escape",
}


class NativesTest(LauncherTest):
    def setUp(self) -> None:
        super().setUp()
        self.sentences = self.said("natives")
        self.patch("launcher.natives._check_loading", lambda folder, kind: None)
        self.calls = self.folder / "calls"
        self.archive = self.folder / "source.tgz"
        with tarfile.open(self.archive, "w:gz") as tar:
            for name, content in FILES.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
        # npm answers with that archive and notes what it was asked.
        npm = self.program("npm", f'echo "$2" >> {self.calls}; cp {self.archive} package.tgz')
        self.environment(PATH=f"{npm.parent}{os.pathsep}{os.environ['PATH']}")
        self.offer(Package("linux-x64"))

    def offer(self, package: Package) -> None:
        self.patch("launcher.natives.package_for", lambda kind: package if kind == "cpu" else None)

    def ensure(self, kind: str = "cpu") -> dict[str, bytes]:
        with self.cache.lock():
            natives.ensure(self.cache, kind)
        return {file.name: file.read_bytes() for file in (self.cache.natives / kind).iterdir()}

    def fetches(self) -> int:
        return len(self.calls.read_text().splitlines()) if self.calls.exists() else 0

    def test_the_libraries_and_their_licence_and_nothing_else(self) -> None:
        self.assertEqual(set(self.ensure()), {"libllama.so", "libggml-base.so", "LICENSE", "libraries.sha256"})
        self.assertEqual(self.calls.read_text(), "@node-llama-cpp/linux-x64@3.22.1\n")
        self.assertFalse((self.folder / "libescape.so").exists())

    def test_complete_libraries_are_left_alone(self) -> None:
        self.ensure()
        self.ensure()
        self.assertEqual(self.fetches(), 1)

    def test_damaged_and_missing_libraries_are_fetched_again(self) -> None:
        self.ensure()
        (self.cache.natives / "cpu" / "libllama.so").write_bytes(b"lamed")
        self.assertEqual(self.ensure()["libllama.so"], b"llama")
        (self.cache.natives / "cpu" / "libggml-base.so").unlink()
        self.assertEqual(self.ensure()["libggml-base.so"], b"base")
        self.assertEqual(self.fetches(), 3)

    def test_a_pinned_digest_guards_the_download(self) -> None:
        self.ensure()
        good = digest((self.cache.natives / "cpu").glob("lib*.so"))
        self.offer(Package("linux-x64", digest=good))
        self.ensure()
        self.offer(Package("linux-x64", digest="0" * 64))
        with self.assertRaisesRegex(Failure, f"{'0' * 64} over its libraries was expected and {good} arrived"):
            self.ensure()
        self.assertEqual((self.cache.natives / "cpu" / "libllama.so").read_bytes(), b"llama")

    def test_npms_own_words_when_it_fails(self) -> None:
        self.program("npm", "echo 'npm error 404 no such package' >&2; exit 1")
        with self.assertRaisesRegex(Failure, "failed: npm error 404 no such package"):
            self.ensure()
        self.assertFalse((self.cache.natives / "cpu").exists())

    def test_the_choice_is_remembered_after_it_is_ready(self) -> None:
        with self.cache.lock():
            with self.assertRaisesRegex(Failure, "There are no vulkan libraries for"):
                natives.choose(self.cache, "vulkan")
            self.assertIsNone(natives.chosen(self.cache))
            natives.choose(self.cache, "embedded")
            self.assertEqual(natives.ready(self.cache), "embedded")
            self.assertEqual(self.fetches(), 0)
            natives.choose(self.cache, "cpu")
            self.assertEqual(natives.ready(self.cache), "cpu")

    def test_without_npm_the_embedded_library_serves(self) -> None:
        self.patch("launcher.packages.npm", lambda: None)
        with self.cache.lock():
            self.assertEqual(natives.ready(self.cache), "embedded")
        self.assertEqual(len(self.sentences), 1)
        self.assertRegex(self.sentences[0], "npm is missing, so the embedded library serves: install Node.js")
        with self.assertRaisesRegex(Failure, "^npm is missing: install Node.js with npm"):
            self.ensure()

    def test_without_npm_libraries_that_are_there_serve(self) -> None:
        self.ensure()
        self.patch("launcher.packages.npm", lambda: None)
        with self.cache.lock():
            self.assertEqual(natives.ready(self.cache), "cpu")

    def test_a_library_that_does_not_load_is_named(self) -> None:
        library = self.folder / "libllama.so"
        library.write_bytes(b"no library")
        self.assertIn("libllama.so", natives._load_fault(library) or "")
