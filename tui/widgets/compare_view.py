"""What the page of a comparison shows of its runs: values in, lines out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from core.chartview.view import ChartView
from core.compare.look import look
from core.compare.table import differences, notes, results
from core.job.progress import progress
from tui.widgets.compare_draw import legend_lines, table_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.compare.look import Look
    from core.compare.run import Run
    from tui.widgets.chart_canvas import ChartStyle


@dataclass(frozen=True, slots=True)
class CompareView:
    """Runs side by side.

    Args:
        runs: that are shown, in the order of the table.
        slots: one per run; None is the baseline.
        metric: whose curves are drawn.
        now: epoch seconds.
        style: of the curves.
        view: how the user looks at them.
    """

    runs: tuple[Run, ...]
    slots: tuple[int | None, ...]
    metric: str
    now: float
    style: ChartStyle
    view: ChartView = field(default_factory=ChartView)

    def look(self) -> Look | None:
        """The curves as they are looked at; None while there is none."""
        return look(self.runs, self.metric, self.view, self._epochs())

    def curves(self, size: tuple[int, int]) -> list[Content]:
        """The curves over each other, `size[1]` rows of `size[0]` cells, or why there are none."""
        from tui.widgets.compare_chart import Line, draw_curves

        seen = self.look()
        if seen is not None:
            lines = [Line(*each) for each in zip(self.slots, seen.curves, strict=True) if each[1]]
            return draw_curves(lines, self.view.span or seen.frame.whole, size, self.style)
        from tui.widgets.chart_pane import empty_rows

        return empty_rows("No epoch of these runs is known yet, so there is no curve.", *size)

    def lines(self, width: int, more: Sequence[str]) -> list[Content]:
        """Which run is which, what came of them, what differs, and what is to be known about that.

        Args:
            width: cells.
            more: sentences for the end.
        """
        differing = differences(self.runs)
        lines = [
            *legend_lines(self.runs, self.slots, width, self.style),
            Content(""),
            *table_lines(results(self.runs, self.metric, self.now), self.slots, width),
            Content(""),
            Content.styled("What differs", "bold $accent"),
            *(
                table_lines(differing, self.slots, width)
                if differing
                else [Content("Nothing that is known.")]
            ),
        ]
        for sentence in (*notes(self.runs), *more):
            lines += [Content(""), *Content.styled(sentence, "$text-dim").wrap(width)]
        return lines

    def as_text(self) -> str:
        """The table as tab-separated text, a column per run."""
        rows = (*results(self.runs, self.metric, self.now), *differences(self.runs))
        heads = ("", *(run.name for run in self.runs))
        return "\n".join("\t".join(cells) for cells in (heads, *((row.name, *row.cells) for row in rows)))

    def _epochs(self) -> int | None:
        """How many epochs are planned at most, while any of the runs goes on."""
        planned = [
            progress(run.state, run.facts, run.points, self.now).epochs for run in self.runs if run.running
        ]
        return max((epochs for epochs in planned if epochs is not None), default=None)
