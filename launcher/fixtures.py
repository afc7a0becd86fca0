"""What only the tests need: chat templates of llama.cpp's release, and a Python with the real clients."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath

from launcher import packages
from launcher.build import PROJECT
from launcher.cache import Cache, digest, put_folder
from launcher.console import Failure, say

GIT_MISSING = "git is missing: install git (Debian and Ubuntu: apt install git)."

_BUNDLE_PACKAGE = "node-llama-cpp@3.22.1"
_BUNDLE_PACKAGE_SIZE = 35_735_663
_BUNDLE = "package/llama/gitRelease.bundle"
_TEMPLATES = "models/templates"
_TEMPLATES_DIGEST = "17f129a359ec13d82f8206464cfe457355ebc284f66568ebf3056236ef794ca3"

_REQUIREMENTS = PROJECT / "launcher" / "requirements-test.txt"
_BARE_REQUIREMENTS = PROJECT / "launcher" / "requirements-test-bare.txt"
_TORCH_STANDIN = PROJECT / "launcher" / "standin" / "torch.py"
_STAMP = "drover.stamp"


def ensure_templates(cache: Cache) -> Path:
    """`fixtures/templates/*.jinja`: the chat templates in the sources that node-llama-cpp ships as a git bundle.

    Call it under the cache's lock.
    """
    target = cache.fixtures / "templates"
    if target.is_dir() and digest(target.glob("*.jinja")) == _TEMPLATES_DIGEST:
        return target
    git = shutil.which("git")
    if git is None:
        raise Failure(GIT_MISSING)
    with cache.scratch() as scratch:
        archive = packages.npm_pack(_BUNDLE_PACKAGE, scratch, _BUNDLE_PACKAGE_SIZE)
        with tarfile.open(archive) as tar:
            stream = tar.extractfile(_BUNDLE)
            assert stream is not None  # a regular file
            with stream, open(scratch / "release.bundle", "wb") as bundle:
                shutil.copyfileobj(stream, bundle)
        folder = scratch / "templates"
        folder.mkdir()
        with tarfile.open(fileobj=io.BytesIO(_templates_of(git, scratch / "release.bundle", scratch))) as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content and member.name.endswith(".jinja"):
                    (folder / PurePosixPath(member.name).name).write_bytes(content.read())
        found = digest(folder.glob("*.jinja"))
        if found != _TEMPLATES_DIGEST:
            raise Failure(
                f"The chat templates of {_BUNDLE_PACKAGE} failed their check: SHA-256 {_TEMPLATES_DIGEST} over them "
                f"was expected and {found} arrived; nothing was kept."
            )
        put_folder(folder, target, scratch)
    say(f"The chat templates are ready: {target}")
    return target


def _templates_of(git: str, bundle: Path, scratch: Path) -> bytes:
    """The template folder of the bundle's only commit, as a tar archive, with line ends as they are."""
    repository = str(scratch / "release.git")
    try:
        subprocess.run([git, "clone", "--quiet", "--bare", str(bundle), repository], check=True, capture_output=True)
        archived = subprocess.run(
            [git, "-c", "core.autocrlf=false", "--git-dir", repository, "archive", "--format=tar", "HEAD", _TEMPLATES],
            check=True,
            capture_output=True,
        )
    except subprocess.CalledProcessError as fault:
        raise Failure(f"git could not read {_BUNDLE}: {fault.stderr.decode(errors='replace').strip()}") from None
    return archived.stdout


def ensure_venv(cache: Cache) -> Path:
    """`venv/`: a Python with the clients that the tests run against the server. Call it under the cache's lock.

    Made in place, since a virtual environment can't be moved; the stamp, written last, says that it is complete.
    The Mechanex client is installed without its dependencies: the remote client needs a few of them only, listed
    with the others, and a small stand-in for torch, whose tensors it holds numbers in.
    """
    inputs = (_REQUIREMENTS, _BARE_REQUIREMENTS, _TORCH_STANDIN)
    wanted = f"{sys.version} {sys.executable} {digest(inputs)}\n"
    stamp = cache.venv / _STAMP
    python = cache.venv / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted and python.exists():
        return python
    shutil.rmtree(cache.venv, ignore_errors=True)
    packages.make_venv(cache.venv)
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    with cache.scratch() as scratch:
        label = "Installing the tests' Python packages"
        packages.run_watched([*install, "-r", str(_REQUIREMENTS)], scratch, label, 0)
        label = "Installing the Mechanex client"
        packages.run_watched([*install, "--no-deps", "-r", str(_BARE_REQUIREMENTS)], scratch, label, 0)
    site = next(cache.venv.glob("lib/python*/site-packages"))
    shutil.copyfile(_TORCH_STANDIN, site / "torch.py")
    stamp.write_text(wanted)
    say(f"The tests' Python is ready: {python}")
    return python
