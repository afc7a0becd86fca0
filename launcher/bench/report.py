"""The Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from launcher.bench.figures import Figure


def table(figures: Sequence[Figure], servers: Sequence[str]) -> str:
    """A line a figure and a column a server; the first server's median over each other's in the last columns."""
    first, others = servers[0], servers[1:]
    head = ["figure", *servers, *(f"{first} / {other}" for other in others)]
    lines = [_row(head), _row(["---"] * len(head))]
    for figure in figures:
        ratios = [figure.ratio(first, other) for other in others]
        name = f"{figure.name}, {figure.unit}" if figure.unit else figure.name
        lines.append(
            _row([
                name,
                *(figure.shown(server) for server in servers),
                *("–" if ratio is None else f"{ratio:.2f}" for ratio in ratios),
            ])
        )
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
