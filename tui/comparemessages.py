"""What threads say to the page of a comparison: values only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.declaring import message

if TYPE_CHECKING:
    from core.compare.run import Run


@message
class RunsRead(Message):
    """The runs as the book has them now, the baseline last if there is one; `trouble` says why they may be old."""

    runs: tuple[Run, ...]
    trouble: str = ""

    def can_replace(self, message: Message) -> bool:
        """A later reading says all that an earlier one did."""
        return isinstance(message, RunsRead)


@message
class LogsRead(Message):
    """The logs were read as far as they go; `troubles` has a sentence for each job of which that failed."""

    troubles: tuple[str, ...] = ()
