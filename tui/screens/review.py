"""The launch review: what will be sent, what it costs, what was found; enter launches, errors block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.finding import has_errors
from core.text import clean
from tui.keys import bindings
from tui.launchthreads import review_draft
from tui.messages import LaunchConfirmed, Reviewed
from tui.screens.asked_page import AskedPage
from tui.widgets.review_draw import review_lines, verdict_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType

    from core.cancel import CancelToken
    from core.engine.base import Review
    from core.launch import Draft
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView


class ReviewPage(AskedPage["Review"]):
    """Shows a draft, what is found in its photos meanwhile and the engine's review; posts `LaunchConfirmed` on enter.

    Args:
        services: the engine is asked beside the screen: it may be far away.
        draft: what would be launched.
        view: what is known of the photos so far.
    """

    WHERE: ClassVar[Where] = "review"
    GO = "review.launch"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("review")]

    def __init__(self, services: Services, draft: Draft, view: DataSetView) -> None:
        super().__init__(services)
        self._prepared = draft
        self._view = view

    @property
    def draft(self) -> Draft:
        """The draft with what is known of its photos by now."""
        return self._prepared.with_findings(self._view.of_photos)

    @property
    def review(self) -> Review | None:
        """What the engine says, the draft's findings in front; None until it has answered."""
        answer = self.answer
        return (
            replace(answer, findings=(*self.draft.findings, *answer.findings)) if answer is not None else None
        )

    @property
    def blames_photos(self) -> bool:
        """Whether something that may be mended on the disk stands in the way."""
        told = self.answer.findings if self.answer is not None else ()
        return has_errors(self._view.findings) or has_errors(
            finding for finding in told if finding.kind == "dataset"
        )

    def title_line(self) -> Content:
        """The first line."""
        return Content.assemble("Launch  ", self._prepared.spec.name, "  on ", clean(self.place))

    def ask(self, post: Post, cancel: CancelToken) -> None:
        """Ask the engine for its review."""
        review_draft(self.services, self._prepared, post, cancel)

    def show_view(self, view: DataSetView) -> None:
        """More is known of the photos."""
        self._view = view
        if self.is_mounted:
            self.draw()

    def answer_lines(self, width: int) -> list[Content]:
        """Verdict, data, resources, findings, hyperparameters."""
        review = self.review
        if review is None:
            return []
        if self._view.error:
            return list(Content.styled(f"✗ {self._view.error}", "bold $error").wrap(width))
        launch_key = self.services.first_key("job.launch")
        data, done = self._prepared.spec.dataset, self._view.checked
        waiting = "" if self._view.is_checked else f"{done or 0:,} of {data.images:,}"
        return [
            *verdict_lines(review, width, launch_key=launch_key, checking=waiting),
            *review_lines(self.draft, review, width, capabilities=self.services.engine.capabilities),
        ]

    @on(Reviewed)
    def _reviewed(self, event: Reviewed) -> None:
        self.answered(event.review, event.error)

    @property
    def request(self) -> Mapping[str, object] | None:
        """The exact request."""
        return self.answer.request if self.answer is not None else None

    @property
    def may_go(self) -> bool:
        """Whether it may be launched."""
        review = self.review
        return (
            review is not None
            and self._view.is_checked
            and not has_errors(review.findings)
            and not self.services.read_only
        )

    def go(self) -> None:
        """Launch what is shown."""
        review = self.review
        if review is not None:
            self.app.screen_stack[0].post_message(LaunchConfirmed(self.draft, review))
