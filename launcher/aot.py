"""Java's AOT cache (JEP 514): made by one training run after a build, so that later starts take half the time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from launcher.cache import sha256
from launcher.console import Failure, say
from launcher.java import Jdk
from launcher.server import READY, Server, free_port

_READY_SECONDS = 600.0
_WRITE_SECONDS = 300.0
_PROMPT = {"prompt": "Once upon a time", "max_tokens": 16}


def options(jdk: Jdk, jar: Path) -> list[str]:
    """Java's options that use the cache of this jar and JDK; none if there is no such cache.

    Where the user's own options don't fit it (another collector, a very large heap) Java starts without it, silently.
    """
    return [f"-XX:AOTCache={_file(jar)}", "-Xlog:aot=off"] if is_tried(jdk, jar) and _file(jar).exists() else []


def is_tried(jdk: Jdk, jar: Path) -> bool:
    """Whether a training run of this jar and JDK came as far as serving, whether or not a cache came of it."""
    with suppress(FileNotFoundError):
        return _stamp(jar).read_text() == _key(jdk, jar)
    return False


def ensure(jdk: Jdk, jar: Path, command: Callable[[int, list[str]], list[str]]) -> None:
    """Makes the cache if this jar and JDK have none. Call it under the build's lock.

    `command` gives the server's command for a port and options of Java's. What fails costs a sentence only: the
    server starts without the cache. A run that came as far as serving is not tried again until the next build.
    """
    if is_tried(jdk, jar):
        return
    try:
        for file in (_file(jar), _stamp(jar)):
            file.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(dir=jar.parent) as folder:
            fresh = Path(folder) / "app.aot"
            port = free_port()
            say("Preparing fast starts, once a build ...")
            training = command(port, [f"-XX:AOTCacheOutput={fresh}"])
            with Server("The training run", training, port, READY, Path(folder) / "log") as server:
                _train(server)
                _stamp(jar).write_text(_key(jdk, jar))
                server.stop(_WRITE_SECONDS)  # Java writes the cache when it ends
            if not fresh.exists():
                raise Failure(server.last_words())
            os.replace(fresh, _file(jar))
    except (Failure, OSError) as fault:
        say(f"Starts stay slow, since Java's AOT cache could not be made ({fault}).")


def _train(server: Server) -> None:
    """Uses what the first requests will use."""
    server.await_ready(_READY_SECONDS)
    for body in ({**_PROMPT, "stream": False}, {**_PROMPT, "stream": True}):
        status, answer = server.post("/v1/completions", body)
        if status != 200:
            raise Failure(f"its request was answered with {status}: {answer.decode(errors='replace')}")


def _file(jar: Path) -> Path:
    return jar.with_name("app.aot")


def _stamp(jar: Path) -> Path:
    return jar.with_name("app.aot.stamp")


def _key(jdk: Jdk, jar: Path) -> str:
    """Changes with every build and every JDK."""
    release = jdk.home / "release"
    return f"{jdk.home} {sha256(release) if release.exists() else ''} {jar.stat().st_mtime_ns}\n"
