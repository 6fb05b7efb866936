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
    from collections.abc import Iterable

_PARTS = re.compile(r"(?:\w+://)?[^/]*/+|[^/]+$")
_WORDS = re.compile(r"(?:\w+://)?[^\s/]*/+|[^\s/]+\s*|\s+")


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
    return _filled(Content.styled(f"{label} ", "$text-dim"), _PARTS.findall(path), width)


def wrapped_words(text: str, width: int) -> list[Content]:
    """A text in rows; an address in it that is longer than a row is broken behind its slashes, not inside its words.

    Args:
        text: made safe.
        width: cells.
    """
    if all(cell_len(word) <= width for word in text.split()):
        return Content(text).wrap(max(8, width))
    return _filled(Content(""), _WORDS.findall(text), width)


def folded(line: str, width: int) -> list[Content]:
    """A line of a request in rows, its spaces kept; what goes on stands further in, broken as `wrapped_words` does.

    Args:
        line: made safe.
        width: cells.
    """
    inside = min(len(line) - len(line.lstrip(" ")) + 2, width // 2)
    return _filled(Content(""), _WORDS.findall(line), width, inside)


def _filled(first: Content, parts: Iterable[str], width: int, inside: int = 0) -> list[Content]:
    """Rows of at most `width` cells that end between two parts; only a part longer than a row is broken.

    Args:
        first: what the first row begins with.
        parts: of the text, in order.
        width: cells.
        inside: cells by which rows after the first are further in.
    """
    width = max(8, width)
    rows = [first] if first.cell_length <= width + 1 else list(first.wrap(width))
    for part in parts:
        if rows[-1].cell_length + cell_len(part.rstrip()) > width:
            start = Content(" " * inside) if rows[-1].plain.strip() else rows.pop()
            rows += _broken(Content.assemble(start, part), width, inside)
        else:
            rows[-1] = Content.assemble(rows[-1], part)
    return [row.rstrip() for row in rows if row.plain] or [Content("")]


def _broken(row: Content, width: int, inside: int) -> list[Content]:
    """A row in rows of at most `width` cells, wherever they end; those after the first stand further in."""
    first, *rest = row.fold(width)
    goes_on = Content("").join(rest).fold(width - inside) if rest else []
    return [first, *(part.pad_left(inside) for part in goes_on)]
