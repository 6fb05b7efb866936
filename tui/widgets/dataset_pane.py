"""The data-set pane: path, classes with bars, split, whether it is ready to train."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from tui.keys import bindings
from tui.widgets.dataset_draw import DataSetView, dataset_rows
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Resize


class DatasetPane(Rows, can_focus=True):
    """Draws a `DataSetView`; enter opens the details."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dataset")]

    class Opened(Message):
        """The user wants the details."""

    def __init__(self, view: DataSetView, *, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self.border_title = Content("1 Dataset")
        self._view = view

    def show(self, view: DataSetView) -> None:
        """Draw another view; only the lines that changed are repainted."""
        self._view = view
        self._draw()

    def copy_text(self) -> str:
        """The folder's path; empty without one."""
        return str(self._view.path or "")

    def on_resize(self, _: Resize) -> None:
        """Bars depend on the width, the cut on the height."""
        self._draw()

    def action_open(self) -> None:
        """Ask for the details."""
        self.post_message(self.Opened())

    def _draw(self) -> None:
        size = self.content_size
        if size.width and size.height:
            self.set_rows(dataset_rows(self._view, size.width, size.height))
