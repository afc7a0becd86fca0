"""The cache directory: its layout, its lock, and how things get into it whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher.console import MEGABYTE, Failure, say

_CHUNK = 1 << 20
_FORGOTTEN_SECONDS = 14 * 24 * 3600


class Cache:
    """Drover's folder in the user's cache directory.

    Whatever writes below it holds `lock()`, writes to `scratch()` or a `.part` file first, and renames
    into place last: what has its final name is complete.
    """

    def __init__(self, root: Path):
        self.root = root
        self.models = root / "models"
        self.natives = root / "natives"
        self.fixtures = root / "fixtures"
        self.venv = root / "venv"
        self.bench = root / "bench"
        self.downloads = root / "downloads"
        self.staging = root / "staging"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Cache:
        """`$DROVER_HOME`, else `$XDG_CACHE_HOME/drover` (if absolute), else `~/.cache/drover`."""
        home = environment.get("DROVER_HOME")
        if home:
            return cls(Path(home).expanduser().absolute())
        xdg = environment.get("XDG_CACHE_HOME", "")
        if os.path.isabs(xdg):
            return cls(Path(xdg) / "drover")
        return cls(Path("~/.cache/drover").expanduser())

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lets one launcher at a time change the cache. The system drops the lock when its holder dies."""
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / "lock", f"Waiting for another drover that is preparing {self.root} ..."):
            self._sweep()
            yield

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder on the cache's file system, gone afterwards. Call it under the lock."""
        self.staging.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.staging))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def part(self, key: str) -> Path:
        """Where the beginnings of the download that `key` names are kept until it is whole."""
        self.downloads.mkdir(parents=True, exist_ok=True)
        return self.downloads / (hashlib.sha256(key.encode()).hexdigest()[:24] + ".part")

    def need(self, size: int, purpose: str) -> None:
        """Fails unless `size` bytes are free for `purpose`."""
        free = shutil.disk_usage(self.root).free
        if free < size:
            raise Failure(
                f"{purpose} needs {size / MEGABYTE:.0f} MB in {self.root}, where {free / MEGABYTE:.0f} MB are free: "
                "free some space or set DROVER_HOME to a folder on a larger disk."
            )

    def _sweep(self) -> None:
        """Removes what a killed launcher left: nobody else is at work, since the lock is held."""
        shutil.rmtree(self.staging, ignore_errors=True)
        if self.downloads.is_dir():
            for file in self.downloads.iterdir():
                if time.time() - file.stat().st_mtime > _FORGOTTEN_SECONDS:
                    file.unlink()


@contextmanager
def locked(file: Path, waiting: str) -> Iterator[None]:
    """Holds an exclusive lock on `file` (made if missing); says `waiting` when somebody else holds it."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def put_file(complete: Path, target: Path) -> None:
    """Moves a complete file to its final name, over an older one, after it is safely on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if complete.stat().st_dev != target.parent.stat().st_dev:  # a models folder that links to another disk
        nearby = target.with_name(f".{target.name}.part")
        shutil.copyfile(complete, nearby)
        complete.unlink()
        complete = nearby
    with open(complete, "rb") as file:
        os.fsync(file.fileno())
    os.replace(complete, target)


def put_folder(complete: Path, target: Path, scratch: Path) -> None:
    """Moves a complete folder to its final name; an older one goes to `scratch`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        os.replace(target, scratch / "replaced")
    os.replace(complete, target)


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes, in lower-case hexadecimal."""
    total = hashlib.sha256()
    with open(file, "rb") as stream:
        while chunk := stream.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()


def digest(files: Iterable[Path]) -> str:
    """One SHA-256 over several files: that of their `sha256sum` listing, sorted by file name."""
    listing = "".join(f"{sha256(file)}  {file.name}\n" for file in sorted(files, key=lambda file: file.name))
    return hashlib.sha256(listing.encode()).hexdigest()
