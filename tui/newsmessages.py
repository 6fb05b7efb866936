"""What threads say of what is foreseen of a job, and of what is to be announced: values only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.declaring import message

if TYPE_CHECKING:
    from core.attention.event import Event
    from core.foresight.foresee import Foresight


@message
class Foreseen(Message):
    """What goes wrong with the job of that number in the run book, or no longer does."""

    job_id: int
    foresight: Foresight

    def can_replace(self, message: Message) -> bool:
        """A later look at the same job says all that an earlier one did."""
        return isinstance(message, Foreseen) and message.job_id == self.job_id


@message
class EventClaimed(Message):
    """An event is written down; `first`: by this program, which is the one to announce it."""

    event: Event
    first: bool
