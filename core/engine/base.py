"""The Engine protocol: where a job runs.

Two implementations stand behind it: the local baseline and Amazon SageMaker. Calls are plain and blocking;
long ones take a cancel token. They raise only `core.errors`. An engine returns text as it found it: the
follower (`core.watch`) cleans it before anything is stored or shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.finding import Finding
    from core.job.spec import JobSpec
    from core.job.status import JobState, JobSummary, Status


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine says of itself, so that no screen or command needs to know which one it has.

    Args:
        name: the value of `engine:` in the configuration.
        place: where jobs run, for people: ``this machine``, ``sagemaker us-east-1 (ml)``.
        account: empty where there is none.
        region: empty where there is none.
        costs: whether running a job costs money.
        instance_metrics: whether `instance_metrics` returns anything.
        stop_note: what happens after a stop, for the confirmation.
        log_lag: seconds that log lines may still arrive after the job has ended.
    """

    name: str
    place: str
    account: str = ""
    region: str = ""
    costs: bool = False
    instance_metrics: bool = False
    stop_note: str = ""
    log_lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Review:
    """What a launch would send and cost, before anything is done.

    Args:
        findings: what the engine itself found (role, quota, disk space, …).
        request: the exact request, as JSON-able values.
        upload_bytes: bytes still to be sent; 0 where nothing is sent.
        price_per_hour: USD for all instances together, None if unknown or free.
        notes: further lines for the review, such as which hyperparameters this engine ignores.
    """

    findings: tuple[Finding, ...]
    request: Mapping[str, object]
    upload_bytes: int = 0
    price_per_hour: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaunchProgress:
    """How far a launch is; counts are of `unit`, total None where unknown."""

    step: str
    done: int = 0
    total: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One log event as the engine has it.

    Args:
        key: unique within the stream and stable over reads: the run book's guard against duplicates.
        stream: the log stream, such as ``<job>/algo-1-1585…`` or ``local``.
        time: epoch seconds.
        text: the line, not yet cleaned.
    """

    key: str
    stream: str
    time: float
    text: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """What one read brought.

    Args:
        lines: new events, in the order to store them.
        cursor: JSON text to pass to the next read; opaque to everyone but the engine.
        more: whether reading again at once may bring more (a page was full).
    """

    lines: tuple[LogLine, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class InstanceMetric:
    """Use of one host, each a fraction 0..1 of what the host has; None where it has no such part."""

    host: str
    time: float
    cpu: float | None = None
    memory: float | None = None
    gpu: float | None = None
    gpu_memory: float | None = None
    disk: float | None = None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """What to list: a part of the name, a status, how many."""

    name_contains: str = ""
    status: Status | None = None
    limit: int | None = None


class Engine(Protocol):
    """Where a job runs."""

    @property
    def capabilities(self) -> Capabilities:
        """What the engine says of itself; never blocks."""

    def review(self, spec: JobSpec) -> Review:
        """What `launch` would do with the spec; changes nothing."""

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Start the job under `spec.name`.

        The name is already in the run book. Calling it again with the same spec after a lost answer must find
        the job that carries `spec.launch_id` and start no second one.

        Raises:
            EngineError: it could not be started; nothing half-made stays behind unsaid.
            Cancelled: the token was set before the job existed.
        """

    def describe(self, name: str) -> JobState:
        """The job's state now.

        Raises:
            JobNotFound: no job of that name.
            EngineUnreachable: worth trying again.
        """

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next page of log events after `cursor` (None: from the start).

        Never raises for a log that is not there yet: an empty page is the answer.
        """

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        """The newest use of each host; empty where unknown."""

    def stop(self, name: str) -> Status:
        """Ask the job to stop; stopping or stopped already counts as done. Returns the status after the call."""

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        """All jobs the engine knows, newest first."""

    def cadence(self, state: JobState | None) -> float:
        """Seconds to wait until the next poll, given the last known state."""
