"""What threads beside the screen say to it: values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from core.engine.base import Review
    from core.errors import TrainscopeError
    from core.job.status import JobKey, Status
    from core.joblist import Listed
    from core.launch import Draft
    from core.runs import Record
    from core.update import Update
    from tui.widgets.dataset_draw import DataSetView


@dataclass
class DataSetSeen(Message):
    """More is known of the data set; `generation` tells a reading from the one before."""

    generation: int
    view: DataSetView
    done: bool


@dataclass
class JobSeen(Message):
    """The follower stored something, or has trouble; the job's key tells late messages from those that count."""

    key: JobKey
    update: Update

    def can_replace(self, message: Message) -> bool:
        """A later update of the same job says all that an earlier one did."""
        return isinstance(message, JobSeen) and message.key == self.key


@dataclass
class JobsListed(Message):
    """All jobs, newest first; `trouble` says why the engine's word is missing."""

    rows: list[Listed]
    trouble: str = ""

    def can_replace(self, message: Message) -> bool:
        """A later list says all that an earlier one did."""
        return isinstance(message, JobsListed)


@dataclass
class JobChosen(Message):
    """In the list of jobs: do `what` ("attach" or "clone") with the job."""

    row: Listed
    what: str


@dataclass
class LaunchConfirmed(Message):
    """In the review: the user wants the job launched."""

    draft: Draft


@dataclass
class Reviewed(Message):
    """What the engine says of a draft, or why it says nothing."""

    review: Review | None
    error: TrainscopeError | None


@dataclass
class Launched(Message):
    """A launch ended: with a record, or with an error."""

    record: Record | None
    error: TrainscopeError | None


@dataclass
class StopAsked(Message):
    """A stop was passed on: the status after it, or an error."""

    name: str
    status: Status | None
    error: TrainscopeError | None
