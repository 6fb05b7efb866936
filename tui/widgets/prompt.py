"""A question in the bottom line: cheaper to send than a dialogue, and the panes stay in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.app import RenderResult

    from core.runs import Record


class Prompt(Widget, can_focus=True):
    """Asks a yes-or-no question about a job; `y` or enter is yes, everything else leaves things as they are."""

    DEFAULT_CSS = """
    Prompt { height: 1; dock: bottom; padding: 0 1; display: none; background: $warning; color: $background; }
    Prompt.-open { display: block; }
    Prompt:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "yes"),
        Binding("n,escape,q", "answer(False)", "no"),
    ]

    @dataclass
    class Answered(Message):
        """The user answered; `about` is what `ask` was given."""

        about: Record
        yes: bool

    def __init__(self) -> None:
        super().__init__()
        self._question = Content("")
        self._about: Record | None = None
        self._before: Widget | None = None

    def ask(self, question: str, about: Record) -> None:
        """Show the question and take the focus; `question` is cleaned text, never markup."""
        self._about = about
        self._question = Content.assemble(question, "   ", ("y", "bold"), " yes   ", ("n", "bold"), " no")
        self.add_class("-open")
        self._before = self.screen.focused
        self.screen.set_focus(self)
        self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        return self._question

    def action_answer(self, yes: bool) -> None:
        """Give the focus back, close and post the answer."""
        if self.screen.focused is self:
            self.screen.set_focus(self._before)
        self.remove_class("-open")
        if self._about is not None:
            self.post_message(self.Answered(self._about, yes))

    def on_blur(self) -> None:
        """Looking elsewhere is a no."""
        if self.has_class("-open") and self.screen.focused is not self:
            self.action_answer(False)
