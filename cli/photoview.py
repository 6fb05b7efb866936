"""A photo on the terminal, in half-cells of its colours, beside lines of text."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cli.output import out, wants_colour
from core.finding import Finding
from core.picture import draw
from core.predict.photos import Located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.picture import Picture
    from core.predict.photos import Source

_ROOM = (28, 24)
"""Most pixels across and down: a cell is one across and two down."""


def print_beside_photo(source: Source, lines: Sequence[str]) -> None:
    """Lines of text, already coloured, with the photo to their left where the terminal shows colours."""
    rows, width = _rows(source) if wants_colour(sys.stdout) else ([], 0)
    for place in range(max(len(rows), len(lines))):
        line = lines[place] if place < len(lines) else ""
        if rows:
            line = f"{rows[place] if place < len(rows) else ' ' * width}  {line}"
        out(f"  {line}".rstrip())


def _rows(source: Source) -> tuple[list[str], int]:
    """The photo as lines, and the cells that each takes; none if it cannot be shown."""

    from rich.color import ColorSystem
    from rich.console import Console

    from tui.widgets.photo_cells import Look, drawn

    picture = _picture(source)
    if isinstance(picture, Finding):
        return [], 0
    look = Look.of(Console(file=sys.stdout).color_system, plain=False, dark=True)
    systems = {"truecolor": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}
    rows = [
        "".join(
            segment.style.render(segment.text, color_system=systems[look.depth])
            if segment.style
            else segment.text
            for segment in row
        )
        for row in drawn(picture, look).rows
    ]
    return rows, picture.width


def _picture(source: Source) -> Picture | Finding:
    from core.dataset.locate import Locator

    if isinstance(source, Located):
        return draw(source.locator, source.path, _ROOM)
    if isinstance(source, Path):
        file = source.resolve()
        return draw(Locator(file.parent), file.name, _ROOM)
    with TemporaryDirectory() as folder:
        (Path(folder) / "photo").write_bytes(source)
        return draw(Locator(Path(folder)), "photo", _ROOM)
