"""The data-set page: every class, every finding with why it matters and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.sizes import size
from core.text import clean_path
from tui.screens.page import Page
from tui.widgets.dataset_draw import STEPS, class_bars
from tui.widgets.finding_draw import findings_by_kind, number_of

if TYPE_CHECKING:
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView

_MOST_PER_KIND = 200


class DatasetPage(Page):
    """Draws what is known of the data set, and goes on as more becomes known."""

    def __init__(self, services: Services, view: DataSetView) -> None:
        super().__init__(services)
        self._view = view

    def show_view(self, view: DataSetView) -> None:
        """More is known."""
        self._view = view
        self.draw()

    def title_line(self) -> Content:
        """The first line."""
        return Content.assemble("Data set  ", clean_path(self._view.path) if self._view.path else "none")

    def lines(self, width: int) -> list[Content]:
        """Classes and findings."""
        return dataset_lines(self._view, width)


def dataset_lines(view: DataSetView, width: int) -> list[Content]:
    """The page as lines of at most `width` cells: how far the check is, findings, then all classes."""
    if view.error:
        return list(Content.styled(f"✗ {view.error}", "$error").wrap(width))
    if view.path is None:
        return [Content("No data set yet. Start with: trainscope --dataset DIR")]
    data = view.dataset
    if data is None:
        return [Content.styled(f"counting… {view.counted:,}", "$text-dim")]
    lines: list[Content] = []
    if view.checked is not None:
        done = f"{STEPS[view.step]}: {view.checked:,} of {data.images:,}"
        lines += [Content.styled(done, "$text-dim"), Content("")]
    elif not view.findings:
        lines += [Content.styled("✓ nothing wrong with the photos", "$success"), Content("")]
    if view.form_errors:
        text = f"✗ {number_of(view.form_errors, 'error')} in the hyperparameters: see pane 2"
        lines += [Content.styled(text, "$error"), Content("")]
    lines += findings_by_kind(view.findings, width, most=_MOST_PER_KIND)
    facts = [f"{len(data.classes):,} {'class' if len(data.classes) == 1 else 'classes'}"]
    facts.append(number_of(data.images, "photo"))
    facts += [size(data.bytes)] if data.bytes is not None else []
    split = f"train {len(data.train):,}, validation {len(data.validation):,}"
    lines.append(Content.styled(f"{', '.join(facts)}: {split}", "bold"))
    return lines + class_bars(data.classes, min(width, 100))
