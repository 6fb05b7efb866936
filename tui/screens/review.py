"""The launch review: what will be sent, what it costs, what was found; enter launches, errors block."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.message import Message

from core.finding import by_severity, has_errors
from core.text import clean, clean_path
from tui.background import Reviewed, review_draft, sentence
from tui.keys import bindings
from tui.screens.page import Page
from tui.widgets.dataset_draw import MARKS

if TYPE_CHECKING:
    from textual.binding import BindingType

    from core.engine.base import Review
    from core.errors import TrainscopeError
    from core.launch import Draft
    from tui.keys import Where
    from tui.services import Services


class ReviewPage(Page):
    """Shows a draft and the engine's review of it; posts `Confirmed` to the cockpit on enter."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("review")]
    where: ClassVar[tuple[Where, ...]] = ("review", "page", "everywhere")

    class Confirmed(Message):
        """The user wants the job launched."""

        def __init__(self, draft: Draft) -> None:
            super().__init__()
            self.draft = draft

    def __init__(self, services: Services, draft: Draft, *, note: str = "") -> None:
        super().__init__(services)
        self._draft = draft
        self._review: Review | None = None
        self._error: TrainscopeError | None = None
        self._note = note

    def title_line(self) -> Content:
        """The first line."""
        place = self.services.engine.capabilities.place
        return Content.assemble("Launch  ", self._draft.spec.name, "  on ", clean(place))

    def on_mount(self) -> None:
        """Ask the engine beside the screen: it may be far away."""
        self.run_worker(
            partial(review_draft, self.services, self._draft, self.post_message),
            name="review",
            thread=True,
            exit_on_error=False,
        )

    def lines(self, width: int) -> list[Content]:
        """Findings, data, resources, hyperparameters; while they are not known yet, what is waited for."""
        if self._error is not None:
            return list(Content.styled(f"✗ {sentence(self._error)}", "bold $error").wrap(width))
        if self._review is None:
            place = clean(self.services.engine.capabilities.place)
            return [Content.styled(f"asking {place} …", "$text-dim")]
        return review_lines(self._draft, self._review, width, note=self._note)

    @on(Reviewed)
    def _reviewed(self, event: Reviewed) -> None:
        self._review, self._error = event.review, event.error
        self.draw()

    def action_launch(self) -> None:
        """Launch what is shown, unless an error stands in the way."""
        if self._review is None or has_errors(self._review.findings):
            self.app.bell()
        elif not self.services.read_only:
            self.dismiss()
            self.app.screen_stack[0].post_message(self.Confirmed(self._draft))


def review_lines(draft: Draft, review: Review, width: int, *, note: str = "") -> list[Content]:
    """The review as lines of at most `width` cells.

    Args:
        draft: what would be launched.
        review: what the engine says of it, the draft's findings in front.
        width: cells.
        note: a sentence to put first, such as that the photos are still being checked.
    """
    lines: list[Content] = []
    if has_errors(review.findings):
        text = "✗ This can't be launched yet: mend the errors below, then press the launch key again."
        lines += [*Content.styled(text, "bold $error").wrap(width), Content("")]
    else:
        lines += [Content.styled("✓ Ready. Enter launches, esc goes back.", "bold $success"), Content("")]
    if note:
        lines += [*Content.styled(note, "$warning").wrap(width), Content("")]
    for finding in by_severity(review.findings):
        mark, style = MARKS[finding.level]
        where = f"{clean_path(finding.path)}: " if finding.path else ""
        lines += Content.assemble((f"{mark} ", style), where, clean(finding.detail)).wrap(width)
        if finding.fix:
            lines += [
                part.pad_left(2) for part in Content.styled(clean(finding.fix), "$text-dim").wrap(width - 2)
            ]
    if review.findings:
        lines.append(Content(""))
    data = draft.spec.dataset
    facts = [
        ("data set", clean_path(data.root)),
        (
            "classes",
            ", ".join(clean(row.name) for row in data.classes[:12])
            + (" …" if len(data.classes) > 12 else ""),
        ),
        ("train", f"{len(data.train):,} photos"),
        ("validation", f"{len(data.validation):,} photos"),
        ("to upload", _size(review.upload_bytes) if review.upload_bytes else "nothing"),
        ("price", "free" if review.price_per_hour is None else f"${review.price_per_hour:.3f} per hour"),
    ]
    for name, value in facts:
        first, *rest = Content(value).wrap(max(20, width - 14))
        lines += [
            Content.assemble((f"{name:<13} ", "$text-dim"), first),
            *(part.pad_left(14) for part in rest),
        ]
    lines += [Content(""), Content.styled("hyperparameters, as they will be sent", "bold")]
    given = draft.spec.given
    for name, value in draft.spec.hyperparameters.items():
        style = "bold" if name in given else ""
        origin = "  from the data set" if given.get(name) == "auto" else ""
        lines.append(
            Content.assemble((f"{name:<26} ", "$text-dim"), (clean(value), style), (origin, "$text-dim"))
        )
    for text in review.notes:
        lines += [Content(""), *Content(clean(text)).wrap(width)]
    return lines


def _size(count: int) -> str:
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("unreachable")
