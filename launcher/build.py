"""Builds the application when its sources are newer than what was built."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from launcher.cache import locked
from launcher.console import Failure, Progress, say
from launcher.java import Jdk, find_maven, maven_environment

PROJECT = Path(__file__).resolve().parent.parent

_JAR = Path("functions/target/quarkus-app/quarkus-run.jar")
_STAMP = Path("functions/target/drover-build.stamp")
_SOURCES = ("pom.xml", "src", "functions")
_SKIPPED = {"target", "test"}
_TAIL_LINES = 60
_POLL_SECONDS = 0.1


def jar(project: Path = PROJECT) -> Path:
    """The application's runnable jar."""
    return project / _JAR


def is_stale(project: Path = PROJECT) -> bool:
    """Whether a file that goes into the application is newer than the last build's beginning.

    Folders count too, so that a removed file is noticed. Tests and build outputs don't count.
    """
    if not jar(project).exists():
        return True
    stamp = project / _STAMP
    built = stamp if stamp.exists() else jar(project)
    limit = built.stat().st_mtime_ns
    return any(path.stat().st_mtime_ns > limit for path in _inputs(project))


def _inputs(project: Path) -> Iterator[Path]:
    for name in _SOURCES:
        top = project / name
        if top.is_file():
            yield top
        for parent, folders, files in os.walk(top):
            folder = Path(parent)
            module = (folder / "pom.xml").exists()
            folders[:] = [name for name in folders if name not in _SKIPPED]
            if not module:  # a module's own folder changes whenever its target folder comes or goes
                yield folder
            yield from (folder / file for file in files)


def lock(project: Path = PROJECT) -> AbstractContextManager[None]:
    """Holds the checkout for one build at a time. The parent pom is the lock, so nothing new lies about."""
    return locked(project / "pom.xml", "Waiting for another drover that is building here ...")


def build(jdk: Jdk, verbose: bool, project: Path = PROJECT) -> None:
    """Packages the application without its tests. Maven's output is shown if asked for, or when it fails."""
    maven = find_maven(jdk)
    quiet = [] if verbose else ["-q"]
    command = [maven.program, "-B", "-ntp", *quiet, "-DskipTests", "package", "-pl", "functions", "-am"]
    began = time.time_ns()
    if verbose:
        say(f"Building with {' '.join(command)}")
        environment = maven_environment(jdk)
        done = subprocess.run(command, cwd=project, env=environment, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise Failure("The build failed; Maven's output above says why.")
    else:
        _build_quietly(command, jdk, project)
    mark_built(began, project)


def mark_built(began: int, project: Path = PROJECT) -> None:
    """Notes that a build which began at that time (nanoseconds since 1970) has made the jar."""
    stamp = project / _STAMP
    stamp.touch()
    os.utime(stamp, ns=(began, began))


def _build_quietly(command: list[str], jdk: Jdk, project: Path) -> None:
    label = "Building (the first time Maven fetches its dependencies)"
    with tempfile.TemporaryFile("w+", errors="replace") as log, Progress(label, 0) as progress:
        environment = maven_environment(jdk)
        with subprocess.Popen(
            command, cwd=project, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        ) as child:
            try:
                while child.poll() is None:
                    time.sleep(_POLL_SECONDS)
                    progress.update(0)
            except BaseException:
                child.terminate()
                raise
        if child.returncode:
            log.seek(0)
            for line in log.read().splitlines()[-_TAIL_LINES:]:
                say(line)
            raise Failure("The build failed; the end of Maven's output is above (-v shows all of it).")
