"""A question in the bottom line, such as whether to stop a job: cheaper to send than a dialogue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.errors import TrainscopeError
from core.text import clean
from core.transformwords import STOP_NOTE
from tui.background import sentence, start, stop_job
from tui.keys import bindings
from tui.messages import JobTouched, StopAsked

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import RenderResult
    from textual.binding import BindingType

    from core.job.status import JobKey
    from tui.services import Services


class StopPrompt(Widget, can_focus=True):
    """Asks, and on `y` does it; everything else leaves things as they are.

    Args:
        services: the engines, and what they say of a stop.
    """

    DEFAULT_CSS = """
    StopPrompt { height: 1; dock: bottom; padding: 0 1; display: none; background: $warning; color: $background; }
    StopPrompt.-open { display: block; }
    StopPrompt:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]

    class Closed(Message):
        """The question was answered, either way."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._question = ""
        self._note = ""
        self._do: Callable[[], None] = lambda: None
        self._before: Widget | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is asked just now."""
        return self.has_class("-open")

    def ask_to_stop(self, key: JobKey, *, batch: bool = False) -> None:
        """Ask whether to stop the job; it is passed on beside the screen.

        Args:
            key: of the job.
            batch: whether it is a batch transform.
        """
        try:
            note = STOP_NOTE if batch else self._services.engine_for(key).capabilities.stop_note
        except TrainscopeError:  # told when the stop is passed on
            note = ""
        self.ask(f"Stop {key.name}?", note, partial(self._stop, key))

    def ask(self, question: str, note: str, do: Callable[[], None]) -> None:
        """Ask and take the focus.

        Args:
            question: short; cut where it does not fit.
            note: what happens then; as much of it as fits is shown.
            do: called on a yes.
        """
        self._question, self._note, self._do = clean(question), clean(note), do
        if not self.is_open:
            self.add_class("-open")
            self._before = self.screen.focused
            self.screen.set_focus(self)
        self.refresh()

    def render(self) -> RenderResult:
        """The question, the keys that answer it, and as much as fits of what it comes to."""
        width = self.content_size.width
        keys = Content.assemble("  ", ("y", "bold reverse"), " yes  ", ("n", "bold reverse"), " no")
        question = Content(self._question).truncate(max(8, width - keys.cell_length), ellipsis=True)
        room = max(0, width - question.cell_length - keys.cell_length)
        note = Content(f"  {self._note}").truncate(room, ellipsis=True) if room > len("  …") else ""
        return Content.assemble(question, keys, note)

    def action_answer(self, yes: bool) -> None:
        """Give the focus back, close, and do it on a yes."""
        if self.screen.focused is self:
            self.screen.set_focus(self._before)
        self.remove_class("-open")
        self.post_message(self.Closed())
        if yes:
            self._do()

    def on_blur(self) -> None:
        """Looking elsewhere is a no."""
        if self.is_open and self.screen.focused is not self:
            self.action_answer(False)

    def _stop(self, key: JobKey) -> None:
        body = partial(stop_job, self._services, key, self.post_message)
        start(self, body, name=f"stop {key.name}")

    @on(StopAsked)
    def _stopped(self, event: StopAsked) -> None:
        event.stop()
        if event.error is None:
            self.app.screen_stack[0].post_message(JobTouched(event.key))
        else:
            self.notify(
                sentence(event.error), title="Not stopped", severity="error", timeout=20, markup=False
            )
