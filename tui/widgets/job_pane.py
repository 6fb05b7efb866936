"""The job pane: which stage, which epoch, how long still, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui.keys import bindings
from tui.widgets.job_draw import job_rows
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Resize

    from core.job.progress import Progress
    from core.job.status import JobState
    from core.runs import Record
    from core.watch import Trouble


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
        self._record: Record | None = None
        self._state: JobState | None = None
        self._progress: Progress | None = None
        self._trouble: Trouble | None = None
        self._now = 0.0

    def show(
        self,
        record: Record | None,
        state: JobState | None,
        progress: Progress | None,
        trouble: Trouble | None,
        now: float,
    ) -> None:
        """Draw this; only the rows that changed are repainted.

        Args:
            record: the job, None if there is none.
            state: its last known state.
            progress: what the log says.
            trouble: why there is no newer state.
            now: epoch seconds, for how long ago the last answer was.
        """
        if record is None or self._record is None or record.id != self._record.id:
            self.scroll_to(y=0, animate=False)
        self._record, self._state, self._progress, self._trouble = record, state, progress, trouble
        self._now = now
        self._draw()

    def copy_text(self) -> str:
        """The job's name; empty without a job."""
        return self._record.key.name if self._record is not None else ""

    def on_resize(self, _: Resize) -> None:
        """Lines are wrapped to the width."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            self.set_rows(
                job_rows(
                    self._record,
                    self._state,
                    self._progress,
                    self._trouble,
                    self._now,
                    width,
                )
            )
