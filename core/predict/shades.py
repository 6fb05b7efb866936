"""A confusion matrix as a picture of text: cells shaded by the part of their row, with numbers where they fit. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.cells import cell_width
from core.predict.answers import name_of
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

UNICODE = " ·░▒▓█"
ASCII = " .:+x#"
STEPS = (0, 5, 25, 50, 75, 100)
"""Percent of a row up to which each shade goes."""
_MOST_ROWS = 40
_NAME = 20
_LEAST = 24


class Piece(NamedTuple):
    """A piece of a line: its text, and the colour that says once more what it means."""

    text: str
    colour: str | None = None


Line = tuple[Piece, ...]


class Drawing(NamedTuple):
    """The picture of a matrix.

    Args:
        lines: of pieces.
        together: how many classes share a row, and a column.
    """

    lines: list[Line]
    together: int = 1


def draw_matrix(
    matrix: Sequence[Sequence[int]], names: Sequence[str], *, width: int, ascii_only: bool
) -> Drawing:
    """The matrix, as wide as the terminal allows: with numbers, else shades alone, else classes put together.

    Args:
        matrix: photos by truth (row) and answer (column), square.
        names: of the classes, in label order.
        width: of the terminal in cells.
        ascii_only: for terminals without Unicode.
    """
    ramp = ASCII if ascii_only else UNICODE
    heads = [_head(label, names, ascii_only=ascii_only) for label in range(len(matrix))]
    room = max(_LEAST, width - 2)
    wide = max(cell_width(head) for head in heads)
    if len(matrix) <= room:  # else there is no room for numbers, and looking for the largest takes its time
        digits = max(len(str(max(map(max, matrix)))), len(str(len(matrix) - 1)))
        for marks in (2, 1):
            size = _Size(wide, digits, marks)
            if wide + size.column * len(matrix) <= room:
                rows = [_numbers(label, row, heads[label], size, ramp) for label, row in enumerate(matrix)]
                return Drawing([_numbers_head(len(matrix), size), *rows])
    together = max(-(-len(matrix) // _MOST_ROWS), 1)
    while wide + -(-len(matrix) // together) > room:
        together += 1
    if together > 1:
        matrix = _put_together(matrix, together)
        heads = _ranges(len(heads), together)
        wide = max(map(len, heads))
    across = 2 if wide + 1 + 2 * len(matrix) <= room else 1
    rows = [_shades(label, row, heads[label], wide, across, ramp) for label, row in enumerate(matrix)]
    return Drawing(rows, together)


def legend(together: int, *, ascii_only: bool) -> tuple[str, str]:
    """What the picture shows, in words.

    Args:
        together: as in `Drawing`.
        ascii_only: as it was drawn.
    """
    ramp = ASCII if ascii_only else UNICODE
    parts = ", ".join(f"{mark} to {step} %" for mark, step in zip(ramp[1:], STEPS[1:], strict=True))
    cells = f"; each cell is {together} by {together} classes" if together > 1 else ""
    return (
        f"rows: what photos are; columns: what they are taken for{cells}",
        f"shade: part of the row, {parts}",
    )


def shade(part: float, ramp: str) -> str:
    """The character for a part of a row, 0 to 1; whatever is above 0 is seen."""
    return ramp[next(place for place, step in enumerate(STEPS) if 100 * part <= step + 1e-9)]


class _Size(NamedTuple):
    """Cells that a matrix with numbers takes: of the names, of a number, of its shade."""

    names: int
    digits: int
    marks: int

    @property
    def column(self) -> int:
        return 2 * self.marks + self.digits + 1


def _numbers_head(count: int, size: _Size) -> Line:
    return (Piece(" " * size.names + "".join(f"{label:>{size.column}}" for label in range(count))),)


def _numbers(label: int, row: Sequence[int], head: str, size: _Size, ramp: str) -> Line:
    total = sum(row) or 1
    pieces = [Piece(head + " " * (size.names - cell_width(head)))]
    for place, count in enumerate(row):
        text = f"{' ' * size.marks}{shade(count / total, ramp) * size.marks} {count:>{size.digits}}"
        pieces.append(Piece(text, _colour(label == place, count)))
    return tuple(pieces)


def _shades(label: int, row: Sequence[int], head: str, wide: int, across: int, ramp: str) -> Line:
    total = sum(row) or 1
    pieces = [Piece(head + " " * (wide + 1 - cell_width(head)))]
    for place, count in enumerate(row):
        pieces.append(Piece(shade(count / total, ramp) * across, _colour(label == place, count)))
    return tuple(pieces)


def _colour(right: bool, count: int) -> str | None:
    if not count:
        return None
    return "green" if right else "red"


def _head(label: int, names: Sequence[str], *, ascii_only: bool) -> str:
    """Label and name of a class, cut to so many cells."""
    name = name_of(label, names)
    text = str(label) if name == str(label) else f"{label} {clean_path(name)}"
    if cell_width(text) <= _NAME:
        return text
    mark = "." if ascii_only else "…"
    while cell_width(text) > _NAME - 1:
        text = text[:-1]
    return text + mark


def _put_together(matrix: Sequence[Sequence[int]], together: int) -> list[list[int]]:
    size = -(-len(matrix) // together)
    small = [[0] * size for _ in range(size)]
    nothing: Sequence[int] | None = None  # one row serves all labels that no photo has (`core.predict.score`)
    for truth, row in enumerate(matrix):
        if row is nothing:
            continue
        if not any(row):
            nothing = row
        for said, count in enumerate(row):
            small[truth // together][said // together] += count
    return small


def _ranges(count: int, together: int) -> list[str]:
    pairs = [(first, min(count, first + together) - 1) for first in range(0, count, together)]
    return [f"{first}-{last}" if last > first else str(first) for first, last in pairs]
