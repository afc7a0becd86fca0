"""What is measured. A scenario starts the servers it needs, measures them in turn, and gives its figures."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from launcher.bench import load, own
from launcher.bench.figures import Figure, percentile
from launcher.bench.overload import overload
from launcher.bench.servers import DROVER, LLAMA_CPP, Contender, Shape
from launcher.console import Failure, say
from launcher.server import Server

STREAMS = (1, 4, 8, 16, 32)

_READY_SECONDS = 600.0
_STOP_SECONDS = 60.0
_WARM_UP_TOKENS = 8


@dataclass(frozen=True)
class Bench:
    """What runs: the contenders, Drover first, and how long. `tokens` a stream, `seconds` of overload."""

    contenders: Sequence[Contender]
    rounds: int
    tokens: int
    seconds: float
    logs: Path

    @contextmanager
    def running(self, shape: Shape, *names: str) -> Iterator[list[Server]]:
        """All contenders (or those named) at once, warm; only one of them is asked at a time."""
        with ExitStack() as stack:
            servers = []
            for contender in self.contenders:
                if not names or contender.name in names:
                    server = stack.enter_context(contender.start(shape, self.logs))
                    server.await_ready(_READY_SECONDS)
                    servers.append(server)
            for server in servers:
                for turn in range(3):
                    prompts = [load.prompt(40, ("warm", turn, i)) for i in range(min(8, shape.sequences))]
                    load.streams(server, prompts, _WARM_UP_TOKENS)
            yield servers
            for server in servers:
                server.stop(_STOP_SECONDS)

    def turns(self, servers: Sequence[Server]) -> Iterator[tuple[int, Server]]:
        """Every server in every round; the order changes from round to round."""
        for turn in range(self.rounds):
            yield from ((turn, server) for server in (servers if turn % 2 == 0 else reversed(servers)))


def streams(bench: Bench) -> list[Figure]:
    """tokens/s of all and time to first token at 1, 4, 8, 16 and 32 streams"""
    figures = []
    with bench.running(Shape(32, 16384)) as servers:
        for count in STREAMS:
            rate = Figure(f"{_streams(count)}: all together", "tokens/s", 1, less_is_better=False)
            first = Figure(f"{_streams(count)}: time to first token", "ms", 0)
            for turn, server in bench.turns(servers):
                prompts = [load.prompt(40, (count, turn, i)) for i in range(count)]
                answers = load.streams(server, prompts, bench.tokens)
                rate.add(server.name, sum(answer.tokens for answer in answers) / load.seconds(answers))
                first.add(server.name, 1000 * statistics.median(answer.first for answer in answers))
            figures += [rate, first]
    return figures


def _streams(count: int) -> str:
    return f"{count} stream{'s' if count > 1 else ''}"


def shared(bench: Bench) -> list[Figure]:
    """16 chats at once that share a system prompt of 960 tokens, 32 tokens each"""

    def prompts(turn: int) -> list[str]:
        system = load.prompt(960, ("shared", turn))
        return [f"{system} {load.prompt(20, (turn, i))}" for i in range(16)]

    return [_until_the_last(bench, "16 chats that share 960 tokens", Shape(16, 32768), prompts)]


def repeated(bench: Bench) -> list[Figure]:
    """eight requests at once of one prompt of 470 tokens, 32 tokens each"""

    def prompts(turn: int) -> list[str]:
        return 8 * [load.prompt(470, ("repeated", turn))]

    return [_until_the_last(bench, "8 requests of one prompt of 470 tokens", Shape(8, 16384), prompts)]


def _until_the_last(bench: Bench, name: str, shape: Shape, prompts: Callable[[int], list[str]]) -> Figure:
    figure = Figure(name, "s", 2)
    with bench.running(shape) as servers:
        for turn, server in bench.turns(servers):
            figure.add(server.name, load.seconds(load.streams(server, prompts(turn), 32)))
    return figure


def choices(bench: Bench) -> list[Figure]:
    """n = 8 of one prompt of 470 tokens, 32 tokens each (not node-llama-cpp, which has no n)"""
    figure = Figure("n = 8 of one prompt of 470 tokens", "s", 2)
    with bench.running(Shape(8, 16384), DROVER, LLAMA_CPP) as servers:
        for turn, server in bench.turns(servers):
            request = load.body(load.prompt(470, ("choices", turn)), 32, n=8)
            began = time.perf_counter()
            status, answer = server.post(load.PATH, request)
            if status != 200 or answer.count(b'"finish_reason"') != 8:
                raise Failure(f"{server.name} answered n = 8 with {status}: {answer.decode(errors='replace')[:200]}")
            figure.add(server.name, time.perf_counter() - began)
    return [figure]


def start(bench: Bench) -> list[Figure]:
    """from the process's start to its first token"""
    figure = Figure("process start to first token", "s", 2)
    for turn in range(bench.rounds):
        for contender in bench.contenders if turn % 2 == 0 else reversed(bench.contenders):
            with contender.start(Shape(32, 16384), bench.logs) as server:
                server.await_ready(_READY_SECONDS)
                answer = load.stream(server, load.prompt(8, turn), 1)
                figure.add(server.name, answer.events[0] - server.began)
                server.stop(_STOP_SECONDS)
    return [figure]


def outside(bench: Bench) -> list[Figure]:
    """Drover's share of a step outside llama_decode at 32 streams"""
    figure = Figure("share of a step outside llama_decode, 32 streams", "%", 1)
    with bench.running(Shape(32, 16384), DROVER) as servers:
        for turn, server in bench.turns(servers):
            step, decode = _step_seconds(server)
            load.streams(server, [load.prompt(40, ("outside", turn, i)) for i in range(32)], bench.tokens)
            later_step, later_decode = _step_seconds(server)
            figure.add(server.name, 100 * (1 - (later_decode - decode) / (later_step - step)))
    return [figure]


def _step_seconds(server: Server) -> tuple[float, float]:
    """Seconds in steps, and in llama_decode within them, since the server's start."""
    _, page = server.get("/q/metrics")
    step, decode = (_counter(page, f"drover_{name}_seconds_total") for name in ("step", "decode"))
    return step, decode


def _counter(page: str, name: str) -> float:
    """The sum of a counter's series on a page of Prometheus."""
    found = re.findall(rf"^{name}(?:\{{[^}}]*\}})? ([0-9.eE+-]+)$", page, re.M)
    if not found:
        raise Failure(f"{DROVER} has no counter {name}.")
    return sum(map(float, found))


def pace(bench: Bench) -> list[Figure]:
    """time between tokens of a running stream while a prompt of 4,000 tokens comes in"""
    p99 = Figure("4,000 tokens come in: p99 between a stream's tokens", "ms", 0)
    over = Figure("the same, over the median before", "", 2)
    first = Figure("the 4,000 tokens' time to first token", "s", 2)
    with bench.running(Shape(2, 16384)) as servers:
        for turn, server in bench.turns(servers):
            before, during, long = _disturbed(server, turn)
            p99.add(server.name, 1000 * percentile(during, 0.99))
            over.add(server.name, percentile(during, 0.99) / statistics.median(before))
            first.add(server.name, long.first)
    return [p99, over, first]


def _disturbed(server: Server, turn: int) -> tuple[list[float], list[float], load.Stream]:
    """Seconds between a stream's tokens before a long prompt comes and until it is answered; and that answer."""
    stop = threading.Event()

    def disturb() -> load.Stream:
        try:
            time.sleep(2)  # the stream runs by then, and has shown its pace
            return load.stream(server, load.prompt(4000, ("long", turn)), 1)
        finally:
            stop.set()

    running, long = load.at_once([
        partial(load.stream, server, load.prompt(40, ("paced", turn)), 4000, stop),
        disturb,
    ])
    gaps = list(zip(running.events, running.events[1:]))
    before = [later - earlier for earlier, later in gaps if later < long.began]
    during = [later - earlier for earlier, later in gaps if later >= long.began and earlier <= long.events[0]]
    if not before or not during:
        raise Failure(f"{server.name} streamed too slowly to see its pace.")
    return before, during, long


def beyond(bench: Bench) -> list[Figure]:
    """overload: ten times as many clients as Drover has places, for --seconds"""
    with bench.running(Shape(8, 16384, waiting=8), DROVER) as servers:
        outcome = overload(servers[0], clients=160, seconds=bench.seconds)
    say(f"Overload, {bench.seconds:.0f} s: {outcome}.")
    return outcome.figures(DROVER)


def steering(bench: Bench) -> list[Figure]:
    """16 streams under 16 vectors in one batch; llama.cpp's server, which has one vector at a time, in turn"""
    rates = {
        name: Figure(f"16 streams, {name}", "tokens/s", 1, less_is_better=False)
        for name in ("16 different vectors", "one vector for all", "unsteered")
    }
    with bench.running(Shape(own.STREAMS, 16384), DROVER, LLAMA_CPP) as servers:
        terms = own.vectors(servers[0])
        for turn, server in bench.turns(servers):
            if server.name == DROVER:
                for figure, used in zip(rates.values(), (terms, terms[:1], [])):
                    figure.add(server.name, own.steered(server, turn, bench.tokens, used))
            else:
                # Its vector is loaded at its start: without one here, and without the start, which is kind to it.
                rates["16 different vectors"].add(server.name, own.in_turn(server, turn, bench.tokens))
    return list(rates.values())


def reproducible(bench: Bench) -> list[Figure]:
    """what neighbours change in texts, and what it costs to keep them from it"""
    cost = Figure("16 requests of 40 tokens, 32 generated, all at once", "s", 2)
    kept = Figure("the same, reproducible", "s", 2)
    with bench.running(Shape(16, 16384), DROVER) as servers:
        server = servers[0]
        for turn in range(bench.rounds):
            for figure, flag in ((cost, False), (kept, True)):
                began = time.perf_counter()
                own.texts(server, turn, 32, True, reproducible=flag)
                figure.add(server.name, time.perf_counter() - began)
        turns = range(bench.rounds)
        parted = [
            own.parted(server, iter(turns), 64, **options, **mode)
            for mode in ({}, {"reproducible": True})
            for options in ({"temperature": 0}, {"temperature": 1, "seed": 7})
        ]
    return [cost, kept, *parted]


def speculation(bench: Bench) -> list[Figure]:
    """tokens/s with guessed tokens and without, of texts that copy and of others, at 1 and 8 streams"""
    figures = []
    with bench.running(Shape(8, 16384), DROVER) as servers:
        server = servers[0]
        for kind, prompt in (("copies", own.copied), ("other texts", lambda salt: load.prompt(100, salt))):
            for count in (1, 8):
                pair = [
                    (Figure(f"{_streams(count)}, {kind}, {name}", "tokens/s", 1, less_is_better=False), more)
                    for name, more in (("plain", {}), ("guessed", {"sampling_method": "ssd"}))
                ]
                for turn in range(bench.rounds):
                    for figure, more in pair if turn % 2 == 0 else reversed(pair):
                        # Both continue the same texts, whose prompts are computed before.
                        prompts = [prompt((turn, i)) for i in range(count)]
                        own.guessed(server, prompts, 1)
                        figure.add(server.name, own.guessed(server, prompts, bench.tokens, **more))
                figures += [figure for figure, _ in pair]
    return figures


_LIST = {"type": "array", "items": {"type": "string"}, "minItems": 1000}


def constrained(bench: Bench) -> list[Figure]:
    """tokens/s of 8 streams held to a JSON schema, and of the same free (not node-llama-cpp)"""
    held = Figure("8 streams held to a JSON schema", "tokens/s", 1, less_is_better=False)
    free = Figure("8 streams, free", "tokens/s", 1, less_is_better=False)
    with bench.running(Shape(8, 16384), DROVER, LLAMA_CPP) as servers:
        for turn, server in bench.turns(servers):
            for figure, more in ((held, {"json_schema": _LIST}), (free, {})):
                prompts = [load.prompt(40, (figure.name, turn, i)) for i in range(8)]
                figure.add(server.name, own.guessed(server, prompts, bench.tokens, **more))
    return [held, free]


SCENARIOS: dict[str, Callable[[Bench], list[Figure]]] = {
    "start": start,
    "streams": streams,
    "shared": shared,
    "repeated": repeated,
    "choices": choices,
    "pace": pace,
    "outside": outside,
    "steering": steering,
    "reproducible": reproducible,
    "speculation": speculation,
    "constrained": constrained,
    "overload": beyond,
}
