"""Paths as they are shown: made safe, the home folder as ``~``, their end kept where they don't fit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from core.text import clean_path

if TYPE_CHECKING:
    import os


def home_path(path: str | os.PathLike[str], *, home: str | None = None) -> str:
    """The path with ``~`` for the home folder."""
    home = str(Path.home()) if home is None else home
    text = clean_path(path)
    return "~" + text[len(home) :] if home and (text == home or text.startswith(f"{home}/")) else text


def tail(text: str, width: int) -> str:
    """At most `width` cells; the end of a path says more than its beginning."""
    if cell_len(text) <= width or width < 2:
        return text
    while cell_len(text) >= width:
        text = text[1:]
    return f"…{text}"


def path_rows(label: str, path: str, width: int) -> list[Content]:
    """A path behind its label, nothing cut; where it takes several rows they begin with the name of a folder or file.

    Args:
        label: what lies there.
        path: as it is shown.
        width: cells.
    """
    width = max(8, width)
    rows = [Content.styled(f"{label} ", "$text-dim")]
    for part in re.findall(r"[^/]*/|[^/]+$", path):
        if rows[-1].cell_length + cell_len(part) > width:
            first, *rest = Content(part).fold(width)
            rows += [first, *rest]
        else:
            rows[-1] = Content.assemble(rows[-1], part)
    return [row.rstrip() for row in rows]
