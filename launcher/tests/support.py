"""What several tests share: a scratch cache, a web server that misbehaves on request, and stand-in programs."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
import unittest
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Optional
from unittest import mock

from launcher.cache import Cache

PROJECT = Path(__file__).resolve().parents[2]
GGUF = b"GGUF\x03\x00\x00\x00" + bytes(range(256)) * 4096


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Page:
    """A file on the test server. `breaks` says after how many bytes each of the next replies is cut off."""

    body: bytes = GGUF
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": '"one"'})
    ranges: bool = True
    breaks: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: Optional[str] = None
    hold: Optional[threading.Event] = None


@dataclass(frozen=True)
class Seen:
    """A request that the server got."""

    method: str
    path: str
    headers: dict[str, str]


class Server:
    """An HTTP server on a free port of 127.0.0.1 with pages by path."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.seen: list[Seen] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server._answer(self)

            def do_HEAD(self) -> None:
                server._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.seen.append(Seen(handler.command, handler.path, dict(handler.headers.items())))
        page = self.pages.get(handler.path)
        status = page.statuses.pop(0) if page and page.statuses else 200
        if page is None or status != 200:
            handler.send_error(404 if page is None else status)
            return
        if page.location:
            handler.send_response(302)
            handler.send_header("Location", page.location)
            self._finish(handler, page, b"")
            return
        start = self._start_of_range(handler, page)
        if start is not None and start >= len(page.body):
            handler.send_response(416)
            handler.send_header("Content-Range", f"bytes */{len(page.body)}")
            handler.end_headers()
            return
        handler.send_response(206 if start is not None else 200)
        if start is not None:
            handler.send_header("Content-Range", f"bytes {start}-{len(page.body) - 1}/{len(page.body)}")
        self._finish(handler, page, page.body[start or 0 :])

    def _start_of_range(self, handler: BaseHTTPRequestHandler, page: Page) -> Optional[int]:
        match = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        version = handler.headers.get("If-Range")
        current = version is None or version in page.headers.values()
        return int(match[1]) if match and page.ranges and current else None

    def _finish(self, handler: BaseHTTPRequestHandler, page: Page, body: bytes) -> None:
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "HEAD":
            return
        sent = page.breaks.pop(0) if page.breaks else len(body)
        handler.wfile.write(body[:sent])
        if sent < len(body):
            handler.wfile.flush()
            if page.hold:
                page.hold.wait(30)
            handler.close_connection = True


class LauncherTest(unittest.TestCase):
    """A test with a cache of its own, a server if it asks for one, and a quiet console."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cache = Cache(self.folder / "home")
        self.cache.root.mkdir()
        self.patch("launcher.transfer.time.sleep", lambda seconds: None)

    def patch(self, target: str, replacement: object) -> None:
        patcher = mock.patch(target, replacement)
        patcher.start()
        self.addCleanup(patcher.stop)

    def environment(self, **values: str) -> None:
        patcher = mock.patch.dict(os.environ, values)
        patcher.start()
        self.addCleanup(patcher.stop)

    def said(self, module: str) -> list[str]:
        """Catches what a module of the launcher says from now on."""
        sentences: list[str] = []
        self.patch(f"launcher.{module}.say", sentences.append)
        return sentences

    def serve(self) -> Server:
        server = Server()
        self.addCleanup(server.close)
        return server

    def program(self, name: str, script: str, folder: str = "bin") -> Path:
        """Makes an executable shell script."""
        file = self.folder / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file
