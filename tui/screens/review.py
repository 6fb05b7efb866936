"""The launch review: what will be sent, what it costs, what was found; enter launches, errors block."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.cancel import CancelToken
from core.finding import has_errors
from core.text import clean
from tui.background import sentence, start
from tui.keys import bindings
from tui.launchthreads import review_draft
from tui.messages import LaunchConfirmed, Reviewed, Reviewing
from tui.screens.page import Page
from tui.widgets.launch_draw import launch_rows
from tui.widgets.review_draw import review_lines, verdict_lines

if TYPE_CHECKING:
    from textual.binding import BindingType

    from core.engine.base import LaunchProgress, Review
    from core.launch import Draft
    from tui.keys import Where
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView


class ReviewPage(Page):
    """Shows a draft, what is found in its photos meanwhile and the engine's review; posts `LaunchConfirmed` on enter.

    Args:
        services: the engine is asked beside the screen: it may be far away.
        draft: what would be launched.
        view: what is known of the photos so far.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("review")]

    def __init__(self, services: Services, draft: Draft, view: DataSetView) -> None:
        super().__init__(services)
        self._prepared = draft
        self._view = view
        self._answer: Reviewed | None = None
        self._progress: LaunchProgress | None = None
        self._cancel = CancelToken()
        self._shows_request = False

    @property
    def draft(self) -> Draft:
        """The draft with what is known of its photos by now."""
        return self._prepared.with_findings(self._view.of_photos)

    @property
    def review(self) -> Review | None:
        """What the engine says, the draft's findings in front; None until it has answered."""
        answer = self._answer.review if self._answer is not None else None
        return (
            replace(answer, findings=(*self.draft.findings, *answer.findings)) if answer is not None else None
        )

    @property
    def blames_photos(self) -> bool:
        """Whether something that may be mended on the disk stands in the way."""
        told = self._answer.review.findings if self._answer is not None and self._answer.review else ()
        return has_errors(self._view.findings) or has_errors(
            finding for finding in told if finding.kind == "dataset"
        )

    def title_line(self) -> Content:
        """The first line."""
        place = self.services.engine.capabilities.place
        return Content.assemble("Launch  ", self._prepared.spec.name, "  on ", clean(place))

    def on_mount(self) -> None:
        """Ask the engine."""
        self._ask()

    def on_unmount(self) -> None:
        """Whoever goes back does not want the answer any more."""
        self._cancel.cancel()

    def _ask(self) -> None:
        self._cancel.cancel()
        self._cancel = CancelToken()
        self._answer = self._progress = None
        start(
            self,
            partial(review_draft, self.services, self._prepared, self.post_message, self._cancel),
            name="review",
        )

    def show_view(self, view: DataSetView) -> None:
        """More is known of the photos."""
        self._view = view
        self.draw()

    def keys(self) -> tuple[Where, ...]:
        """Enter is offered only where it launches."""
        return ("review", "page", "everywhere")

    def idle_keys(self) -> tuple[str, ...]:
        """Keys that would do nothing now."""
        launch = () if self._may_launch() else ("review.launch",)
        request = () if self.review is not None else ("review.request",)
        return (*launch, *request, *(() if self._answer is not None else ("review.again",)))

    def lines(self, width: int) -> list[Content]:
        """Verdict, data, resources, findings, hyperparameters; until they are known, what is waited for."""
        if self._answer is not None and self._answer.error is not None:
            return list(Content.styled(f"✗ {sentence(self._answer.error)}", "bold $error").wrap(width))
        review = self.review
        if review is None:
            return self._waiting(width)
        if self._shows_request:
            return [part for line in request_text(review).splitlines() for part in _folded(line, width)]
        launch_key = self.services.first_key("job.launch")
        data, done = self._prepared.spec.dataset, self._view.checked
        waiting = "" if self._view.is_checked else f"{done or 0:,} of {data.images:,}"
        if self._view.error:
            return list(Content.styled(f"✗ {self._view.error}", "bold $error").wrap(width))
        return [
            *verdict_lines(review, width, launch_key=launch_key, checking=waiting),
            *review_lines(self.draft, review, width, capabilities=self.services.engine.capabilities),
        ]

    def _waiting(self, width: int) -> list[Content]:
        place = clean(self.services.engine.capabilities.place)
        rows = [Content.styled(f"asking {place} …", "$text-dim")]
        if self._progress is not None:
            rows = launch_rows(self._progress, width)
        return [*rows, Content(""), Content.styled("esc gives it up; nothing is sent yet", "$text-dim")]

    @on(Reviewing)
    def _reviewing(self, event: Reviewing) -> None:
        self._progress = event.progress
        self.draw()

    @on(Reviewed)
    def _reviewed(self, event: Reviewed) -> None:
        self._answer = event
        self.draw()

    def action_launch(self) -> None:
        """Launch what is shown, unless an error stands in the way."""
        review = self.review
        if review is not None and self._may_launch():
            self.dismiss()
            self.app.screen_stack[0].post_message(LaunchConfirmed(self.draft, review))
        else:
            self.app.bell()

    def action_request(self) -> None:
        """The exact request, or the review again."""
        self._shows_request = not self._shows_request and self.review is not None
        self.draw()
        self.scroll_to_top()

    def action_copy(self) -> None:
        """Copy the exact request."""
        from tui import clipboard

        review = self.review
        said = (
            "Nothing to copy here yet." if review is None else clipboard.copy(self.app, request_text(review))
        )
        self.notify(said, markup=False)

    def action_again(self) -> None:
        """Ask the engine again, such as after credentials were renewed."""
        if self._answer is not None:
            self._shows_request = False
            self._ask()
            self.draw()

    def _may_launch(self) -> bool:
        review = self.review
        return (
            review is not None
            and self._view.is_checked
            and not has_errors(review.findings)
            and not self.services.read_only
        )


def request_text(review: Review) -> str:
    """The exact request as JSON, made safe line by line."""
    text = json.dumps(review.request, indent=2, ensure_ascii=False, default=str)
    return "\n".join(clean(line) for line in text.splitlines())


def _folded(line: str, width: int) -> list[Content]:
    """The line cut into rows of `width` cells, spaces kept."""
    return [Content(line[at : at + width]) for at in range(0, len(line), width)] or [Content("")]
