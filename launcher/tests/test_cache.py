"""The cache: where it is, who may change it, what is left after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from launcher.cache import Cache, digest, locked, put_file, put_folder
from launcher.console import Failure
from launcher.tests.support import PROJECT, LauncherTest

HOLDER = """
import sys, time
from pathlib import Path
from launcher.cache import Cache
with Cache(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


class CacheTest(LauncherTest):
    def test_root(self) -> None:
        home = Path("~/.cache/drover").expanduser()
        for environment, root in (
            ({"DROVER_HOME": "/a/b", "XDG_CACHE_HOME": "/x"}, Path("/a/b")),
            ({"DROVER_HOME": "here"}, Path.cwd() / "here"),
            ({"XDG_CACHE_HOME": "/x"}, Path("/x/drover")),
            ({"XDG_CACHE_HOME": "relative"}, home),
            ({"DROVER_HOME": "", "XDG_CACHE_HOME": ""}, home),
        ):
            self.assertEqual(Cache.from_environment(environment).root, root)

    def test_lock_is_exclusive_and_dies_with_its_holder(self) -> None:
        sentences = self.said("cache")
        command = [sys.executable, "-c", HOLDER, str(self.cache.root)]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            self.assertEqual(holder.stdout.readline(), "held\n")
            waiter = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
            self.addCleanup(waiter.wait)
            self.addCleanup(waiter.kill)
            assert waiter.stdout is not None
            self.addCleanup(waiter.stdout.close)
            self.assertIn("Waiting for another drover", waiter.stdout.readline())
            holder.kill()
            self.assertEqual(waiter.stdout.readline(), "held\n")
            waiter.kill()
        with self.cache.lock():
            pass
        self.assertLessEqual(len(sentences), 1)  # the waiter may still be dying

    def test_what_a_kill_left_is_swept_and_young_parts_are_kept(self) -> None:
        (self.cache.staging / "left").mkdir(parents=True)
        young, old = self.cache.part("young"), self.cache.part("old")
        for file in (young, old):
            file.touch()
        os.utime(old, (time.time() - 15 * 24 * 3600,) * 2)
        with self.cache.lock():
            self.assertFalse(self.cache.staging.exists())
            self.assertTrue(young.exists())
            self.assertFalse(old.exists())

    def test_scratch_goes_away_after_a_fault(self) -> None:
        with self.cache.lock():
            with self.assertRaises(Failure), self.cache.scratch() as scratch:
                (scratch / "file").touch()
                raise Failure("fault")
            self.assertFalse(scratch.exists())

    def test_put_replaces_whole(self) -> None:
        target = self.folder / "deep" / "target"
        for content in ("one", "two"):
            part = self.folder / "part"
            part.write_text(content)
            put_file(part, target)
            self.assertEqual(target.read_text(), content)
        folder = self.folder / "folder"
        for name in ("one", "two"):
            with self.cache.scratch() as scratch:
                new = scratch / "new"
                new.mkdir()
                (new / name).touch()
                put_folder(new, folder, scratch)
            self.assertEqual([file.name for file in folder.iterdir()], [name])

    def test_digest_is_that_of_the_sorted_sha256sum_listing(self) -> None:
        for name in ("b", "a"):
            (self.folder / name).write_text(name)
        listing = subprocess.run(
            "sha256sum a b | sha256sum", shell=True, cwd=self.folder, capture_output=True, text=True
        )
        if listing.returncode == 0 and listing.stdout:
            self.assertEqual(digest([self.folder / "b", self.folder / "a"]), listing.stdout.split()[0])
        (self.folder / "b").write_text("other")
        self.assertNotEqual(digest([self.folder / "b", self.folder / "a"]), listing.stdout.split()[0])

    def test_a_file_as_lock_is_left_as_it_is(self) -> None:
        file = self.folder / "pom.xml"
        file.write_text("<project/>")
        with locked(file, "waiting"):
            pass
        self.assertEqual(file.read_text(), "<project/>")
