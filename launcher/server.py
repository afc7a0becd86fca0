"""A server process on a port of this machine: started, awaited, asked and stopped."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Optional

from launcher.console import Failure

HOST = "127.0.0.1"
READY = "/q/health/ready"

_POLL_SECONDS = 0.01
_PROBE_SECONDS = 5.0
_REQUEST_SECONDS = 900.0


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A child process that serves HTTP on `port`, in this process's environment or one of its own.

    Ends with its `with` block.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        port: int,
        ready: str,
        log: Path,
        environment: Optional[Mapping[str, str]] = None,
    ):
        self.name = name
        self.port = port
        self.began = time.perf_counter()
        self._ready = ready
        self._log = log
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
            )

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], fault: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def await_ready(self, seconds: float) -> None:
        """Returns when the server is ready; fails if it ends, says it can't load its model, or takes too long."""
        while not self._is_ready():
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended with status {self.process.returncode}: {self.last_words()}")
            if time.perf_counter() - self.began > seconds:
                raise Failure(f"{self.name} was not ready after {seconds:.0f} s: {self.last_words()}")
            time.sleep(_POLL_SECONDS)

    def _is_ready(self) -> bool:
        try:
            status, text = self.get(self._ready, _PROBE_SECONDS)
        except OSError:
            return False
        if status == 503 and '"failed"' in text:
            raise Failure(f"{self.name} could not load its model: {self.last_words()}")
        return status == 200

    def connect(self, seconds: float = _REQUEST_SECONDS) -> http.client.HTTPConnection:
        """A connection whose calls wait at most so long."""
        return http.client.HTTPConnection(HOST, self.port, timeout=seconds)

    def get(self, path: str, seconds: float = _REQUEST_SECONDS) -> tuple[int, str]:
        """The status and the text of a page; an OSError if there is no answer."""
        status, answer = self._ask("GET", path, None, seconds)
        return status, answer.decode(errors="replace")

    def post(self, path: str, body: Mapping[str, Any]) -> tuple[int, bytes]:
        """The status and the bytes of the answer to a JSON body, a stream read to its end; an OSError if it breaks."""
        return self._ask("POST", path, json.dumps(body), _REQUEST_SECONDS)

    def _ask(self, method: str, path: str, body: Optional[str], seconds: float) -> tuple[int, bytes]:
        connection = self.connect(seconds)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            reply = connection.getresponse()
            return reply.status, reply.read()
        except http.client.HTTPException as fault:
            raise ConnectionError(f"{path} was answered by no HTTP ({fault!r})") from None
        finally:
            connection.close()

    def last_words(self) -> str:
        """The last line of the server's output."""
        lines = [line.strip() for line in self._log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else "it said nothing"

    def stop(self, seconds: float) -> None:
        """Asks the server to end and waits for it; fails if it takes longer."""
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end within {seconds:.0f} s.") from None
