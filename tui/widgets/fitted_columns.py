"""Columns of a table that gives way: those for which there is no room stand below their row, named. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = 2
_LEAST_FIRST = 12


class Column(NamedTuple):
    """A column: its head, and a cell for each row; numbers stand to the right."""

    head: str
    cells: tuple[str, ...]
    number: bool = True

    @property
    def width(self) -> int:
        """Cells of the widest."""
        return max(cell_len(self.head), *(cell_len(cell) for cell in self.cells), 1)


def split(columns: Sequence[Column], room: int) -> tuple[list[Column], list[Column]]:
    """The columns that fit beside each other, in their order, and the rest; the first is cut where it is too long."""
    beside: list[Column] = []
    left = room
    for column in columns:
        need = column.width + _GAP if beside else min(column.width, _LEAST_FIRST)
        if need > left:
            break
        beside.append(column)
        left -= need
    if beside and beside[0].width > _LEAST_FIRST + left:
        cut = tuple(_cut(cell, _LEAST_FIRST + left) for cell in beside[0].cells)
        beside[0] = beside[0]._replace(cells=cut)
    return beside, list(columns[len(beside) :])


def line(columns: Sequence[Column], number: int | None) -> Content:
    """One row, or with None the heads."""
    parts = []
    for column in columns:
        text = column.head if number is None else column.cells[number]
        pad = " " * max(0, column.width - cell_len(text))
        parts.append(f"{pad}{text}" if column.number else f"{text}{pad}")
    drawn = Content((" " * _GAP).join(parts))
    return drawn.stylize("$text-dim") if number is None else drawn


def below(columns: Sequence[Column], number: int) -> list[Content]:
    """The cells of a row for which there was no room, each with its head."""
    return [Content.styled(f"{column.head} {column.cells[number]}", "$text-dim") for column in columns]


def _cut(text: str, cells: int) -> str:
    return Content(text).truncate(cells, ellipsis=True).plain
