"""Parts laid side by side while they fit, bars and rounded times: what the rows of the panes are built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Iterable

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def flow(parts: Iterable[Content], width: int) -> list[Content]:
    """The parts, two cells between them, as many on a row as fit; only one that is longer than a row is broken."""
    rows: list[Content] = []
    for part in parts:
        if rows and rows[-1].cell_length + 2 + part.cell_length <= width:
            rows[-1] = Content.assemble(rows[-1], "  ", part)
        else:
            rows += wrapped(part, width)
    return rows


def wrapped(content: Content, width: int) -> list[Content]:
    """The text in rows of at most `width` cells, nothing cut."""
    return [line.rstrip() for line in content.wrap(max(8, width))]


def bar(fraction: float, cells: int) -> str:
    """A bar of fixed width, to an eighth of a cell."""
    share = min(max(fraction, 0.0), 1.0)
    full, eighth = divmod(round(share * cells * 8), 8)
    return ("█" * full + (_EIGHTHS[eighth] if eighth else "")).ljust(cells, "·")


def about(seconds: float) -> str:
    """A time for people, rounded the more the longer it is, so that it doesn't change with every look."""
    step = 1 if seconds < 30 else 5 if seconds < 120 else 30 if seconds < 600 else 60
    whole = max(0, round(seconds / step) * step)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02} min"
