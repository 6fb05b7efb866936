"""A review with a line to type into: what is typed is kept by the subclass, then the engine is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on

from tui.screens.asked_page import AskedPage
from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from tui.keys import Where

Answer = TypeVar("Answer")


class TypedPage(AskedPage[Answer]):
    """Base of the reviews that can be changed."""

    PLACEHOLDERS: ClassVar[Mapping[str, str]]
    """Subject -> what may be typed, as an example."""
    DEFAULT_CSS = """
    TypedPage LineInput { dock: bottom; margin: 0 1 1 1; }
    """

    def fault(self, subject: str, text: str) -> str:
        """What is wrong with a text about a subject, or nothing."""
        raise NotImplementedError

    def keep(self, subject: str, text: str) -> None:
        """Take a text without fault."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The page and, over its keys, a line to type into."""
        yield from super().compose()
        yield LineInput(self.fault, self._keep)

    def keys(self) -> tuple[Where, ...]:
        """While something is typed, the field's keys."""
        return ("field",) if self.query_one(LineInput).display else super().keys()

    def type_text(self, subject: str, text: str) -> None:
        """Open the line about a subject, with this text in it."""
        field = self.query_one(LineInput)
        field.placeholder = self.PLACEHOLDERS[subject]
        field.open(subject, text)
        self.draw()

    def _keep(self, subject: str, text: str) -> None:
        self.keep(subject, text)
        self.ask_anew()

    @on(LineInput.Refused)
    def _refused(self, event: LineInput.Refused) -> None:
        self.notify(f"{event.problem[:1].upper()}{event.problem[1:]}.", severity="warning", markup=False)

    @on(LineInput.Left)
    def _left(self) -> None:
        self.draw()
