"""llama.cpp's shared libraries: fetched by npm, checked, chosen.

The kind `embedded` is the library inside the Maven dependency de.kherud:llama; the application unpacks it itself.
"""

from __future__ import annotations

import ctypes
import platform
import re
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Optional

from launcher import packages
from launcher.cache import Cache, digest, put_folder
from launcher.console import MEGABYTE, Failure, say

KINDS = ("cpu", "cuda", "vulkan", "embedded")

_VERSION = "3.22.1"
_LIBRARIES = re.compile(r"(lib.+\.(so|dylib)|.+\.(metal|metallib))")
_DIGEST_FILE = "libraries.sha256"


@dataclass(frozen=True)
class Package:
    """An npm package with libraries. `size` of its archive in bytes, `digest` of the libraries in it, both where known.

    Where the digest is not known, npm's own integrity check guards the download and the digest of what came is noted.
    """

    name: str
    size: Optional[int] = None
    digest: Optional[str] = None
    fallback: Optional[Package] = None

    @property
    def requirement(self) -> str:
        return f"@node-llama-cpp/{self.name}@{_VERSION}"


_LINUX_X64 = Package("linux-x64", 10_824_547, "19ec37a76a2b3f7384ed4b90abb58cd59ae38fc890e9aad15450f8713de54870")
_LINUX_ARM64 = Package("linux-arm64", 7_340_902, "ddcb28001af767c292933e251f6656ef804c03bf7510cea548f8b263df0f5890")
_VULKAN = Package("linux-x64-vulkan", 24_311_427, "c68364dd6525e7d2b1f41968765591712fd402d7cd63a94102ad299d8b46509f")
_CUDA_13 = Package("linux-x64-cuda", 142_898_030, "1cc697069eda43f68c9e7da8d913498d7d33bd0066c362b2f171f3567c93e040")
# The second package holds the CUDA back end once more, built for CUDA 12.
_CUDA_12 = Package(
    "linux-x64-cuda",
    142_898_030,
    "cd2bd494d9809a6a8c7b61e63eb6a5291600069fb5ca248dd1977f2816447a34",
    fallback=Package("linux-x64-cuda-ext", 176_664_119),
)

_PACKAGES = {
    ("Linux", "x86_64", "cpu"): _LINUX_X64,
    ("Linux", "x86_64", "vulkan"): _VULKAN,
    ("Linux", "aarch64", "cpu"): _LINUX_ARM64,
    ("Darwin", "arm64", "cpu"): Package("mac-arm64-metal"),
    ("Darwin", "x86_64", "cpu"): Package("mac-x64"),
}


def package_for(kind: str) -> Optional[Package]:
    """The package with the libraries of that kind for this machine, or None."""
    system, machine = platform.system(), platform.machine()
    if kind == "cuda" and (system, machine) == ("Linux", "x86_64"):
        only_twelve = not _loads("libcudart.so.13") and _loads("libcudart.so.12")
        return _CUDA_12 if only_twelve else _CUDA_13
    return _PACKAGES.get((system, machine, kind))


def chosen(cache: Cache) -> Optional[str]:
    """The kind that was chosen by `./drover natives KIND`, or None."""
    try:
        kind = (cache.natives / "chosen").read_text().strip()
    except FileNotFoundError:
        return None
    return kind if kind in KINDS else None


def choose(cache: Cache, kind: str) -> None:
    """Makes a kind ready and remembers it. Call it under the cache's lock."""
    ensure(cache, kind)
    cache.natives.mkdir(parents=True, exist_ok=True)
    with cache.scratch() as scratch:
        note = scratch / "chosen"
        note.write_text(kind + "\n")
        note.replace(cache.natives / "chosen")
    where = "inside the Maven dependency de.kherud:llama" if kind == "embedded" else str(cache.natives / kind)
    say(f"Natives: {kind} ({where}).")


def ready(cache: Cache) -> str:
    """Makes the chosen kind ready, or the best one that this machine can have, and returns it."""
    kind = chosen(cache)
    if kind is None:
        if package_for("cpu") is None:
            say(f"No libraries are published for {platform.system()} on {platform.machine()}: the embedded one serves.")
            return "embedded"
        if packages.npm() is None and not _complete(cache, "cpu"):
            say("npm is missing, so the embedded library serves: install Node.js with npm to get the faster one.")
            return "embedded"
        kind = "cpu"
    ensure(cache, kind)
    return kind


def ensure(cache: Cache, kind: str) -> None:
    """Fetches the libraries of a kind if they are missing or damaged. Call it under the cache's lock."""
    if kind == "embedded":
        return
    package = package_for(kind)
    if package is None:
        raise Failure(
            f"There are no {kind} libraries for {platform.system()} on {platform.machine()}: "
            "run ./drover natives cpu or ./drover natives embedded."
        )
    if _complete(cache, kind):
        return
    target = cache.natives / kind
    if target.exists():
        say(f"{target} is damaged or of another version; it is fetched again.")
    with cache.scratch() as scratch:
        folder = scratch / "libraries"
        folder.mkdir()
        _fetch(cache, package, folder, scratch)
        if package.fallback:
            _fetch(cache, package.fallback, folder, scratch)
        found = digest(_libraries(folder))
        if package.digest not in (None, found):
            raise Failure(
                f"{package.requirement} failed its check: SHA-256 {package.digest} over its libraries was "
                f"expected and {found} arrived; nothing was kept."
            )
        (folder / _DIGEST_FILE).write_text(found + "\n")
        _check_loading(folder, kind)
        put_folder(folder, target, scratch)


def _complete(cache: Cache, kind: str) -> bool:
    folder = cache.natives / kind
    package = package_for(kind)
    files = _libraries(folder) if folder.is_dir() else []
    if package is None or not files:
        return False
    expected = package.digest
    if expected is None:
        note = folder / _DIGEST_FILE
        expected = note.read_text().strip() if note.exists() else ""
    return digest(files) == expected


def _fetch(cache: Cache, package: Package, folder: Path, scratch: Path) -> None:
    cache.need(6 * (package.size or 50 * MEGABYTE), package.requirement)
    work = scratch / package.name
    work.mkdir()
    archive = packages.npm_pack(package.requirement, work, package.size)
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            wanted = path.parts[:2] == ("package", "bins") and _LIBRARIES.fullmatch(path.name)
            if not member.isfile() or not (wanted or path.name == "LICENSE"):
                continue
            stream = tar.extractfile(member)
            assert stream is not None  # a regular file
            with stream, open(folder / path.name, "wb") as copy:
                while chunk := stream.read(1 << 20):
                    copy.write(chunk)


def _libraries(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if _LIBRARIES.fullmatch(file.name)]


def _check_loading(folder: Path, kind: str) -> None:
    """Loads the libraries once in a process of their own, to name what the system lacks while somebody reads it."""
    mains = sorted(folder.glob("libllama.*"))
    backends = [file for name in ("cuda", "vulkan") for file in folder.glob(f"libggml-{name}.so")]
    for library in mains:
        fault = _load_fault(library)
        if fault:
            raise Failure(f"The {kind} libraries do not load here ({fault}): run ./drover natives embedded.")
    for library in backends:
        fault = _load_fault(library)
        if fault:
            lack = {
                "cuda": "NVIDIA's driver and the CUDA 13 or 12 runtime with cuBLAS",
                "vulkan": "the Vulkan loader (Debian and Ubuntu: apt install libvulkan1) and a Vulkan driver",
            }[kind]
            say(f"{library.name} does not load yet ({fault}): until you install {lack}, the CPU computes.")


def _load_fault(library: Path) -> Optional[str]:
    program = "import ctypes, sys\ntry: ctypes.CDLL(sys.argv[1])\nexcept OSError as fault: sys.exit(str(fault))"
    done = subprocess.run([sys.executable, "-c", program, str(library)], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {done.returncode}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def show(cache: Cache) -> None:
    """Prints what is chosen and what is there."""
    kind = chosen(cache)
    say(f"Chosen: {kind}" if kind else "Chosen: nothing yet (cpu where npm is present, else embedded)")
    for name in KINDS:
        if name == "embedded":
            state = "in the Maven dependency de.kherud:llama"
        elif (cache.natives / name).is_dir():
            state = str(cache.natives / name) if _complete(cache, name) else "damaged (fetched again when needed)"
        else:
            state = "not fetched" if package_for(name) else "not published for this machine"
        say(f"  {name:9} {state}")
