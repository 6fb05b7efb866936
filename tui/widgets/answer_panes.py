"""Four views of the answers about photos, of which one shows: how far the asking is, verdict, list, one photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from textual.widgets import ContentSwitcher

from tui.widgets.answer_rows import AnswerRows
from tui.widgets.answer_view import AnswerView
from tui.widgets.photo_text import sees
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from core.picture import Sight
    from core.predict.question import Answer
    from tui.answers import Answers
    from tui.darkroom import Darkroom
    from tui.widgets.photo_cells import Look

View = Literal["asking", "verdict", "list", "photo"]
_STEP = 10
"""Photos that a page key goes on by where one is shown."""


def idle_keys(view: View, *, single: bool, ended: bool, cuts: bool) -> list[str]:
    """Ids of the keys that would do nothing.

    Args:
        view: that shows.
        single: whether there is but one answer.
        ended: whether all answers that will come are there.
        cuts: whether photos can be cut otherwise.
    """
    idle = [] if cuts else ["answers.trained"]
    if single or view == "asking":
        idle += ["answers.part", "answers.open", "answers.wrong"]
    elif view == "verdict":
        idle.append("answers.open")
    if view == "asking":
        idle.append("answers.copy")
    return idle if ended else [*idle, "answers.again", "answers.trained"]


class AnswerPanes(ContentSwitcher):
    """The screen says what the views show; the keys that move through them end here.

    Args:
        darkroom: draws pictures.
        names: of the classes in label order.
        look: how pictures are drawn now.
    """

    DEFAULT_CSS = """
    AnswerPanes { height: 1fr; }
    AnswerPanes #asking, AnswerPanes #verdict { height: 1fr; padding: 0 1; }
    """

    def __init__(self, darkroom: Darkroom, names: Sequence[str], look: Callable[[], Look]) -> None:
        super().__init__(initial="asking")
        self._asking = Rows(id="asking")
        self._verdict = Rows(id="verdict")
        self._rows = AnswerRows(names, id="list")
        self._photo = AnswerView(darkroom, names, look, id="photo")
        self._answers: Sequence[Answer] = ()
        self._sight: Sight | None = None

    def compose(self) -> ComposeResult:
        """All four."""
        yield self._asking
        yield self._verdict
        yield self._rows
        yield self._photo

    @property
    def view(self) -> View:
        """Which one shows."""
        return cast("View", self.current)

    @property
    def single(self) -> bool:
        """Whether there is but one answer: then neither list nor verdict says more."""
        return len(self._answers) == 1

    @property
    def marked(self) -> Answer | None:
        """The answer that is marked or shown; None if there is none."""
        place = self._rows.marked
        return None if place is None or self.view in ("asking", "verdict") else self._answers[place]

    @property
    def verdict_text(self) -> str:
        """The verdict as it is shown."""
        return "\n".join(row.plain for row in self._verdict.rows)

    def show(self, view: View) -> None:
        """Show this one."""
        self.current = view
        if view == "photo":
            self._show_photo()

    def put_asking(self, lines: Sequence[Content]) -> None:
        """What the view of the asking says."""
        self._asking.set_rows(lines)

    def put_verdict(self, lines: Sequence[Content]) -> None:
        """What the verdict says."""
        self._verdict.set_rows(lines)

    def put_answers(self, answers: Answers, sight: Sight | None) -> None:
        """List these answers, in their order, the first marked.

        Args:
            answers: all there are.
            sight: what was sent of each photo; None: all of it.
        """
        self._answers, self._sight = answers.rows, sight
        self._rows.show(answers.rows, answers.order())
        self._mark(0)

    def arrived(self) -> None:
        """A picture is ready."""
        self._photo.arrived()

    def move(self, by: int) -> None:
        """The next answer, or one line on."""
        if self.view == "verdict":
            self._verdict.scroll_relative(y=by, animate=False)
        elif self.view == "photo" and self.single:
            self._photo.scroll_text(by)
        elif self.view != "asking":
            self._mark(self._rows.cursor_row + by)

    def page(self, by: int) -> None:
        """A page on; of one photo, by ten."""
        shown = self._verdict if self.view == "verdict" else self._rows
        self.move(by * (_STEP if self.view == "photo" else max(1, shown.size.height - 1)))

    def end(self, place: int) -> None:
        """The first or the last."""
        self.move((1 if place else -1) * (len(self._answers) + len(self._verdict.rows)))

    def part(self) -> None:
        """From the verdict to the answers, or back."""
        if self.view != "asking" and not self.single:
            self.show("list" if self.view == "verdict" else "verdict")

    def open(self) -> None:
        """The marked photo with its answer, or the list again."""
        if self.view == "list" and self._answers:
            self.show("photo")
        elif self.view == "photo" and not self.single:
            self.show("list")

    def _mark(self, row: int) -> None:
        self._rows.move_cursor(row)
        if self.view == "photo":
            self._show_photo()

    def _show_photo(self) -> None:
        """The photo of the marked row."""
        place = self._rows.marked
        if place is None:
            return
        which = "" if self.single else f"{self._rows.cursor_row + 1:,} of {len(self._answers):,}"
        part = "" if self._sight is None else sees(self._sight)
        self._photo.show(self._answers[place], which, self._sight, part)
