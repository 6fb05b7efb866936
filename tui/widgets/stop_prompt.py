"""Whether to stop a job, asked in the bottom line: cheaper to send than a dialogue, and the panes stay in view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget

from core.text import clean
from tui.background import sentence, start, stop_job
from tui.keys import bindings
from tui.messages import StopAsked

if TYPE_CHECKING:
    from textual.app import RenderResult
    from textual.binding import BindingType

    from tui.services import Services


class StopPrompt(Widget, can_focus=True):
    """Asks, and on `y` passes the stop on beside the screen; everything else leaves things as they are.

    Args:
        services: the engine, and what it says of a stop.
    """

    DEFAULT_CSS = """
    StopPrompt { height: 1; dock: bottom; padding: 0 1; display: none; background: $warning; color: $background; }
    StopPrompt.-open { display: block; }
    StopPrompt:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._job = ""
        self._before: Widget | None = None

    def ask(self, job: str) -> None:
        """Ask about the job of this name and take the focus."""
        self._job = job
        self.add_class("-open")
        self._before = self.screen.focused
        self.screen.set_focus(self)
        self.refresh()

    def render(self) -> RenderResult:
        """The question, the keys that answer it, and as much as fits of what a stop does."""
        width = self.content_size.width
        keys = Content.assemble("  ", ("y", "bold reverse"), " yes  ", ("n", "bold reverse"), " no")
        question = Content(f"Stop {clean(self._job)}?").truncate(
            max(8, width - keys.cell_length), ellipsis=True
        )
        note = clean(self._services.engine.capabilities.stop_note)
        return Content.assemble(question, keys, f"  {note}").truncate(width, ellipsis=True)

    def action_answer(self, yes: bool) -> None:
        """Give the focus back, close, and stop the job on a yes."""
        if self.screen.focused is self:
            self.screen.set_focus(self._before)
        self.remove_class("-open")
        if yes:
            start(
                self,
                partial(stop_job, self._services, self._job, self.post_message),
                name=f"stop {self._job}",
                group="stop",
            )

    def on_blur(self) -> None:
        """Looking elsewhere is a no."""
        if self.has_class("-open") and self.screen.focused is not self:
            self.action_answer(False)

    @on(StopAsked)
    def _stopped(self, event: StopAsked) -> None:
        event.stop()
        if event.error is not None:
            self.notify(
                sentence(event.error), title="Not stopped", severity="error", timeout=20, markup=False
            )
