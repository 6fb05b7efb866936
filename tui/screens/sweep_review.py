"""The review of a sweep: what it costs at most, what is tried, with how many jobs; enter starts it, errors block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.config.settings import MOST_JOBS
from core.engine.sweeping import STRATEGIES
from core.finding import has_errors
from tui.keys import bindings
from tui.screens.typed_page import TypedPage
from tui.sweepmessages import AgreedSweep, SweepConfirmed, SweepReviewed
from tui.sweepthreads import review_sweep
from tui.widgets.sweep_draw import review_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType

    from core.cancel import CancelToken
    from core.config.settings import SweepSettings
    from core.dataset.model import DataSet
    from core.sweep.ranges import Range
    from core.sweeping import SweepDraft
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView


class SweepReviewPage(TypedPage[AgreedSweep]):
    """Shows what a sweep would start; its budget can be changed; posts `SweepConfirmed`.

    Args:
        services: settings and engine.
        view: what is known of the data set; it is read.
        given: the form's values.
        ranges: what is tried.
        name: of the sweep.
    """

    WHERE: ClassVar[Where] = "sweepreview"
    GO = "sweepreview.start"
    PLACEHOLDERS: ClassVar[Mapping[str, str]] = {
        "jobs": "how many jobs there are at most",
        "parallel": "how many of them run at a time",
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sweepreview")]

    def __init__(
        self,
        services: Services,
        view: DataSetView,
        given: Mapping[str, str],
        ranges: Sequence[Range],
        name: str,
    ) -> None:
        super().__init__(services)
        self._view = view
        self._given = dict(given)
        self._ranges = tuple(ranges)
        self._called = name
        self._budget: SweepSettings = services.settings.sweep

    def title_line(self) -> Content:
        """The first line."""
        return Content(f"Sweep  {self._called}  on {self.place}")

    def draft(self, dataset: DataSet) -> SweepDraft:
        """The sweep as it is chosen now, but for what is found in its photos."""
        from core import sweeping

        budget = self._budget
        draft = sweeping.prepare(
            self.services.settings,
            dataset,
            ranges=self._ranges,
            jobs=budget.jobs,
            parallel=budget.parallel,
            strategy=budget.strategy,
            early_stopping=budget.early_stopping,
            name=self._called,
            given=self._given,
        )
        return replace(draft, findings=draft.findings[len(dataset.findings) :])

    def ask(self, post: Post, cancel: CancelToken) -> None:
        """Ask the engine for its review."""
        if self._view.dataset is not None:
            review_sweep(self.services, self.draft(self._view.dataset), post, cancel)

    @on(SweepReviewed)
    def _reviewed(self, event: SweepReviewed) -> None:
        self.answered(event.answer, event.error)

    def show_view(self, view: DataSetView) -> None:
        """More is known of the photos."""
        self._view = replace(view, dataset=view.dataset or self._view.dataset)
        if self.is_mounted:
            self.draw()

    @property
    def agreed(self) -> AgreedSweep | None:
        """What the engine says, with what is found in the photos by now."""
        if self.answer is None:
            return None
        found = self._view.findings
        review = replace(self.answer.review, findings=(*found, *self.answer.review.findings))
        return AgreedSweep(self.answer.draft, review)

    @property
    def request(self) -> Mapping[str, object] | None:
        """The exact request."""
        return self.answer.review.request if self.answer is not None else None

    @property
    def may_go(self) -> bool:
        """Whether all photos are checked, and no error and no --read-only stands in the way."""
        agreed = self.agreed
        return (
            agreed is not None
            and self._view.is_checked
            and not has_errors(agreed.review.findings)
            and not self.services.read_only
        )

    def answer_lines(self, width: int) -> list[Content]:
        """Verdict, ceiling, budget, ranges, findings."""
        agreed, view = self.agreed, self._view
        if agreed is None:
            return []
        count = view.dataset.images if view.dataset is not None else 0
        checking = "" if view.is_checked else f"{view.checked or 0:,} of {count:,}"
        return review_rows(
            agreed,
            width,
            capabilities=self.services.engine.capabilities,
            checking=checking,
            keys=self._keys(),
        )

    def _keys(self) -> dict[str, str]:
        return {
            what: self.services.first_key(f"sweepreview.{what}")
            for what in ("jobs", "parallel", "strategy", "early")
        } | {"range": self.services.first_key("form.range")}

    def go(self) -> None:
        """Start it as it is shown."""
        agreed = self.agreed
        if agreed is not None:
            self.app.screen_stack[0].post_message(SweepConfirmed(agreed))

    def action_jobs(self) -> None:
        """Type another number of jobs."""
        self.type_text("jobs", str(self._budget.jobs))

    def action_parallel(self) -> None:
        """Type another number of jobs at a time."""
        self.type_text("parallel", str(self._budget.parallel))

    def action_strategy(self) -> None:
        """Take the next strategy."""
        place = STRATEGIES.index(self._budget.strategy) + 1
        self._budget = replace(self._budget, strategy=STRATEGIES[place % len(STRATEGIES)])
        self.ask_anew()

    def action_early(self) -> None:
        """Stop jobs early, or not."""
        self._budget = replace(self._budget, early_stopping=not self._budget.early_stopping)
        self.ask_anew()

    def fault(self, subject: str, text: str) -> str:
        """What is wrong with a number of jobs."""
        fits = text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_JOBS
        return "" if fits else f"a number of jobs is a whole number from 1 to {MOST_JOBS}"

    def keep(self, subject: str, text: str) -> None:
        """Take the number of jobs."""
        number = int(text)
        if subject == "jobs":
            self._budget = replace(self._budget, jobs=number)
        else:
            self._budget = replace(self._budget, parallel=number)
