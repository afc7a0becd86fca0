"""Stands in for torch where the remote Mechanex client imports it: tensors that only carry numbers.

The real torch would be gigabytes for the tests' sake, and the remote client computes nothing with it: it puts
downloaded vectors into tensors and takes them out again. Whatever else is asked of torch is an error that says so.
"""

from __future__ import annotations

from typing import Any


class Tensor:
    """Holds what it was made of."""

    def __init__(self, data: Any):
        self._data = data

    def tolist(self) -> Any:
        return self._data

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"tensor({self._data!r})"


def tensor(data: Any, *_: Any, **__: Any) -> Tensor:
    """A tensor of the given numbers."""
    return Tensor(data.tolist() if hasattr(data, "tolist") else data)


class cuda:
    """No GPU is visible to the tests' Python."""

    @staticmethod
    def is_available() -> bool:
        return False


def __getattr__(name: str) -> Any:
    raise AttributeError(f"torch.{name} is not there: this is the tests' stand-in, which computes nothing")
