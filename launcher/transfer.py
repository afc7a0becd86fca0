"""HTTP downloads that survive broken connections, interruptions and kills."""

from __future__ import annotations

import errno
import http.client
import ipaddress
import json
import re
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPMessage
from pathlib import Path
from typing import IO, Any, Optional
from urllib.parse import urlsplit

from launcher.cache import Cache, sha256
from launcher.console import Failure, Progress

ATTEMPTS = 5
TIMEOUT_SECONDS = 60
_CHUNK = 1 << 18

# Faults of this machine's disk, which another attempt will not change.
_LOCAL_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}


@dataclass(frozen=True)
class Remote:
    """A file on the web. `sha256` is what its bytes must hash to; `token` a bearer token for its host only."""

    url: str
    sha256: Optional[str] = None
    token: Optional[str] = None


class _Broken(Exception):
    """The connection ended early; what arrived is kept and another attempt makes sense."""


def check_url(url: str) -> None:
    """Refuses a URL that would travel in the clear: http is for this machine only."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host:
        raise Failure(f"{url} names no host.")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)):
        return
    raise Failure(f"{url} is not encrypted: use https (http is accepted for localhost only).")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to allowed URLs only, and keeps a token on the host it was meant for."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Optional[urllib.request.Request]:
        check_url(newurl)
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        token = req.unredirected_hdrs.get("Authorization")
        if following and token and urlsplit(newurl)[:2] == urlsplit(req.full_url)[:2]:
            following.add_unredirected_header("Authorization", token)
        return following


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Gives a redirect's own headers to the caller, as an HTTPError."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def request(url: str, token: Optional[str], method: str = "GET") -> urllib.request.Request:
    """A request that carries `token` to the URL's own host only."""
    made = urllib.request.Request(url, method=method, headers={"User-Agent": "drover", "Accept-Encoding": "identity"})
    if token:
        made.add_unredirected_header("Authorization", f"Bearer {token}")
    return made


def explain(fault: urllib.error.HTTPError, url: str) -> Failure:
    """The sentence for a status that another attempt will not change."""
    if fault.code in (401, 403):
        return Failure(
            f"{url} asks for permission (HTTP {fault.code}): for the hub, accept the model's terms there "
            "and set HF_TOKEN to your token."
        )
    if fault.code in (404, 410):
        return Failure(f"{url} does not exist (HTTP {fault.code}): check the spelling.")
    return Failure(f"{url} answered HTTP {fault.code} {fault.reason}.")


def download(remote: Remote, cache: Cache, label: str) -> Path:
    """Fetches a file and returns the complete, checked `.part`. Resumes what an earlier run began.

    A file that fails its checksum is thrown away; if it had been resumed, one fresh start is tried first.
    """
    check_url(remote.url)
    part = cache.part(remote.url)
    resumed = _fetch_all(remote, part, cache, label)
    if remote.sha256 is None:
        return part
    found = sha256(part)
    if found != remote.sha256 and resumed:
        _discard(part)
        _fetch_all(remote, part, cache, label)
        found = sha256(part)
    if found != remote.sha256:
        _discard(part)
        raise Failure(
            f"{label} failed its check: SHA-256 {remote.sha256} was expected and {found} arrived; nothing was kept."
        )
    return part


def _fetch_all(remote: Remote, part: Path, cache: Cache, label: str) -> bool:
    """Attempts until the part is complete. Returns whether an earlier beginning was used."""
    resumed = _resumable(remote, part) > 0
    failures = 0
    with Progress(label, None) as progress:
        while True:
            before = _resumable(remote, part)
            try:
                _fetch(remote, part, cache, progress)
                return resumed
            except urllib.error.HTTPError as fault:
                if fault.code != 429 and fault.code < 500:
                    raise explain(fault, remote.url) from None
                reason = f"HTTP {fault.code}"
            except (_Broken, urllib.error.URLError, http.client.HTTPException, OSError) as fault:
                if isinstance(fault, OSError) and fault.errno in _LOCAL_FAULTS:
                    raise
                if isinstance(getattr(fault, "reason", None), ssl.SSLCertVerificationError):
                    raise Failure(f"The certificate of {remote.url} is not trusted here: check the clock.") from None
                reason = str(getattr(fault, "reason", None) or fault or type(fault).__name__)
            failures = 1 if _resumable(remote, part) > before else failures + 1
            if failures >= ATTEMPTS:
                raise Failure(
                    f"{remote.url} could not be fetched ({reason}): check the network and run the command "
                    "again, it goes on where it stopped."
                )
            time.sleep(0.25 * 2**failures)


def _fetch(remote: Remote, part: Path, cache: Cache, progress: Progress) -> None:
    """One attempt: asks for what is missing, appends it, and fails as _Broken if the end did not come."""
    have = _resumable(remote, part)
    asked = request(remote.url, remote.token)
    if have:
        asked.add_header("Range", f"bytes={have}-")
        if validator := _validator(part):
            asked.add_header("If-Range", validator)
    try:
        reply = urllib.request.build_opener(_SafeRedirects).open(asked, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as fault:
        if fault.code == 416 and have:
            if _content_range(fault.headers) == (None, have):
                return  # it was complete already
            _discard(part)
            raise _Broken("the file has changed") from None
        raise
    with reply:
        if reply.status == 206:
            start, total = _content_range(reply.headers)
            if start != have:
                _discard(part)
                raise _Broken("the server sent another range")
        else:
            have = 0
            length = reply.headers.get("Content-Length")
            total = int(length) if length and length.isdigit() else None
            _remember(part, reply.headers)
        progress.total = total
        if total is not None:
            cache.need(total - have, "The download")
        with open(part, "r+b" if have else "wb") as file:
            file.seek(have)
            file.truncate()
            while chunk := reply.read(_CHUNK):
                file.write(chunk)
                have += len(chunk)
                progress.update(have)
        if total is not None and have != total:
            raise _Broken(f"{have} of {total} bytes arrived")


def _resumable(remote: Remote, part: Path) -> int:
    """How many bytes of the part may be kept: all, if a later check can tell whether the file has changed."""
    return _length(part) if remote.sha256 or _validator(part) else 0


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _notes(part: Path) -> Path:
    return part.with_suffix(".json")


def _validator(part: Path) -> Optional[str]:
    """What the server called this version of the file (RFC 9110, 13.1.5: If-Range), or None."""
    try:
        noted: Any = json.loads(_notes(part).read_text())
    except (FileNotFoundError, ValueError):
        return None
    value = noted.get("validator") if isinstance(noted, dict) else None
    return value if isinstance(value, str) else None


def _remember(part: Path, headers: HTTPMessage) -> None:
    """Notes the version of a fresh download before its first byte is kept. A weak ETag can't serve for ranges."""
    _discard(part)
    etag = headers.get("ETag")
    validator = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified")
    _notes(part).write_text(json.dumps({"validator": validator}))


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def forget(part: Path) -> None:
    """Removes the notes beside a part that has been moved to its place."""
    _notes(part).unlink(missing_ok=True)


def _content_range(headers: Message) -> tuple[Optional[int], Optional[int]]:
    """Start and total of `Content-Range: bytes 5-9/10`, or of `bytes */10` (no start)."""
    match = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)", headers.get("Content-Range", ""))
    if not match:
        return None, None
    start, total = match.groups()
    return (int(start) if start else None), (int(total) if total.isdigit() else None)
