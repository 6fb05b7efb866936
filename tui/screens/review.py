"""The launch review: what will be sent, what it costs, what was found; enter launches, errors block."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.finding import has_errors
from core.job.hyperparameters import AUTO
from core.launch import price_words
from core.sizes import size
from core.text import clean, clean_path
from tui.background import review_draft, sentence, start
from tui.keys import bindings
from tui.messages import LaunchConfirmed, Reviewed
from tui.screens.page import Page
from tui.widgets.finding_draw import findings_by_kind, number_of

if TYPE_CHECKING:
    from textual.binding import BindingType

    from core.engine.base import Review
    from core.launch import Draft
    from tui.keys import Where
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView

_MOST_CLASSES = 12
_MOST_PER_KIND = 5
"""Places told of a kind of finding: the data set's page has them all."""


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

    def title_line(self) -> Content:
        """The first line."""
        place = self.services.engine.capabilities.place
        return Content.assemble("Launch  ", self._prepared.spec.name, "  on ", clean(place))

    def on_mount(self) -> None:
        """Ask the engine."""
        start(
            self,
            partial(review_draft, self.services, self._prepared, self.post_message),
            name="review",
            group="review",
        )

    def show_view(self, view: DataSetView) -> None:
        """More is known of the photos."""
        self._view = view
        self.draw()

    def keys(self) -> tuple[Where, ...]:
        """Enter is offered only where it launches."""
        return ("review", "page", "everywhere") if self._may_launch() else ("page", "everywhere")

    def lines(self, width: int) -> list[Content]:
        """Verdict, data, resources, findings, hyperparameters; until they are known, what is waited for."""
        if self._answer is not None and self._answer.error is not None:
            return list(Content.styled(f"✗ {sentence(self._answer.error)}", "bold $error").wrap(width))
        review = self.review
        if review is None:
            place = clean(self.services.engine.capabilities.place)
            return [Content.styled(f"asking {place} …", "$text-dim")]
        launch_key = self.services.first_key("job.launch")
        data, done = self._prepared.spec.dataset, self._view.checked
        waiting = "" if self._view.is_checked else f"{done or 0:,} of {data.images:,}"
        if self._view.error:
            return list(Content.styled(f"✗ {self._view.error}", "bold $error").wrap(width))
        return [
            *verdict_lines(review, width, launch_key=launch_key, checking=waiting),
            *review_lines(self.draft, review, width, price=price_words(review, self.services.engine)),
        ]

    @on(Reviewed)
    def _reviewed(self, event: Reviewed) -> None:
        self._answer = event
        self.draw()

    def action_launch(self) -> None:
        """Launch what is shown, unless an error stands in the way."""
        if self._may_launch():
            self.dismiss()
            self.app.screen_stack[0].post_message(LaunchConfirmed(self.draft))
        else:
            self.app.bell()

    def _may_launch(self) -> bool:
        review = self.review
        return (
            review is not None
            and self._view.is_checked
            and not has_errors(review.findings)
            and not self.services.read_only
        )


def verdict_lines(review: Review, width: int, *, launch_key: str, checking: str = "") -> list[Content]:
    """Whether it can be launched, in a sentence.

    Args:
        review: with all findings.
        width: cells.
        launch_key: the key that opens the review again.
        checking: how many photos are checked, while they are; else empty.
    """
    if has_errors(review.findings):
        text = f"✗ This can't be launched yet: mend the errors below, then press {launch_key} again."
        return [*Content.styled(text, "bold $error").wrap(width), Content("")]
    if checking:
        text = f"Nothing found so far that stands in the way. Enter launches once all photos are checked: {checking}."
        return [*Content.styled(text, "$warning").wrap(width), Content("")]
    return [Content.styled("✓ Ready. Enter launches, esc goes back.", "bold $success"), Content("")]


def review_lines(draft: Draft, review: Review, width: int, *, price: str) -> list[Content]:
    """The review as lines of at most `width` cells: facts, findings by kind, hyperparameters, notes.

    Args:
        draft: what would be launched.
        review: what the engine says of it, with all findings.
        width: cells.
        price: in words.
    """
    data = draft.spec.dataset
    names = ", ".join(clean(row.name) for row in data.classes[:_MOST_CLASSES])
    more = len(data.classes) - _MOST_CLASSES
    facts = [
        ("data set", clean_path(data.root)),
        ("classes", f"{len(data.classes):,}: {names}" + (f" and {more:,} more" if more > 0 else "")),
        ("train", number_of(len(data.train), "photo")),
        ("validation", number_of(len(data.validation), "photo")),
        ("to upload", size(review.upload_bytes) if review.upload_bytes else "nothing"),
        ("price", price),
    ]
    lines: list[Content] = []
    for name, value in facts:
        first, *rest = Content(value).wrap(max(20, width - 14))
        lines.append(Content.assemble((f"{name:<13} ", "$text-dim"), first))
        lines += [part.pad_left(14) for part in rest]
    lines += [Content(""), *findings_by_kind(review.findings, width, most=_MOST_PER_KIND)]
    lines.append(Content.styled("hyperparameters, as they will be sent", "bold"))
    given = draft.spec.given
    for name, value in draft.spec.hyperparameters.items():
        style = "bold" if name in given else ""
        origin = "  from the data set" if given.get(name) == AUTO else ""
        lines.append(
            Content.assemble((f"{name:<26} ", "$text-dim"), (clean(value), style), (origin, "$text-dim"))
        )
    for text in review.notes:
        lines += [Content(""), *Content(clean(text)).wrap(width)]
    return lines
