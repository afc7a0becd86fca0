"""Far more clients than places: what is admitted must finish, what is not must be told at once."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field

from launcher.bench import load
from launcher.bench.figures import Figure, percentile
from launcher.console import Failure
from launcher.server import Server

_PROMPT_TOKENS, _TOKENS = 40, 32
_PAUSE_SECONDS = 1.0  # a refused client comes back after this


@dataclass
class Outcome:
    """What became of the requests. Refusals are seconds from request to answer."""

    finished: int = 0
    broken: int = 0
    refusals: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.finished} finished, {self.broken} admitted but not finished, {len(self.refusals)} refused"

    def figures(self, server: str) -> list[Figure]:
        """The counts, and how fast refusals came, if there were any."""
        counts = (
            ("overload: finished", self.finished, False),
            ("overload: admitted but not finished", self.broken, True),
            ("overload: refused", len(self.refusals), None),
        )
        figures = [Figure(name, "requests", 0, less, {server: [count]}) for name, count, less in counts]
        for share in (0.5, 0.99, 1.0) if self.refusals else ():
            name = "slowest" if share == 1 else f"p{100 * share:.0f}"
            values = {server: [1000 * percentile(self.refusals, share)]}
            figures.append(Figure(f"overload: time to a refusal, {name}", "ms", 1, True, values))
        return figures


def overload(server: Server, clients: int, seconds: float) -> Outcome:
    """Lets so many clients ask again and again for so long; then waits for what was admitted."""
    outcome = Outcome()
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def client(number: int) -> None:
        turn = 0
        time.sleep(_PAUSE_SECONDS * number / clients)  # not all at the same moment
        while time.perf_counter() < end:
            began = time.perf_counter()
            status, finished = _ask(server, (number, turn))
            took = time.perf_counter() - began
            with lock:
                if status == 429:
                    outcome.refusals.append(took)
                elif finished:
                    outcome.finished += 1
                else:
                    outcome.broken += 1
            if status == 429:
                time.sleep(_PAUSE_SECONDS)
            turn += 1

    load.at_once([lambda number=number: client(number) for number in range(clients)])
    if outcome.finished == 0:
        raise Failure(f"{server.name} finished no request under overload: {server.last_words()}")
    return outcome


def _ask(server: Server, salt: object) -> tuple[int, bool]:
    """The status, and whether the answer came whole."""
    try:
        status, answer = server.post(load.PATH, load.body(load.prompt(_PROMPT_TOKENS, salt), _TOKENS))
    except OSError:
        return 0, False
    whole = status == 200 and json.loads(answer)["usage"]["completion_tokens"] == _TOKENS
    return status, whole
