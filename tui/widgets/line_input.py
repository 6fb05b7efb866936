"""A line to type into, over a pane or under it: enter keeps what is typed, esc and going elsewhere leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.widgets import Input

from tui.declaring import message
from tui.keys import bindings

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.events import Blur
    from textual.widget import Widget


class LineInput(Input):
    """Hidden until it is opened. Opening and closing move the focus at once, so that no key typed fast goes astray.

    Args:
        check: gets the subject and a text, says what is wrong with it, or nothing.
        keep: gets the subject and a text without fault, at once: the next key may already act on it.
    """

    DEFAULT_CSS = """
    LineInput { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("field")]

    @message
    class Refused(Message):
        """Enter was pressed on a text that cannot be kept; the line stays open."""

        problem: str

    class Left(Message):
        """The line was left without a change; it is closed."""

    def __init__(self, check: Callable[[str, str], str], keep: Callable[[str, str], None]) -> None:
        super().__init__(compact=True, select_on_focus=True)
        self.cursor_blink = False
        self.subject = ""
        self._check = check
        self._keep = keep
        self._before: Widget | None = None

    def open(self, subject: str, text: str) -> None:
        """Show the line with this text about the subject, selected, and take the focus."""
        self.subject = subject
        self._before = self.screen.focused
        self.value = text
        self.display = True
        self.screen.set_focus(self)
        self.action_select_all()

    def close(self) -> None:
        """Hide the line; the focus goes back to where it came from."""
        if self.screen.focused is self:
            self.screen.set_focus(self._before)
        self.display = False

    @property
    def problem(self) -> str:
        """What is wrong with the text as it is now, or nothing."""
        return self._check(self.subject, self.value.strip())

    async def action_submit(self) -> None:
        """Keep the text, or say why not."""
        if problem := self.problem:
            self.post_message(self.Refused(problem))
        else:
            self.close()
            self._keep(self.subject, self.value.strip())

    def action_leave(self) -> None:
        """Leave things as they were."""
        self.close()
        self.post_message(self.Left())

    def on_blur(self, _: Blur) -> None:
        """Going elsewhere leaves things as they were, unless the line was opened again meanwhile."""
        if self.display and self.screen.focused is not self:
            self.action_leave()
