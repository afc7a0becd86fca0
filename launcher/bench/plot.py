"""The SVG plot: a group of bars a figure, a bar a server, a whisker from the least value to the greatest."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from launcher.bench.figures import Figure

_COLOURS = ("#2a6f97", "#e09f3e", "#9e9e9e")
_WIDTH, _LEFT, _RIGHT = 960, 330, 150
_BAR, _GAP, _TOP = 14, 14, 70


def plot(figures: Sequence[Figure], servers: Sequence[str], title: str) -> str:
    """An SVG document. Each figure has a scale of its own: bars compare servers, not figures."""
    parts = [_text(20, 26, title, weight="bold")]
    x = 20
    for index, server in enumerate(servers):
        parts.append(_rectangle(x, 38, _BAR, _BAR, index))
        parts.append(_text(x + _BAR + 6, 50, server))
        x += _BAR + 24 + 8 * len(server)
    y = _TOP
    for figure in figures:
        bars = [(index, server) for index, server in enumerate(servers) if figure.values.get(server)]
        if bars:
            parts += _group(figure, bars, y)
            y += len(bars) * _BAR + _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" height="{y}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{_WIDTH}" height="{y}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _group(figure: Figure, bars: Sequence[tuple[int, str]], y: int) -> list[str]:
    most = max(max(figure.values[server]) for _, server in bars)
    scale = (_WIDTH - _LEFT - _RIGHT) / most if most > 0 else 0.0
    wish = {True: " ↓", False: " ↑", None: ""}[figure.less_is_better]
    name = f"{figure.name}, {figure.unit}{wish}" if figure.unit else f"{figure.name}{wish}"
    parts = [_text(_LEFT - 10, y + _BAR * len(bars) / 2 + 4, name, anchor="end")]
    for row, (index, server) in enumerate(bars):
        top = y + row * _BAR
        least, greatest = (_LEFT + scale * value for value in (min(figure.values[server]), max(figure.values[server])))
        middle = top + _BAR / 2 - 1
        parts.append(_rectangle(_LEFT, top, scale * (figure.median(server) or 0.0), _BAR - 2, index))
        parts.append(f'<path d="M{least:.1f} {middle}H{greatest:.1f}" stroke="#333"/>')
        parts.append(_text(greatest + 6, top + _BAR - 4, figure.shown(server), size=11))
    return parts


def _rectangle(x: float, y: float, width: float, height: float, colour: int) -> str:
    fill = _COLOURS[colour % len(_COLOURS)]
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _text(x: float, y: float, text: str, size: int = 12, weight: str = "normal", anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )
