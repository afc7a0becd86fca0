"""Requests and what comes back, with times."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar

from launcher.console import Failure
from launcher.server import Server

PATH = "/v1/completions"

# Each is one token after a space in the vocabularies of most models.
_WORDS = (
    "the of and to in is that it was for on are with as his they at be this from have or by one had not but what all "
    "were when we there can an your which their said if do will each about how up out them then she many some so these "
    "would other into has more two like him see time could no make than first been its who now people my made over did "
    "down only way find use may water long little very after words called just where most know"
).split()

T = TypeVar("T")


def prompt(tokens: int, salt: object) -> str:
    """A prompt of about so many tokens; another salt gives one that shares no beginning with it."""
    words = random.Random(repr(salt)).choices(_WORDS, k=tokens)
    return " ".join(words)


@dataclass
class Stream:
    """A streamed answer. Times are seconds on the clock of `time.perf_counter`."""

    began: float
    events: list[float] = field(default_factory=list)
    tokens: int = 0
    ended: float = 0.0

    @property
    def first(self) -> float:
        """Seconds to the first token."""
        return self.events[0] - self.began


def body(text: str, tokens: int, **more: Any) -> dict[str, Any]:
    """A greedy request that ends after exactly so many tokens."""
    return {"model": "default", "prompt": text, "max_tokens": tokens, "temperature": 0, "ignore_eos": True, **more}


def stream(
    server: Server, text: str, tokens: int, stop: Optional[threading.Event] = None, **more: Any
) -> Stream:
    """Streams an answer to its end, or until `stop` is set; fails if the server refuses or breaks off."""
    request = body(text, tokens, stream=True, stream_options={"include_usage": True}, **more)
    connection = server.connect()
    try:
        answer = Stream(time.perf_counter())
        connection.request("POST", PATH, json.dumps(request), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        if reply.status != 200:
            raise Failure(f"{server.name} answered {reply.status}: {reply.read().decode(errors='replace')}")
        for line in reply:
            if line.startswith(b"data: {"):
                answer.events.append(time.perf_counter())
                if b'"completion_tokens"' in line:
                    answer.tokens = (json.loads(line[6:]).get("usage") or {}).get("completion_tokens", 0)
            if stop is not None and stop.is_set():
                break
        answer.ended = time.perf_counter()
    except (OSError, http.client.HTTPException) as fault:
        raise Failure(f"{server.name} broke off ({fault}): {server.last_words()}") from None
    finally:
        connection.close()
    if stop is None and answer.tokens != tokens:
        raise Failure(f"{server.name} generated {answer.tokens} tokens where {tokens} were asked for.")
    return answer


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Makes all calls at the same time, each on a thread of its own; fails if one fails."""
    results: list[Optional[T]] = [None] * len(calls)
    faults: list[BaseException] = []

    def run(index: int) -> None:
        try:
            results[index] = calls[index]()
        except BaseException as fault:  # handed to the caller's thread
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [result for result in results if result is not None]


def streams(server: Server, prompts: Sequence[str], tokens: int) -> list[Stream]:
    """Streams an answer to each prompt, all at once."""
    return at_once([lambda text=text: stream(server, text, tokens) for text in prompts])


def seconds(answers: Sequence[Stream]) -> float:
    """From the first request to the last answer's end."""
    return max(answer.ended for answer in answers) - min(answer.began for answer in answers)
