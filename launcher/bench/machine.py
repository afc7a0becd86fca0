"""The machine that measurements are taken on."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

from launcher.console import Failure

_STAT = Path("/proc/stat")
_CPUINFO = Path("/proc/cpuinfo")
_SAMPLE_SECONDS = 3.0
_MOST_BUSY = 0.1


def require_idle() -> None:
    """Fails if other work keeps more than a tenth of the processors busy."""
    share = busy_share()
    if share > _MOST_BUSY:
        raise Failure(
            f"The machine is not idle: {share:.0%} of its processors' time is taken, at most {_MOST_BUSY:.0%} may be "
            "(--busy measures all the same)."
        )


def busy_share() -> float:
    """How much of all processors' time is used now, 0 to 1: over some seconds on Linux, else by the load average."""
    if not _STAT.exists():
        return min(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    before = _STAT.read_text()
    time.sleep(_SAMPLE_SECONDS)
    return busy_between(before, _STAT.read_text())


def busy_between(before: str, after: str) -> float:
    """The busy share between two readings of `/proc/stat`, 0 to 1. Waiting for disks is idle; stolen time is not."""
    one, two = _times(before), _times(after)
    spent = [later - earlier for earlier, later in zip(one, two)]
    total = sum(spent)
    return 1 - (spent[3] + spent[4]) / total if total else 0.0


def _times(stat: str) -> list[int]:
    """user, nice, system, idle, iowait, irq, softirq, steal of all processors together; guests are in user."""
    return [int(field) for field in stat.splitlines()[0].split()[1:9]]


def description() -> str:
    """The machine in a few words."""
    return f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores"


def _processor() -> str:
    if _CPUINFO.exists():
        for line in _CPUINFO.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "unknown processor"
