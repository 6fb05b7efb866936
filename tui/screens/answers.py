"""The answers about photos: one photo with its answer, or many as a list and a verdict on how right they are."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.cancel import CancelToken
from core.dataset.locate import Locator
from core.errors import UsageError
from core.predict.photos import file_of
from tui.answers import Answers
from tui.answerthread import read_answers
from tui.askmessages import Answered, AskingEnded, AskingTroubled, QuestionsSeen
from tui.background import start
from tui.darkroom import Darkroom, look_of
from tui.keys import bindings
from tui.messages import PhotosDrawn
from tui.screens.opaque import OpaqueScreen
from tui.widgets.answer_panes import AnswerPanes, idle_keys
from tui.widgets.answer_rows import AnswerRows
from tui.widgets.asking_draw import asking_lines, outcome_line
from tui.widgets.key_bar import KeyBar
from tui.widgets.score_draw import Seen, report_lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.predict.verdict import Verdict
    from tui.answersource import AnswerSource
    from tui.services import Services
    from tui.widgets.photo_cells import Look


class AnswersPage(OpaqueScreen):
    """Takes answers from their source beside the screen, and shows how far that is, then what came of it.

    Args:
        services: run book, keys and what the terminal can show.
        source: of the answers.
    """

    DEFAULT_CSS = """
    AnswersPage #outcome { height: 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("answers", "page")]

    def __init__(self, services: Services, source: AnswerSource) -> None:
        super().__init__()
        self.services = services
        self._source = source
        self._run = 0
        self._cancel = CancelToken()
        self._answers = Answers()
        self._verdict: Verdict | None = None
        self._title = self._outcome = Content("")
        self._darkroom = Darkroom(Locator(Path("/")), self.post_message)
        self._panes = AnswerPanes(self._darkroom, source.model.classes, self._look)

    def compose(self) -> ComposeResult:
        """Title, what came of it, one of the views, keys."""
        yield Static(id="answers-title", classes="page-title")
        yield Static(id="outcome")
        yield self._panes
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Ask beside the screen."""
        start(self, self._darkroom.work, name="decode a photo")
        self._ask()

    def on_unmount(self) -> None:
        """Whoever goes back does not want the rest."""
        self._cancel.cancel()
        self._darkroom.close()

    def on_resize(self, _: Resize) -> None:
        """Lines are wrapped anew."""
        self._draw_verdict()
        self._draw()

    @on(QuestionsSeen)
    def _questions(self, event: QuestionsSeen) -> None:
        if event.run == self._run:
            self._answers.asked = event.count
            self._answers.findings += event.findings
            self._draw()

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        if event.run == self._run:
            self._answers.add(event.answers)
            self._answers.trouble = ""
            self._draw()

    @on(AskingTroubled)
    def _troubled(self, event: AskingTroubled) -> None:
        if event.run == self._run:
            self._answers.trouble = event.trouble
            self._draw()

    @on(AskingEnded)
    def _ended(self, event: AskingEnded) -> None:
        if event.run == self._run:
            self._answers.ended, self._answers.error, self._verdict = True, event.error, event.verdict
            self._panes.put_answers(self._answers, self._source.sight)
            if self._answers.rows:
                whole = event.verdict is not None or event.error is not None
                self._panes.show("photo" if self._panes.single else "verdict" if whole else "list")
            self._draw_verdict()
            self._draw()

    @on(PhotosDrawn)
    def _drawn(self) -> None:
        self._panes.arrived()

    @on(AnswerRows.Chosen)
    def _chosen_by_mouse(self) -> None:
        self.action_open()

    def action_move(self, by: int) -> None:
        """The next answer, or one line on."""
        self._panes.move(by)

    def action_page(self, by: int) -> None:
        """A page on."""
        self._panes.page(by)

    def action_end(self, place: int) -> None:
        """The first or the last."""
        self._panes.end(place)

    def action_part(self) -> None:
        """From the verdict to the answers, or back."""
        self._panes.part()
        self._draw()

    def action_open(self) -> None:
        """The marked photo with its answer, or the list again."""
        self._panes.open()
        self._draw()

    def action_wrong(self) -> None:
        """Wrong answers first, or all in order; from the verdict to the list."""
        if self._panes.view == "asking" or self._panes.single:
            return
        if not self._answers.judged:
            self.notify("Nothing says what these photos are: none is known to be wrong.", markup=False)
            return
        self._answers.wrong_first = not self._answers.wrong_first
        self._panes.put_answers(self._answers, self._source.sight)
        if self._panes.view == "verdict":
            self._panes.show("list")
        self._draw()

    def action_trained(self) -> None:
        """Ask again, with photos cut as training did, or whole."""
        try:
            self._source = self._source.cut_otherwise()
        except UsageError as error:
            self.notify(f"{error}.", severity="warning", markup=False)
        else:
            self._ask()

    def action_again(self) -> None:
        """Ask about the same photos again."""
        self._ask()

    def action_copy(self) -> None:
        """Copy the path of the photo, or the verdict as text."""
        from tui import clipboard

        marked = self._panes.marked
        text = self._panes.verdict_text if self._panes.view == "verdict" else ""
        if marked is not None:
            text = file_of(marked.question.source)
        clipboard.copy_from(self, text, nothing="Nothing to copy here.")

    def action_back(self) -> None:
        """End the asking; else from a photo to the list; else to where the user came from."""
        if not self._answers.ended and not self._cancel.cancelled:
            self._cancel.cancel()
            self._draw()
        elif self._panes.view == "photo" and not self._panes.single:
            self.action_open()
        else:
            self.dismiss()

    def _ask(self) -> None:
        """Begin anew."""
        self._cancel.cancel()
        self._cancel = CancelToken()
        self._run += 1
        self._answers, self._verdict = Answers(), None
        self._panes.show("asking")
        self._draw()
        book, source = self.services.book, self._source
        body = partial(read_answers, book, source, self._run, self.post_message, self._cancel)
        start(self, body, name="ask about photos")

    def _draw(self) -> None:
        """Show everything as it is known now, and nothing that is shown already."""
        width, answers = max(20, self.size.width - 4), self._answers
        cut = ", as trained" if self._source.sight is not None else ""
        words = "  ·  ".join(self._source.title)
        title = Content(f"Answers{cut}  {words}").truncate(width, ellipsis=True)
        if not title.is_same(self._title):
            self._title = title
            self.query_one("#answers-title", Static).update(title)
        does = "asks again" if self._source.asks else "reads them again"
        again = f"{self.services.first_key('answers.again')} {does}"
        shown = self._panes.view != "asking" and not self._panes.single
        outcome = outcome_line(answers, again).truncate(width, ellipsis=True) if shown else Content("")
        if not outcome.is_same(self._outcome):
            self._outcome = outcome
            self.query_one("#outcome", Static).update(outcome)
        if self._panes.view == "asking":
            ending = self._cancel.cancelled
            self._panes.put_asking(asking_lines(answers, width, ending=ending, again=again))
        self._show_keys()

    def _draw_verdict(self) -> None:
        """How right the answers are, and what was found."""
        if self._answers.ended:
            source, services = self._source, self.services
            how = f"key {services.first_key('answers.trained')}" if source.cuts else ""
            seen = Seen(source.model, as_trained=source.sight is not None, how=how)
            width = max(20, self.size.width - 4)
            lines = report_lines(self._answers, self._verdict, seen, width, ascii_only=services.ascii_only)
            self._panes.put_verdict(lines)

    def _show_keys(self) -> None:
        """Only those that do something now."""
        panes, ended = self._panes, self._answers.ended
        idle = idle_keys(panes.view, single=panes.single, ended=ended, cuts=self._source.cuts)
        called = {} if self._source.asks else {"answers.again": "read again"}
        self.query_one(KeyBar).show("answers", "page", "everywhere", without=idle, called=called)

    def _look(self) -> Look:
        return look_of(self.app, ascii_only=self.services.ascii_only)
