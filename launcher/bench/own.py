"""What Drover alone does: steering vectors of a request's own, and texts that no neighbour changes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from launcher.bench import load
from launcher.bench.figures import Figure
from launcher.console import Failure
from launcher.server import Server

STREAMS = 16
_LAYERS = 8
_TEXTS = 16


def vectors(server: Server) -> list[dict[str, Any]]:
    """A term of steering for each stream: random, weak, on eight layers around the model's middle."""
    status, answer = server.post("/fn/models", {})
    if status != 200:
        raise Failure(f"{server.name} answered {status} when asked for its models.")
    model = next(model for model in json.loads(answer) if model["default"])
    first = max(1, model["layers"] // 2 - _LAYERS // 2)
    numbers = random.Random(1)
    return [
        {
            "vector": {
                str(layer): [numbers.gauss(0, 0.02) for _ in range(model["width"])]
                for layer in range(first, first + _LAYERS)
            }
        }
        for _ in range(STREAMS)
    ]


def steered(server: Server, turn: int, tokens: int, terms: Sequence[dict[str, Any]]) -> float:
    """Tokens/s of 16 streams at once, each steered by its own term; by none if there are none."""
    calls = []
    for i in range(STREAMS):
        own = {"steering": [terms[i % len(terms)]]} if terms else {}
        calls.append(partial(load.stream, server, load.prompt(40, ("steered", len(terms), turn, i)), tokens, **own))
    answers = load.at_once(calls)
    return sum(answer.tokens for answer in answers) / load.seconds(answers)


def in_turn(server: Server, turn: int, tokens: int) -> float:
    """Tokens/s of the same streams one after another."""
    answers = [load.stream(server, load.prompt(40, ("in turn", turn, i)), tokens) for i in range(STREAMS)]
    return sum(answer.tokens for answer in answers) / load.seconds(answers)


def texts(server: Server, turn: int, tokens: int, together: bool, **more: Any) -> list[str]:
    """What becomes of 16 prompts, asked for all at once or one after another."""
    calls = [
        partial(_text, server, load.body(load.prompt(30 + i, ("texts", turn, i)), tokens, **more))
        for i in range(_TEXTS)
    ]
    return load.at_once(calls) if together else [call() for call in calls]


def _text(server: Server, request: dict[str, Any]) -> str:
    status, answer = server.post(load.PATH, request)
    if status != 200:
        raise Failure(f"{server.name} answered {status}: {answer.decode(errors='replace')[:200]}")
    return str(json.loads(answer)["choices"][0]["text"])


def copied(salt: object) -> str:
    """A prompt whose likely continuation is a copy: a passage twice, and its beginning once more."""
    passage = load.prompt(100, ("passage", salt))
    beginning = " ".join(passage.split()[:12])
    return f"{passage}.\n\n{passage}.\n\n{beginning}"


def guessed(server: Server, prompts: Sequence[str], tokens: int, **more: Any) -> float:
    """Tokens/s of all streams at once, greedy."""
    answers = load.at_once([partial(load.stream, server, text, tokens, **more) for text in prompts])
    return sum(answer.tokens for answer in answers) / load.seconds(answers)


def parted(server: Server, turns: Iterator[int], tokens: int, **more: Any) -> Figure:
    """How many of the texts differ between being asked for alone and among 15 neighbours."""
    kind = "at temperature 0" if more.get("temperature") == 0 else "with a seed"
    mode = "reproducible" if more.get("reproducible") else "as usual"
    figure = Figure(f"texts of {tokens} tokens that neighbours changed, {kind}, {mode}", "%", 0)
    for turn in turns:
        alone = texts(server, turn, tokens, False, **more)
        among = texts(server, turn, tokens, True, **more)
        figure.add(server.name, 100 * sum(a != b for a, b in zip(alone, among)) / _TEXTS)
    return figure
