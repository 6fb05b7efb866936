"""The job pane: which stage, which epoch, how long still, what it costs, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui.keys import bindings
from tui.widgets.job_draw import job_rows
from tui.widgets.job_view import JobView
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Resize


class JobPane(Rows, can_focus=True):
    """Draws what is known of a job; scrolls if that is more than fits.

    It draws when it is told something new, never by a clock: what has not changed sends nothing.
    """

    DEFAULT_CSS = """
    JobPane { scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("job")]

    def __init__(self, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self.border_title = Content("4 Job")
        self._view = JobView()
        self._now = 0.0

    def show(self, view: JobView, now: float) -> None:
        """Draw this; only the rows that changed are repainted.

        Args:
            view: what is known.
            now: epoch seconds, for how long ago the last answer was.
        """
        before, after = self._view.record, view.record
        if before is None or after is None or after.id != before.id:
            self.scroll_to(y=0, animate=False)
        self._view, self._now = view, now
        self._draw()

    def copy_text(self) -> str:
        """The job's name; empty without a job."""
        return self._view.record.key.name if self._view.record is not None else ""

    def on_resize(self, _: Resize) -> None:
        """Lines are wrapped to the width."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            self.set_rows(job_rows(self._view, self._now, width))
