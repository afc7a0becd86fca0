"""The `serve` command: prepares, builds, starts the server and says what to try next."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Optional

from launcher import aot, build, models, natives
from launcher.cache import Cache
from launcher.console import Failure, say
from launcher.java import Jdk, find_jdk, find_maven
from launcher.server import READY

_POLL_SECONDS = 0.2

# At the start the compiler has few cores and much to do: it leaves alone what is used a few times only.
_PATIENT_COMPILER = "-XX:CompileThresholdScaling=10"
_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Options:
    """What the command line asks of the server; None means the default."""

    host: str = "127.0.0.1"
    port: int = 8080
    model: Optional[str] = None
    natives: Optional[str] = None
    verbose: bool = False
    java: list[str] = field(default_factory=list)


def serve(cache: Cache, options: Options) -> int:
    """Runs the server until it ends and returns its exit status."""
    check_port(options.host, options.port)
    jdk = find_jdk()
    if build.is_stale():
        find_maven(jdk)  # before anything is fetched, if it is missing
    with cache.lock():
        libraries = find_natives(cache, options.natives)
        model = models.find(cache, options.model) if options.model else models.ensure_default(cache)
    prepare_application(jdk, cache, libraries, model, options.verbose)
    fast = aot.options(jdk, build.jar())
    command = java_command(jdk, cache, libraries, model, replace(options, java=[*fast, *options.java]))
    if options.verbose:
        say(" ".join(command))
    return _run(command, options)


def prepare_application(jdk: Jdk, cache: Cache, libraries: str, model: Path, verbose: bool) -> None:
    """Builds what is stale and makes the build's AOT cache."""

    def training(port: int, java: list[str]) -> list[str]:
        return java_command(jdk, cache, libraries, model, Options(port=port, java=java))

    if not build.is_stale() and aot.is_tried(jdk, build.jar()):
        return
    with build.lock():
        if build.is_stale():  # still, after whoever held the lock
            build.build(jdk, verbose)
        aot.ensure(jdk, build.jar(), training)


def find_natives(cache: Cache, wanted: Optional[str]) -> str:
    """A kind that is ready, or the absolute path of the folder that the user pointed at."""
    if wanted is None:
        return natives.ready(cache)
    if wanted in natives.KINDS:
        natives.ensure(cache, wanted)
        return wanted
    folder = Path(wanted).expanduser().absolute()
    if not folder.is_dir():
        raise Failure(f"--natives {wanted} is neither a folder with libraries nor one of {', '.join(natives.KINDS)}.")
    return str(folder)


def java_command(jdk: Jdk, cache: Cache, libraries: str, model: Path, options: Options) -> list[str]:
    """The command that runs the application. The user's own Java options come last, so they win."""
    return [
        str(jdk.java),
        f"-Dquarkus.http.host={options.host}",
        f"-Dquarkus.http.port={options.port}",
        f"-Ddrover.home={cache.root}",
        f"-Ddrover.model={model}",
        f"-Ddrover.natives={libraries}",
        _PATIENT_COMPILER,
        *options.java,
        "-jar",
        str(build.jar()),
    ]


def server_environment() -> dict[str, str]:
    """The environment of the server; the user's own comes first.

    glibc gives each thread a heap of its own that keeps what was freed, which models that come and go would fill
    one after another; two heaps serve as well. And it asks for huge pages only if told to: with them the model's
    memory, hundreds of megabytes, is ready in less than half the time.
    """
    return {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", **os.environ}


def check_port(host: str, port: int) -> None:
    """Fails with one sentence if the server could not listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as fault:
        raise Failure(f"--host {host} is no address of this machine ({fault.strerror}).") from None
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                reason = f"Port {port} on {host} is in use: stop what listens there or choose another with --port."
            else:
                reason = f"The server can't listen on {host} port {port} ({fault.strerror}): see --host and --port."
            raise Failure(reason) from None


def _run(command: list[str], options: Options) -> int:
    """Starts the server as a child, passes signals on to it, and greets when it is ready."""
    with subprocess.Popen(command, env=server_environment()) as child:

        def forward(number: int, _: Optional[FrameType]) -> None:
            if child.poll() is None:
                child.send_signal(number)

        former = {number: signal.signal(number, forward) for number in _FORWARDED}
        try:
            greeted = False
            while child.poll() is None:
                if not greeted and _is_ready(options):
                    greeted = True
                    say(greeting(options))
                if greeted:
                    child.wait()
                else:
                    time.sleep(_POLL_SECONDS)
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
        status = child.returncode
        if not greeted and status != 0:
            say(f"The server ended with status {status} before it was ready; its output above says why.")
        return status if status >= 0 else 128 - status


def _reachable(host: str) -> str:
    """The address to call a server by that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _is_ready(options: Options) -> bool:
    connection = http.client.HTTPConnection(_reachable(options.host), options.port, timeout=2)
    try:
        connection.request("GET", READY)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greeting(options: Options) -> str:
    """What to try next, ready to paste."""
    host = _reachable(options.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{options.port}"
    return f"""
Drover is ready at {url} (Ctrl-C stops it). Try, in another terminal:

  A function:
    curl {url}/fn/generate -H 'Content-Type: application/json' \\
      -d '{{"prompt": "The capital of France is", "max_new_tokens": 16}}'

  A chat, streamed:
    curl -N {url}/v1/chat/completions -H 'Content-Type: application/json' \\
      -d '{{"model": "default", "stream": true, "messages": [{{"role": "user", "content": "Name three rivers."}}]}}'

  The OpenAI client of Python:
    from openai import OpenAI
    client = OpenAI(base_url="{url}/v1", api_key="none")
    reply = client.chat.completions.create(model="default", messages=[{{"role": "user", "content": "Hello!"}}])
    print(reply.choices[0].message.content)
"""
