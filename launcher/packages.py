"""npm and pip as sources of files, each by its ordinary client and by package name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Optional

from launcher.console import Failure, Progress

NPM_MISSING = (
    "npm is missing: install Node.js with npm (Debian and Ubuntu: apt install npm; macOS: brew install node), "
    "or run ./drover natives embedded, which needs none."
)
PIP_MISSING = "pip is missing: install Python's pip (Debian and Ubuntu: apt install python3-pip)."
VENV_MISSING = "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv)."

_POLL_SECONDS = 0.2


def npm() -> Optional[str]:
    """The npm program, or None."""
    return shutil.which("npm")


def pip() -> Optional[list[str]]:
    """The command that runs pip: this Python's own, else the one on the path, else None."""
    own = [sys.executable, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    other = shutil.which("pip3") or shutil.which("pip")
    return [other] if other else None


def npm_pack(package: str, folder: Path, size: Optional[int]) -> Path:
    """Fetches an npm package (`name@version`) into the empty `folder`; npm checks its integrity.

    `size` is the expected length of the archive in bytes, for the progress only.
    """
    program = npm()
    if program is None:
        raise Failure(NPM_MISSING)
    # A cache of its own: what arrives can be watched, and hundreds of megabytes do not stay in the user's.
    command = [program, "pack", package, "--silent", "--cache", str(folder / "npm")]
    run_watched(command, folder, f"Fetching {package}", size)
    return _only(folder, "*.tgz", package)


def pip_download(requirement: str, folder: Path, size: Optional[int]) -> Path:
    """Fetches a Python wheel (`name==version`) into the empty `folder`.

    Wheels only: preparing a source archive would run its code. pip checks the index's hashes.
    """
    program = pip()
    if program is None:
        raise Failure(PIP_MISSING)
    command = [
        *program,
        "download",
        "--quiet",
        "--no-input",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--dest",
        str(folder),
        requirement,
    ]
    run_watched(command, folder, f"Fetching {requirement}", size, {"TMPDIR": str(folder)})
    return _only(folder, "*.whl", requirement)


def make_venv(folder: Path) -> None:
    """Makes a virtual environment of this Python, which can't be moved afterwards."""
    command = [sys.executable, "-m", "venv", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        reason = (made.stdout + made.stderr).strip()
        raise Failure(
            VENV_MISSING
            if "ensurepip" in reason or "No module named venv" in reason
            else f"Python could not make {folder}: {reason}"
        )


def run_watched(
    command: Sequence[str],
    folder: Path,
    label: str,
    size: Optional[int],
    environment: Optional[Mapping[str, str]] = None,
) -> None:
    """Runs a command in `folder` and shows how the folder grows towards `size` (0: only the time)."""
    log = folder / "command.log"
    with Progress(label, size) as progress, open(log, "wb") as output:
        with subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
        ) as child:
            try:
                while child.poll() is None:
                    time.sleep(_POLL_SECONDS)
                    if size != 0:
                        arrived = _bytes_below(folder)
                        progress.update(min(arrived, size) if size else arrived)
                    else:
                        progress.update(0)
            except BaseException:
                child.kill()
                raise
        if child.returncode != 0:
            lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
            reason = " / ".join(lines[-4:]) or f"exit status {child.returncode}"
            raise Failure(f"{label} failed: {reason}")


def _bytes_below(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # it moved on between the listing and the look
                total += os.lstat(os.path.join(parent, name)).st_size
    return total


def _only(folder: Path, pattern: str, package: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise Failure(f"{package} was fetched, but {len(found)} files match {pattern} where one was expected.")
    return found[0]
