"""The page that says what was parsed of the log, and from which one goes to the lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.message import Message
from textual.widgets import Static

from core.cancel import CancelToken
from core.errors import RunBookError
from core.logview.parsed import Parsed, Parsing
from tui.background import Pace, sentence, start
from tui.declaring import message
from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.key_bar import KeyBar
from tui.widgets.parsed_draw import parsed_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.job.status import MetricDefinition
    from core.runs import Record, RunBook
    from tui.background import Post
    from tui.services import Services

_AT_ONCE = 2000


@message
class ParsedSeen(Message):
    """What was parsed so far; `problem` says why no more can be known."""

    parsed: Parsed
    problem: str = ""


class ParsedRows(ChoiceRows, inherit_bindings=False):
    """The rows of this page."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("parsed")]


class ParsedPage(OpaqueScreen):
    """Looks through the whole log beside the screen, as far as it goes when the page is opened.

    Args:
        services: run book and keys.
        record: the job.
        count: lines of its log.
        go: shows the line of a number, when the page is left with enter.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services, record: Record, count: int, go: Callable[[int], None]) -> None:
        super().__init__()
        self.services = services
        self._record = record
        self._count = count
        self._go = go
        self._parsed = Parsing(self._definitions).result()
        self._problem = ""
        self._cancel = CancelToken()

    def compose(self) -> ComposeResult:
        """Title, rows, keys."""
        yield Static("What was parsed of the log", classes="page-title", markup=False)
        yield ParsedRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_focus(self.query_one(ParsedRows))
        parsing = Parsing(self._definitions)
        body = partial(
            read_parsed,
            self.services.book,
            self._record.id,
            self._count,
            parsing,
            self.post_message,
            self._cancel,
        )
        start(self, body, name="what was parsed")

    def on_unmount(self) -> None:
        """Look no further."""
        self._cancel.cancel()

    def on_resize(self, _: Resize) -> None:
        """Cut anew."""
        self._draw()

    def action_back(self) -> None:
        """Back to the cockpit."""
        self.dismiss()

    def action_open(self) -> None:
        """Go to the marked line."""
        if isinstance(seq := self.query_one(ParsedRows).marked, int):
            self.dismiss()
            self._go(seq)

    @on(ParsedSeen)
    def _seen(self, event: ParsedSeen) -> None:
        self._parsed, self._problem = event.parsed, event.problem
        self._draw()

    @property
    def _definitions(self) -> tuple[MetricDefinition, ...]:
        return self._record.state.metrics if self._record.state is not None else ()

    def _draw(self) -> None:
        rows, choices = parsed_rows(self._parsed, self._count, max(20, self.size.width - 4), self._problem)
        self.query_one(ParsedRows).show(rows, choices)
        idle = () if choices else ("parsed.open",)
        self.query_one(KeyBar).show("parsed", "page", "everywhere", without=idle)


def read_parsed(
    book: RunBook, job_id: int, count: int, parsing: Parsing, post: Post, cancel: CancelToken
) -> None:
    """Look through the lines, posting a `ParsedSeen` about once a second and at the end: the body of a thread."""
    pace, problem, after = Pace(), "", 0
    try:
        while after < count and (
            lines := book.lines(job_id, after=after, limit=min(_AT_ONCE, count - after))
        ):
            cancel.check()
            parsing.take(lines)
            after = lines[-1].seq
            if pace.due():
                post(ParsedSeen(parsing.result()))
    except RunBookError as error:
        problem = sentence(error)
    post(ParsedSeen(parsing.result(), problem))
