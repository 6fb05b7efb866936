"""The state of a job, in SageMaker's words.

Status and stage names are SageMaker's TrainingJobStatus and SecondaryStatus
(reference/sagemaker-image-classification.md §5). The set of stages may grow, so a stage is a plain string.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Status(StrEnum):
    """TrainingJobStatus."""

    IN_PROGRESS = "InProgress"
    COMPLETED = "Completed"
    FAILED = "Failed"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    DELETING = "Deleting"

    @property
    def terminal(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self in (Status.COMPLETED, Status.FAILED, Status.STOPPED)


class Stage:
    """The SecondaryStatus values this project names itself; engines may report others."""

    STARTING = "Starting"
    PENDING = "Pending"
    DOWNLOADING = "Downloading"
    TRAINING = "Training"
    TRANSFORMING = "Transforming"
    UPLOADING = "Uploading"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    COMPLETED = "Completed"
    FAILED = "Failed"
    MAX_RUNTIME_EXCEEDED = "MaxRuntimeExceeded"
    MAX_WAIT_TIME_EXCEEDED = "MaxWaitTimeExceeded"
    INTERRUPTED = "Interrupted"


class JobKey(NamedTuple):
    """What makes a job unique; account and region are empty for the local engine."""

    engine: str
    account: str
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One stage of the timeline; times in epoch seconds, `end` None while it lasts."""

    stage: str
    start: float
    end: float | None = None
    message: str = ""


class MetricDefinition(NamedTuple):
    """A metric that the service reads from the log of a job: its name and a regular expression with one group."""

    name: str
    regex: str


class Link(NamedTuple):
    """A place where more is to be seen, such as the job's page in the AWS console."""

    label: str
    address: str


class TransformFacts(NamedTuple):
    """What is known of a batch transform besides its state.

    Args:
        job: name of the job whose model is asked; empty if nobody knows.
        output: where the answers lie.
        photos: that are asked about; None if not known.
        answered: of these by now; None if not known.
    """

    job: str = ""
    output: str = ""
    photos: int | None = None
    answered: int | None = None


@dataclass(frozen=True, slots=True)
class JobState:
    """What an engine says of a job at one moment. Times are epoch seconds; None is unknown.

    Args:
        status: the service's status.
        stage: the service's secondary status.
        transitions: the stages so far, oldest first.
        created: when the job was asked for.
        training_started: when billing and training began.
        ended: when it reached a terminal status.
        failure_reason: the service's own words.
        hyperparameters: as sent.
        instance_type: such as ``ml.g5.xlarge``; None locally.
        instance_count: number of hosts.
        billable_seconds: per instance.
        price_per_hour: USD per instance hour, if known.
        model: where the trained model lies, once there is one.
        training_ended: when billing and training ended.
        training_seconds: per instance, from start to end of training; with spot more than is billed.
        spot: whether it runs on spot instances.
        max_runtime_seconds: after which the service stops it.
        max_wait_seconds: spot: waiting and running together.
        advice: what to do about `failure_reason`, in the engine's words; empty where it has none.
        algorithm: what trains, such as ``image-classification``; None for the built-in format's own.
        metrics: what the service reads from the log; empty where the log is in the built-in format.
        channels: channel -> where its data lies.
        links: where more is to be seen.
        transform: of a batch transform; None: the job trains.
        sweep: name of the sweep that the job belongs to; empty if to none.
    """

    status: Status
    stage: str
    transitions: tuple[Transition, ...] = ()
    created: float | None = None
    training_started: float | None = None
    ended: float | None = None
    failure_reason: str | None = None
    hyperparameters: Mapping[str, str] = field(default_factory=dict)
    instance_type: str | None = None
    instance_count: int = 1
    billable_seconds: int | None = None
    price_per_hour: float | None = None
    model: str | None = None
    training_ended: float | None = None
    training_seconds: int | None = None
    spot: bool = False
    max_runtime_seconds: int | None = None
    max_wait_seconds: int | None = None
    advice: str = ""
    algorithm: str | None = None
    metrics: tuple[MetricDefinition, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    transform: TransformFacts | None = None
    sweep: str = ""


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A row of an engine's list of jobs."""

    key: JobKey
    status: Status
    stage: str | None
    created: float | None
    ended: float | None
