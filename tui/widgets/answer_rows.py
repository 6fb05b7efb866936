"""The list of answers, of which one is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.widgets.answer_draw import answer_columns, answer_row
from tui.widgets.marked_rows import MarkedRows
from tui.widgets.paths_draw import home_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from core.predict.question import Answer

_LOOKED_AT = 1000
"""Paths by which the width of their column is chosen."""


class AnswerRows(MarkedRows, can_focus=False, inherit_bindings=False):
    """Shows answers in an order; the screen moves the mark.

    Args:
        names: of the classes in label order.
    """

    def __init__(self, names: Sequence[str], *, id: str) -> None:
        super().__init__(id=id)
        self._names = names
        self._answers: Sequence[Answer] = ()
        self._order: Sequence[int] = ()
        self._paths = 0

    @property
    def marked(self) -> int | None:
        """Place of the marked answer among all of them; None if there is none."""
        return self._order[self.cursor_row] if self.cursor_row < len(self._order) else None

    def show(self, answers: Sequence[Answer], order: Sequence[int]) -> None:
        """Show these answers.

        Args:
            answers: all of them.
            order: their places, in the order in which they are listed.
        """
        self._answers, self._order = answers, order
        paths = (cell_len(home_path(answer.prediction.path)) for answer in answers[:_LOOKED_AT])
        self._paths = max(paths, default=0)
        self.set_count(len(order))

    def draw_row(self, number: int, width: int) -> Content:
        """An answer in the columns that fit."""
        columns = answer_columns(width, self._paths, self._names)
        return answer_row(self._answers[self._order[number]], self._names, columns)
