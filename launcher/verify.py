"""The `test` command: prepares what the tests need, runs every test, and adds them up."""

from __future__ import annotations

import subprocess
import time
import unittest
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from launcher import build, fixtures, models, natives
from launcher.build import PROJECT
from launcher.cache import Cache
from launcher.console import say
from launcher.java import Jdk, find_jdk, find_maven, maven_environment

# The clock of a file system may lag behind the process's by a tick.
_CLOCK_SLACK_SECONDS = 2


@dataclass(frozen=True)
class Totals:
    """Test results, counted."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def test(cache: Cache, maven_options: list[str]) -> int:
    """Runs every test and returns 0 if all passed, else 1. With options for Maven, only Maven's tests run."""
    jdk = find_jdk()
    find_maven(jdk)
    with cache.lock():
        natives.ensure(cache, "cpu")
        models.ensure_default(cache)
        fixtures.ensure_templates(cache)
        fixtures.ensure_venv(cache)
    launcher = Totals() if maven_options else _launcher_tests()
    began = time.time_ns()
    with build.lock():
        status = _maven(jdk, cache, maven_options)
        if status == 0 and build.jar().exists() and not maven_options:
            build.mark_built(began)
    java = surefire_totals(PROJECT, began / 1e9 - _CLOCK_SLACK_SECONDS)
    say("")
    if not maven_options:
        say(f"Launcher: {launcher}")
    say(f"Java: {java}")
    if status:
        say(f"Maven ended with status {status}; its output above says why.")
    if java == Totals():
        say("No Java test ran.")
    say(f"Total: {launcher + java}")
    return 1 if status or launcher.failed or java.failed or java == Totals() else 0


def _launcher_tests() -> Totals:
    say("The launcher's own tests:")
    suite = unittest.defaultTestLoader.discover(str(PROJECT / "launcher" / "tests"), top_level_dir=str(PROJECT))
    result = unittest.TextTestRunner(verbosity=1, buffer=True).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    return Totals(max(result.testsRun - failed - skipped, 0), failed, skipped)


def _maven(jdk: Jdk, cache: Cache, options: list[str]) -> int:
    maven = find_maven(jdk)
    properties = [f"-Ddrover.home={cache.root}", "-Ddrover.required=true"]
    command = [maven.program, "-B", "-ntp", "-fae", "verify", *properties, *options]
    say(f"Running {' '.join(command)}")
    environment = maven_environment(jdk)
    return subprocess.run(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


def surefire_totals(project: Path, since: float) -> Totals:
    """Adds up the XML reports below `project` that were written at or after `since` (seconds since 1970)."""
    totals = Totals()
    for kind in ("surefire", "failsafe"):
        for report in project.glob(f"**/target/{kind}-reports/TEST-*.xml"):
            if report.stat().st_mtime >= since:
                totals += _suite_totals(report)
    return totals


def _suite_totals(report: Path) -> Totals:
    """One report's totals. A report that can't be read counts as a failure: its test run was cut off."""
    try:
        suite = ElementTree.parse(report).getroot()
        counts = (int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped"))
        tests, failures, errors, skipped = counts
    except (ElementTree.ParseError, ValueError):
        return Totals(failed=1)
    return Totals(tests - failures - errors - skipped, failures + errors, skipped)
