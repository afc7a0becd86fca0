"""Drover and its peers: how each is installed and started, with the same model, threads and memory."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from launcher import aot, build, natives, packages
from launcher.cache import Cache
from launcher.console import Failure, say
from launcher.java import Jdk
from launcher.serve import Options, java_command, server_environment
from launcher.server import READY, Server, free_port

DROVER = "Drover"
LLAMA_CPP = "llama.cpp's server"
NODE = "node-llama-cpp"

# What `--peers` calls them.
PEERS = {"llama.cpp": LLAMA_CPP, "node": NODE}

_HERE = Path(__file__).resolve().parent
_XLLAMACPP = "xllamacpp==2026.10.11549"
_NODE_VERSION = "3.22.1"


@dataclass(frozen=True)
class Shape:
    """Places that a server is started with: sequences at once, tokens of memory for all of them, requests waiting."""

    sequences: int
    cells: int
    waiting: int = 1024


@dataclass(frozen=True)
class Setup:
    """What is the same for every server."""

    cache: Cache
    jdk: Jdk
    model: Path
    natives: str
    threads: int


@dataclass(frozen=True)
class Contender:
    """A server that can be started: `command` gives its command for a port and a shape.

    `environment` is its own, None this process's.
    """

    name: str
    ready: str
    command: Callable[[int, Shape], list[str]]
    environment: Optional[Mapping[str, str]] = None

    def start(self, shape: Shape, logs: Path) -> Server:
        """Starts it; it isn't ready yet."""
        port = free_port()
        log = logs / f"{port}.log"
        return Server(self.name, self.command(port, shape), port, self.ready, log, self.environment)


def drover(setup: Setup) -> Contender:
    """The application as `./drover serve` starts it."""

    def command(port: int, shape: Shape) -> list[str]:
        settings = {
            "threads": setup.threads,
            "cells": shape.cells,
            "max-sequences": shape.sequences,
            "max-waiting": shape.waiting,
        }
        java = [*aot.options(setup.jdk, build.jar()), *(f"-Ddrover.engine.{k}={v}" for k, v in settings.items())]
        return java_command(setup.jdk, setup.cache, setup.natives, setup.model, Options(port=port, java=java))

    return Contender(DROVER, READY, command, server_environment())


def peer(name: str, setup: Setup) -> Contender:
    """A peer, installed below the cache if it isn't there yet. Call it under the cache's lock."""
    program = _llama_cpp(setup.cache) if name == LLAMA_CPP else _node(setup.cache)

    def command(port: int, shape: Shape) -> list[str]:
        numbers = (port, setup.threads, shape.sequences, shape.cells)
        return [*program, str(setup.model), *map(str, numbers)]

    return Contender(name, "/health", command)


def _llama_cpp(cache: Cache) -> list[str]:
    folder = cache.bench / "python"
    python = folder / "bin" / "python"
    if not _is_installed(folder, f"{sys.version} {_XLLAMACPP}"):
        shutil.rmtree(folder, ignore_errors=True)
        packages.make_venv(folder)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        with cache.scratch() as scratch:
            command = [*pip, "--only-binary", ":all:", _XLLAMACPP]
            packages.run_watched(command, scratch, f"Installing {_XLLAMACPP}", 0)
        _note(folder, f"{sys.version} {_XLLAMACPP}")
    return [str(python), str(_HERE / "llamacpp.py")]


def _node(cache: Cache) -> list[str]:
    libraries = natives.package_for("cpu")
    npm, node = packages.npm(), shutil.which("node")
    if libraries is None or npm is None or node is None:
        raise Failure(f"{NODE} can't run here: it needs Node.js with npm, and libraries for this machine.")
    folder = cache.bench / "node"
    wanted = [f"node-llama-cpp@{_NODE_VERSION}", f"@node-llama-cpp/{libraries.name}@{_NODE_VERSION}"]
    if not _is_installed(folder, " ".join(wanted)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"private": true}\n')
        # No scripts: they would look for a compiler. Of the optional packages, one per platform, only this one's.
        quiet = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
        packages.run_watched([npm, "install", *quiet, *wanted], folder, f"Installing {wanted[0]}", 0)
        _note(folder, " ".join(wanted))
    return [node, str(_HERE / "node.mjs"), str(folder / "node_modules/node-llama-cpp/dist/index.js")]


def _is_installed(folder: Path, what: str) -> bool:
    """Whether the note, written last, says so."""
    note = folder / "drover.stamp"
    return note.exists() and note.read_text() == what


def _note(folder: Path, what: str) -> None:
    (folder / "drover.stamp").write_text(what)
    say(f"Installed in {folder}.")
