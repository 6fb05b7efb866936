"""The data-set page: every class, every finding with why it matters and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import by_severity
from core.text import clean, clean_path
from tui.screens.page import Page
from tui.widgets.dataset_draw import MARKS, STEPS, class_bars

if TYPE_CHECKING:
    from core.finding import Finding
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView

_MOST_PER_KIND = 200


class DatasetPage(Page):
    """Draws what was known of the data set when the page was opened."""

    def __init__(self, services: Services, view: DataSetView) -> None:
        super().__init__(services)
        self._view = view

    def title_line(self) -> Content:
        """The first line."""
        return Content.assemble("Data set  ", clean_path(self._view.path) if self._view.path else "none")

    def lines(self, width: int) -> list[Content]:
        """Classes and findings."""
        return dataset_lines(self._view, width)


def dataset_lines(view: DataSetView, width: int) -> list[Content]:
    """The page as lines of at most `width` cells: findings first, then all classes."""
    lines: list[Content] = []
    if view.error:
        lines += [*Content.styled(view.error, "$error").wrap(width), Content("")]
    if view.checked is not None and view.dataset is not None:
        done = f"{STEPS[view.step]}: {view.checked:,} of {view.dataset.images:,}"
        lines += [Content.styled(done, "$text-dim"), Content("")]
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in by_severity(view.findings):
        kinds.setdefault((finding.level, finding.kind), []).append(finding)
    for (level, kind), findings in kinds.items():
        lines += _kind_lines(level, kind, findings, width)
    if not kinds and view.dataset is not None:
        lines += [
            Content.styled("✓ nothing found that stands in the way of training", "$success"),
            Content(""),
        ]
    if view.dataset is not None:
        data = view.dataset
        title = f"{len(data.classes)} classes, {data.images:,} photos: train {len(data.train):,}, "
        lines.append(Content.styled(f"{title}validation {len(data.validation):,}", "bold"))
        lines += class_bars(data.classes, min(width, 100))
    return lines


def _kind_lines(level: str, kind: str, findings: list[Finding], width: int) -> list[Content]:
    mark, style = MARKS[level]
    lines = [Content.assemble((f"{mark} {kind} ", style), (f"{len(findings)} {level}", "$text-dim"))]
    for finding in findings[:_MOST_PER_KIND]:
        place = clean_path(finding.path) if finding.path else ""
        place += f":{finding.line}" if finding.line is not None else ""
        text = Content.assemble((place, "bold"), "  " if place else "", clean(finding.detail))
        lines += [part.pad_left(2) for part in text.wrap(width - 2)]
    if len(findings) > _MOST_PER_KIND:
        lines.append(
            Content.styled(
                f"  … and {len(findings) - _MOST_PER_KIND:,} more (trainscope dataset lists all)", ""
            )
        )
    for word, text_of in (("why", findings[0].why), ("fix", findings[0].fix)):
        if text_of:
            told = Content.assemble((f"{word}: ", "$text-dim"), clean(text_of))
            lines += [part.pad_left(2) for part in told.wrap(width - 2)]
    return [*lines, Content("")]
