"""What the user sees: sentences, progress and faults."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Optional, TextIO

MEGABYTE = 1_000_000


class Failure(Exception):
    """A fault the user can act on. Its text is the one sentence that is shown."""


def say(sentence: str) -> None:
    """Prints one line at once, also into a pipe."""
    print(sentence, flush=True)


class Progress:
    """How far a piece of work has come: a bar on a terminal, else a line every 10 % or 5 seconds.

    `total` is the number of bytes to expect, or None where nobody knows; `total=0` counts seconds only.
    """

    BAR = 24
    REDRAW_SECONDS = 0.1
    LINE_SECONDS = 5.0

    def __init__(self, label: str, total: Optional[int], stream: Optional[TextIO] = None):
        self.label = label
        self.total = total
        self._stream = sys.stderr if stream is None else stream
        self._terminal = self._stream.isatty()
        self._began = time.monotonic()
        self._shown_at = self._began
        self._shown_tenth = 0
        self._drawn = False
        self._first: Optional[int] = None
        self._done = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], fault: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if kind is None:
            self._show(self._text(self._done, finished=True))
        if self._drawn and self._terminal:
            self._stream.write("\n")
            self._stream.flush()

    def update(self, done: int) -> None:
        """Notes that `done` bytes of the total are there, and shows it when it is time to."""
        self._done = done
        if self._first is None:
            self._first = done
        now = time.monotonic()
        if self._terminal:
            due = now - self._shown_at >= self.REDRAW_SECONDS
        else:
            tenth = 10 * done // self.total if self.total else 0
            due = now - self._shown_at >= self.LINE_SECONDS or tenth > self._shown_tenth
            self._shown_tenth = max(tenth, self._shown_tenth)
        if due:
            self._shown_at = now
            self._show(self._text(done, finished=False))

    def _show(self, text: str) -> None:
        self._stream.write(f"\r\033[K{text}" if self._terminal else f"{text}\n")
        self._stream.flush()
        self._drawn = True

    def _text(self, done: int, finished: bool) -> str:
        seconds = max(time.monotonic() - self._began, 0.001)
        if self.total == 0:
            return f"{self.label}: {'done in ' if finished else ''}{seconds:.0f} s"
        if finished:
            return f"{self.label}: {done / MEGABYTE:.1f} MB in {seconds:.0f} s"
        speed = f"{(done - (self._first or 0)) / MEGABYTE / seconds:.1f} MB/s"
        if not self.total:
            return f"{self.label}: {done / MEGABYTE:.1f} MB, {speed}"
        share = min(done / self.total, 1.0)
        filled = int(share * self.BAR)
        bar = f"[{'#' * filled}{'.' * (self.BAR - filled)}] " if self._terminal else ""
        return f"{self.label}: {bar}{share:4.0%} of {self.total / MEGABYTE:.1f} MB, {speed}"
