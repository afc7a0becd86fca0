"""The `bench` command."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from launcher import build, models, serve
from launcher.bench import machine, servers
from launcher.bench.figures import Figure
from launcher.bench.plot import plot
from launcher.bench.report import table
from launcher.bench.scenarios import SCENARIOS, Bench
from launcher.cache import Cache
from launcher.console import Failure, say
from launcher.java import find_jdk, find_maven


@dataclass(frozen=True)
class Options:
    """What the command line asks for; no scenario means all of them."""

    scenarios: Sequence[str]
    peers: Sequence[str]
    rounds: int
    tokens: int
    seconds: float
    threads: int
    model: Optional[str]
    natives: Optional[str]
    plot: Path
    busy: bool
    verbose: bool


def bench(cache: Cache, options: Options) -> int:
    """Measures Drover and the peers, prints the table and writes the plot; returns 1 if a scenario failed, else 0."""
    if not options.busy:
        machine.require_idle()
    jdk = find_jdk()
    if build.is_stale():
        find_maven(jdk)  # before anything is fetched, if it is missing
    with cache.lock():
        libraries = serve.find_natives(cache, options.natives)
        model = models.find(cache, options.model) if options.model else models.ensure_default(cache)
        setup = servers.Setup(cache, jdk, model, libraries, options.threads)
        peers = _peers(options.peers, setup)
    serve.prepare_application(jdk, cache, libraries, model, options.verbose)
    contenders = [servers.drover(setup), *peers]
    figures: list[Figure] = []
    status = 0
    with tempfile.TemporaryDirectory() as logs:
        plan = Bench(contenders, options.rounds, options.tokens, options.seconds, Path(logs))
        for name in options.scenarios or SCENARIOS:
            say(f"Measuring {name}: {SCENARIOS[name].__doc__} ...")
            try:
                figures += SCENARIOS[name](plan)
            except Failure as fault:  # the others' figures are not lost for it
                say(f"{name} was not measured: {fault}")
                status = 1
    names = [contender.name for contender in contenders]
    title = (
        f"{model.name}, {options.threads} threads, median (least–greatest) of {options.rounds} rounds; "
        f"{machine.description()}"
    )
    say(f"\n{title}\n\n{table(figures, names)}\n")
    options.plot.parent.mkdir(parents=True, exist_ok=True)
    options.plot.write_text(plot(figures, names, title))
    say(f"The plot is in {options.plot}.")
    return status


def _peers(asked: Sequence[str], setup: servers.Setup) -> list[servers.Contender]:
    """The peers that can be installed here; one that can't is left out, and why is said."""
    found = []
    for name in asked:
        try:
            found.append(servers.peer(servers.PEERS[name], setup))
        except Failure as fault:
            say(f"Measured without {servers.PEERS[name]}: {fault}")
    return found
