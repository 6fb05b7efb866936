"""What threads beside the screen say to it: values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.declaring import message

if TYPE_CHECKING:
    from pathlib import Path

    from core.endpointlist import ListedEndpoint
    from core.engine.base import InstanceMetric, LaunchProgress, Review
    from core.engine.hosting import Deployment, DeployReview, HostingEngine
    from core.errors import TrainscopeError
    from core.job.status import JobKey, Status
    from core.joblist import Listed
    from core.launch import Draft
    from core.runs import EndpointRecord, Record
    from core.update import Update
    from tui.widgets.dataset_draw import DataSetView


class SweepNews(Message):
    """News of a sweep, or what is wanted of one: all of `tui.sweepmessages`, imported once there is any."""


class TransformNews(Message):
    """What is wanted of a batch transform: all of `tui.transformmessages`, imported once there is any."""


@message
class DataSetSeen(Message):
    """More is known of the data set; `generation` tells a reading from the one before."""

    generation: int
    view: DataSetView
    done: bool


@message
class JobSeen(Message):
    """The follower stored something, or has trouble; the job's key tells late messages from those that count."""

    key: JobKey
    update: Update

    def can_replace(self, message: Message) -> bool:
        """A later update of the same job says all that an earlier one did."""
        return isinstance(message, JobSeen) and message.key == self.key


@message
class UsageSeen(Message):
    """How busy the hosts of a job are; `problem` says why that will not be known."""

    key: JobKey
    usage: tuple[InstanceMetric, ...]
    problem: str = ""


@message
class JobsListed(Message):
    """The jobs that are known by now, newest first.

    `more` says whether the engine is still telling of others, `trouble` why its word is missing.
    """

    rows: list[Listed]
    trouble: str = ""
    more: bool = False

    def can_replace(self, message: Message) -> bool:
        """A later list says all that an earlier one did."""
        return isinstance(message, JobsListed)


@message
class JobChosen(Message):
    """In the list of jobs: do `what` with the job: attach, clone, relaunch, deploy, transform or answers."""

    row: Listed
    what: str


@message
class LaunchConfirmed(Message):
    """In the review: the user wants the job launched as it was shown."""

    draft: Draft
    review: Review


@message
class Reviewing(Message):
    """How far the engine is with its review."""

    progress: LaunchProgress


@message
class Reviewed(Message):
    """What the engine says of a draft, or why it says nothing."""

    review: Review | None
    error: TrainscopeError | None


@message
class LaunchSeen(Message):
    """How far the launch of that name is; without a record while its name is not saved yet."""

    name: str
    record: Record | None
    progress: LaunchProgress


@message
class Launched(Message):
    """The launch of that name ended: with a record and perhaps a note to tell, or with an error."""

    name: str
    record: Record | None
    error: TrainscopeError | None
    note: str = ""


@message
class EndpointsListed(Message):
    """The endpoints that are up or half made, newest first; `trouble` says whose word is missing and why."""

    rows: list[ListedEndpoint]
    trouble: str = ""


@dataclass(frozen=True)
class AgreedDeployment:
    """A deployment, what its engine says of it, and the engine: the one that knows the machine that was chosen."""

    deployment: Deployment
    review: DeployReview
    engine: HostingEngine


@message
class DeployReviewed(Message):
    """What the engine says of a deployment, or why it says nothing."""

    answer: AgreedDeployment | None
    error: TrainscopeError | None


@message
class DeployConfirmed(Message):
    """In the review: the user wants the model deployed as it was shown."""

    agreed: AgreedDeployment


@message
class DeploySeen(Message):
    """How far the making of that endpoint is."""

    key: JobKey
    progress: LaunchProgress


@message
class Deployed(Message):
    """The making of that endpoint ended: with a record, or with an error."""

    key: JobKey
    record: EndpointRecord | None
    error: TrainscopeError | None


@message
class TakenDown(Message):
    """An endpoint was taken down: what was deleted, or why not; `waits`: that is not possible yet, and tried again."""

    row: ListedEndpoint
    deleted: tuple[str, ...] | None = None
    error: TrainscopeError | None = None
    waits: bool = False


@message
class StopAsked(Message):
    """A stop was passed on: the status after it, or an error."""

    key: JobKey
    status: Status | None
    error: TrainscopeError | None


@message
class JobTouched(Message):
    """Something was done to this job: the cockpit looks at once what came of it."""

    key: JobKey


@message
class PhotosDrawn(Message):
    """Photos that were wished for are decoded, or it is known why they cannot be."""

    def can_replace(self, message: Message) -> bool:
        """One of them is enough: all that is ready is looked up."""
        return isinstance(message, PhotosDrawn)


@message
class PagerFileReady(Message):
    """The lines are in a file, in a folder of its own; or `problem` says why not."""

    file: Path | None
    line: int
    problem: str = ""
