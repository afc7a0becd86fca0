"""Measured values and what is made of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional


@dataclass
class Figure:
    """One line of the report: values by server's name, a value a round.

    `less_is_better` None: neither is, the value explains others.
    """

    name: str
    unit: str
    digits: int
    less_is_better: Optional[bool] = True
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, server: str, value: float) -> None:
        """Adds a round's value."""
        self.values.setdefault(server, []).append(value)

    def median(self, server: str) -> Optional[float]:
        """The median of the rounds, or None where the server was not measured."""
        values = self.values.get(server)
        return statistics.median(values) if values else None

    def shown(self, server: str) -> str:
        """`median (least–greatest)`, or a dash where the server was not measured."""
        values = self.values.get(server)
        if not values:
            return "–"
        middle, least, most = (f"{value:.{self.digits}f}" for value in
                               (statistics.median(values), min(values), max(values)))
        return f"{middle} ({least}–{most})" if len(values) > 1 else middle

    def ratio(self, server: str, other: str) -> Optional[float]:
        """The server's median over the other's, or None if one is missing or the other's is 0."""
        ours, theirs = self.median(server), self.median(other)
        return ours / theirs if ours is not None and theirs else None


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least `share` (0 < share ≤ 1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
