"""Finds a JDK and Maven on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from launcher.console import Failure

JDK_MAJOR = 25
MAVEN_VERSION = (3, 8, 7)

_JDK_MISSING = (
    f"JDK {JDK_MAJOR} is missing: install it (for example Eclipse Temurin {JDK_MAJOR}, package "
    f"temurin-{JDK_MAJOR}-jdk) and set JAVA_HOME if it lies in an unusual place."
)
_MAVEN_MISSING = (
    "Maven 3.8.7 or newer is missing: install it (Debian and Ubuntu: apt install maven; macOS: brew install maven)."
)

# Where systems and tools put JDKs, besides JAVA_HOME and the path.
_USUAL_PLACES = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/*jdk*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.local/share/mise/installs/java/*",
    "~/.asdf/installs/java/*",
)


@dataclass(frozen=True)
class Jdk:
    """A JDK (with a compiler) and the major version of its language."""

    home: Path
    major: int

    @property
    def java(self) -> Path:
        return self.home / "bin" / "java"


@dataclass(frozen=True)
class Maven:
    """The program `mvn`, or `mvnd` where only that is there, and the version of Maven in it."""

    program: str
    version: tuple[int, ...]


def find_jdk(environment: Mapping[str, str] = os.environ, places: tuple[str, ...] = _USUAL_PLACES) -> Jdk:
    """JAVA_HOME's JDK, else the path's, else the oldest of the usual places that is new enough."""
    for home in _preferred(environment):
        jdk = _jdk_at(home)
        if jdk:
            return jdk
    found = [jdk for home in _installed(places) if (jdk := _jdk_at(home))]
    if not found:
        raise Failure(_JDK_MISSING)
    return min(found, key=lambda jdk: (jdk.major, str(jdk.home)))


def _preferred(environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("JAVA_HOME"):
        yield Path(environment["JAVA_HOME"])
    java = shutil.which("java", path=environment.get("PATH", ""))
    if java:
        yield Path(java).resolve().parent.parent


def _installed(places: tuple[str, ...]) -> Iterator[Path]:
    for place in places:
        pattern = Path(place).expanduser()
        yield from Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))


def _jdk_at(home: Path) -> Optional[Jdk]:
    """The JDK in that folder if there is one and it is new enough."""
    if not (home / "bin" / "javac").exists() or not (home / "bin" / "java").exists():
        return None
    major = _major(home)
    return Jdk(home.absolute(), major) if major is not None and major >= JDK_MAJOR else None


def _major(home: Path) -> Optional[int]:
    """By the file `release` that every JDK since 9 carries, else by asking `java -version`."""
    try:
        text = (home / "release").read_text(errors="replace")
    except OSError:
        try:
            text = subprocess.run(
                [home / "bin" / "java", "-version"], capture_output=True, text=True, timeout=30, check=False
            ).stderr
        except (OSError, subprocess.TimeoutExpired):
            return None
    match = re.search(r'(?:JAVA_VERSION=|version )"(\d+)', text)
    return int(match[1]) if match else None


def find_maven(jdk: Jdk, environment: Mapping[str, str] = os.environ) -> Maven:
    """`mvn` on the path or in MAVEN_HOME, else `mvnd`; old ones are passed over."""
    path = environment.get("PATH", "")
    if environment.get("MAVEN_HOME"):
        path += os.pathsep + os.path.join(environment["MAVEN_HOME"], "bin")
    old = None
    for name in ("mvn", "mvnd"):
        program = shutil.which(name, path=path)
        version = _maven_version(program, jdk) if program else None
        if program and version and version >= MAVEN_VERSION:
            return Maven(program, version)
        old = old or version
    if old:
        raise Failure(f"Maven {'.'.join(map(str, old))} is too old: install Maven 3.8.7 or newer.")
    raise Failure(_MAVEN_MISSING)


def _maven_version(program: str, jdk: Jdk) -> Optional[tuple[int, ...]]:
    done = subprocess.run(
        [program, "--version"],
        capture_output=True,
        text=True,
        env=maven_environment(jdk),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    match = re.search(r"Apache Maven (\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(map(int, match.groups())) if match else None


def maven_environment(jdk: Jdk) -> dict[str, str]:
    """This process's environment with the JDK that was found."""
    return {**os.environ, "JAVA_HOME": str(jdk.home)}
