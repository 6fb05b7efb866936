"""The ways a typed path can go on, in columns as `ls` has them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.widgets.paths_draw import tail

if TYPE_CHECKING:
    from core.predict.pathcompletion import Candidate, Completion

_GAP = 2
_WIDEST = 40
_MARK = "▸"


def completion_lines(completion: Completion, chosen: int | None, width: int, height: int) -> list[Content]:
    """The candidates, those around the chosen one where they are too many, with how many there are.

    Args:
        completion: of the text in the field.
        chosen: place of the candidate that stands in the field; None if none does.
        width: cells.
        height: rows.
    """
    if completion.problem:
        where = f"{completion.head or completion.text}: " if completion.head or completion.text else ""
        return list(Content.styled(f"✗ {where}{completion.problem}", "$error").wrap(width))
    if not completion.candidates:
        return [Content.styled("No folder, photo or list goes on like this.", "$text-dim")]
    if completion.count == 1:
        return []
    names = [_name(each) for each in completion.candidates]
    cell = min(_WIDEST, max(Content(name).cell_length for name in names)) + 1
    columns = max(1, (width + _GAP) // (cell + _GAP))
    rows = -(-len(names) // columns)
    room = max(1, height - 1)
    top = 0
    if rows > room and chosen is not None:
        top = min(max(0, chosen // columns - room // 2), rows - room)
    lines = [
        Content(" " * _GAP).join(
            _cell(names[place], cell, marked=place == chosen)
            for place in range(row * columns, min(len(names), (row + 1) * columns))
        )
        for row in range(top, min(rows, top + room))
    ]
    return [*lines, *_count(completion, shown=min(len(names), room * columns))]


def _name(candidate: Candidate) -> str:
    return candidate.name + ("/" if candidate.is_folder else "")


def _cell(name: str, width: int, *, marked: bool) -> Content:
    text = Content(f"{_MARK if marked else ' '}{tail(name, width - 1)}")
    if marked:
        text = text.stylize("bold $accent")
    elif name.endswith("/"):
        text = text.stylize("$secondary")
    return text.pad_right(max(0, width - text.cell_length))


def _count(completion: Completion, shown: int) -> list[Content]:
    least = "" if completion.whole else "at least "
    if shown < completion.count or not completion.whole:
        text = f"{shown:,} of {least}{completion.count:,}: type more of the name"
        return [Content.styled(text, "$text-dim")]
    return []
