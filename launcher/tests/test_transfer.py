"""Downloads: whole, checked, resumed, refused."""

from __future__ import annotations

from collections import namedtuple
from unittest import mock

from launcher import transfer
from launcher.console import Failure
from launcher.tests.support import GGUF, LauncherTest, Page, sha256
from launcher.transfer import Remote, check_url, download

Usage = namedtuple("Usage", "total used free")


class TransferTest(LauncherTest):
    def setUp(self) -> None:
        super().setUp()
        self.server = self.serve()
        self.page = self.server.pages["/model.gguf"] = Page()
        self.url = f"{self.server.url}/model.gguf"

    def fetch(self, checksum: str | None = None, token: str | None = None) -> bytes:
        return download(Remote(self.url, checksum, token), self.cache, "Fetching").read_bytes()

    def ranges(self) -> list[str | None]:
        return [seen.headers.get("Range") for seen in self.server.seen]

    def kept(self) -> list[str]:
        return [file.name for file in self.cache.downloads.iterdir()]

    def test_whole_file(self) -> None:
        self.assertEqual(self.fetch(sha256(GGUF)), GGUF)
        self.assertEqual(self.ranges(), [None])

    def test_goes_on_where_a_connection_broke(self) -> None:
        self.page.breaks = [1000, 5000]
        self.assertEqual(self.fetch(), GGUF)
        self.assertEqual(self.ranges(), [None, "bytes=1000-", "bytes=6000-"])

    def test_goes_on_where_an_earlier_run_stopped(self) -> None:
        self.page.breaks = [3000]
        with mock.patch.object(transfer, "ATTEMPTS", 1), self.assertRaisesRegex(Failure, "goes on where it stopped"):
            self.fetch()
        self.assertEqual(self.fetch(), GGUF)
        self.assertEqual(self.ranges(), [None, "bytes=3000-"])
        self.assertEqual(self.server.seen[1].headers["If-Range"], '"one"')

    def test_starts_again_when_the_file_has_changed(self) -> None:
        self.page.breaks = [3000]
        with mock.patch.object(transfer, "ATTEMPTS", 1), self.assertRaises(Failure):
            self.fetch()
        self.page.body, self.page.headers = GGUF[::-1], {"ETag": '"two"'}
        self.assertEqual(self.fetch(), GGUF[::-1])

    def test_starts_again_when_the_file_became_shorter_than_what_is_there(self) -> None:
        self.page.breaks = [3000]
        with mock.patch.object(transfer, "ATTEMPTS", 1), self.assertRaises(Failure):
            self.fetch()
        self.page.body = GGUF[:2000]
        self.assertEqual(self.fetch(), GGUF[:2000])

    def test_starts_again_without_ranges(self) -> None:
        self.page.ranges = False
        self.page.breaks = [3000]
        self.assertEqual(self.fetch(), GGUF)

    def test_never_resumes_what_no_version_or_checksum_guards(self) -> None:
        self.page.headers = {"ETag": 'W/"weak"'}
        self.page.breaks = [3000]
        self.assertEqual(self.fetch(), GGUF)
        self.assertEqual(self.ranges(), [None, None])

    def test_resumes_by_checksum_alone(self) -> None:
        self.page.headers = {}
        self.page.breaks = [3000]
        self.assertEqual(self.fetch(sha256(GGUF)), GGUF)
        self.assertEqual(self.ranges(), [None, "bytes=3000-"])

    def test_a_complete_part_is_not_fetched_again(self) -> None:
        self.fetch()
        self.assertEqual(self.fetch(), GGUF)
        self.assertEqual(self.ranges(), [None, f"bytes={len(GGUF)}-"])

    def test_wrong_checksum_keeps_nothing(self) -> None:
        with self.assertRaisesRegex(Failure, f"SHA-256 {'0' * 64} was expected and {sha256(GGUF)} arrived"):
            self.fetch("0" * 64)
        self.assertEqual(self.kept(), [])

    def test_damaged_beginning_is_replaced_by_one_fresh_start(self) -> None:
        self.cache.part(self.url).write_bytes(b"damaged")
        self.assertEqual(self.fetch(sha256(GGUF)), GGUF)
        self.assertEqual(self.ranges(), ["bytes=7-", None])

    def test_a_busy_server_is_asked_again(self) -> None:
        self.page.statuses = [503, 429]
        self.assertEqual(self.fetch(), GGUF)

    def test_gives_up_after_attempts_without_a_byte(self) -> None:
        self.page.statuses = [500] * transfer.ATTEMPTS
        with self.assertRaisesRegex(Failure, "HTTP 500"):
            self.fetch()
        self.assertEqual(len(self.server.seen), transfer.ATTEMPTS)

    def test_missing_file_and_missing_permission_are_said_at_once(self) -> None:
        for status, sentence in ((404, "check the spelling"), (401, "set HF_TOKEN"), (403, "set HF_TOKEN")):
            self.page.statuses = [status]
            with self.assertRaisesRegex(Failure, sentence):
                self.fetch()
        self.assertEqual(len(self.server.seen), 3)

    def test_too_little_space_is_said_before_anything_is_written(self) -> None:
        self.patch("launcher.cache.shutil.disk_usage", lambda folder: Usage(10, 10, 100))
        with self.assertRaisesRegex(Failure, "needs 1 MB in .* where 0 MB are free"):
            self.fetch()
        self.assertFalse(self.cache.part(self.url).exists())

    def test_plain_http_is_for_this_machine_only(self) -> None:
        for url in ("https://example.org/a", "http://localhost:1/a", "http://127.0.0.1/a", "http://[::1]/a"):
            check_url(url)
        for url in (
            "http://example.org/a",
            "http://10.0.0.1/a",
            "http://localhost.example.org/a",
            "ftp://example.org/a",
        ):
            with self.assertRaisesRegex(Failure, "use https"):
                check_url(url)

    def test_a_redirect_to_plain_http_is_refused(self) -> None:
        self.page.location = "http://example.org/model.gguf"
        with self.assertRaisesRegex(Failure, "use https"):
            self.fetch()

    def test_a_token_stays_on_its_host(self) -> None:
        other = self.serve()
        other.pages["/store"] = Page()
        self.server.pages["/renamed"] = Page(location=f"{other.url}/store")
        self.page.location = "/renamed"
        self.assertEqual(self.fetch(token="secret"), GGUF)
        self.assertEqual([seen.headers.get("Authorization") for seen in self.server.seen], ["Bearer secret"] * 2)
        self.assertEqual([seen.headers.get("Authorization") for seen in other.seen], [None])
