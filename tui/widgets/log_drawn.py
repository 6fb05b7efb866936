"""The rows of a log as they are drawn, some of them kept: what is drawn once is not drawn again for each repaint."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from core.errors import RunBookError
from tui.widgets.log_draw import STAMPS, Look, draw_line, fold

if TYPE_CHECKING:
    import re
    from collections.abc import Container

    from tui.widgets.log_source import LogSource

_MOST_KEPT = 500


class DrawnRows:
    """Draws rows of a source; whoever changes how they look has them drawn anew (`LogView.redraw`)."""

    def __init__(self) -> None:
        self.source: LogSource | None = None
        self.look = Look()
        self.wrap = False
        self.width = 80
        self.cursor: int | None = None
        self.marks: Container[int] = ()
        self.longest = 0
        self.head = 0
        """Cells before the text of a row."""
        self.outdated = False
        """Whether rows on the screen were drawn before it was known that there are several hosts."""
        self._kept: dict[int, list[Content]] = {}

    @property
    def rows(self) -> int:
        """How many rows the source has now."""
        return self.source.rows if self.source is not None else 0

    @property
    def nothing(self) -> str:
        """Why there is no row."""
        if self.source is None:
            return "The log of a job appears here."
        return "No line yet." if self.source.filter is None else "No line passes the filter."

    def highlight(self, pattern: re.Pattern[str] | None) -> None:
        """Show where a search finds something; None: nowhere."""
        self.look = replace(self.look, pattern=pattern)

    def next_stamps(self) -> None:
        """Tell times in the next way."""
        ways = list(STAMPS)
        stamps = ways[(ways.index(self.look.stamps) + 1) % len(ways)]
        self.look = replace(self.look, stamps=stamps)

    def forget(self) -> None:
        """All rows look different now."""
        self._kept, self.longest = {}, 0

    def forget_row(self, row: int | None) -> None:
        """This one does."""
        if row is not None:
            self._kept.pop(row, None)

    def tall(self, row: int) -> int:
        """How many lines of the screen a row takes; without wrapping that needs no look at it."""
        return len(self.parts(row)) if self.wrap else 1

    def parts(self, row: int) -> list[Content]:
        """The row, one part per line of the screen."""
        kept = self._kept.get(row)
        if kept is not None:
            return kept
        try:
            line = self.source.line(row) if self.source is not None else None
        except RunBookError as error:
            return [Content.styled(error.what, "$error")]
        if line is None:
            return [Content("")]
        self._see_hosts()
        marked = line.seq in self.marks
        head, body = draw_line(line, self.look, cursor=row == self.cursor, marked=marked)
        self.head = head.cell_length
        self.longest = max(self.longest, head.cell_length + body.cell_length)
        drawn = fold(head, body, self.width) if self.wrap else [head + body]
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[row] = drawn
        return drawn

    def _see_hosts(self) -> None:
        hosts = self.source.hosts if self.source is not None else set()
        width = max(map(len, hosts)) + 1 if len(hosts) > 1 else 0
        if width != self.look.host_width:
            self.outdated = bool(self._kept)
            self.forget()
            self.look = replace(self.look, host_width=width)
