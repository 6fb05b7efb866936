"""A question in the bottom line: cheaper to send than a dialogue, and the panes stay in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.keys import bindings

if TYPE_CHECKING:
    from textual.app import RenderResult
    from textual.binding import BindingType


class Prompt(Widget, can_focus=True):
    """Asks a yes-or-no question about a job; `y` is yes, everything else leaves things as they are."""

    DEFAULT_CSS = """
    Prompt { height: 1; dock: bottom; padding: 0 1; display: none; background: $warning; color: $background; }
    Prompt.-open { display: block; }
    Prompt:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]

    @dataclass
    class Answered(Message):
        """The user answered; `about` is what `ask` was given."""

        about: str
        yes: bool

    def __init__(self) -> None:
        super().__init__()
        self._question = self._keys = self._note = Content("")
        self._about = ""
        self._before: Widget | None = None

    def ask(self, question: str, about: str, *, note: str = "") -> None:
        """Show the question, the keys that answer it and a note as far as it fits, and take the focus.

        Args:
            question: cleaned text, never markup.
            about: the job's name, given back with the answer.
            note: cleaned text: what a yes will do.
        """
        self._about = about
        keys = Content.assemble("  ", ("y", "bold reverse"), " yes  ", ("n", "bold reverse"), " no")
        self._question, self._keys, self._note = Content(question), keys, Content(f"  {note}" if note else "")
        self.add_class("-open")
        self._before = self.screen.focused
        self.screen.set_focus(self)
        self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        width = self.content_size.width
        question = self._question.truncate(max(8, width - self._keys.cell_length), ellipsis=True)
        return Content.assemble(question, self._keys, self._note).truncate(width, ellipsis=True)

    def action_answer(self, yes: bool) -> None:
        """Give the focus back, close and post the answer."""
        if self.screen.focused is self:
            self.screen.set_focus(self._before)
        self.remove_class("-open")
        self.post_message(self.Answered(self._about, yes))

    def on_blur(self) -> None:
        """Looking elsewhere is a no."""
        if self.has_class("-open") and self.screen.focused is not self:
            self.action_answer(False)
