"""The Engine protocol: where a job runs.

Two implementations stand behind it: the local baseline and Amazon SageMaker. Calls are plain and blocking;
long ones take a cancel token. They raise only `core.errors`. An engine returns text as it found it: the
follower (`core.watch`) cleans it before anything is stored or shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.finding import Finding
    from core.job.progress import LogFacts
    from core.job.spec import JobSpec
    from core.job.status import JobKey, JobState, JobSummary, Status


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
        list_seconds: how long a list of jobs is good enough, before `list` is asked again.
        cheap_logs: whether logs may be read just to fill a list of jobs.
        resumes: whether a launch takes so long that it must be gone on with after an interruption.
    """

    name: str
    place: str
    account: str = ""
    region: str = ""
    costs: bool = False
    instance_metrics: bool = False
    stop_note: str = ""
    log_lag: float = 0.0
    list_seconds: float = 1.0
    cheap_logs: bool = True
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """What a launch would send and cost, before anything is done.

    Args:
        findings: what the engine itself found (role, quota, disk space, …).
        request: the exact request, as JSON-able values.
        upload_bytes: bytes still to be sent; 0 where nothing is sent.
        price_per_hour: USD for all instances together, None if unknown or free.
        notes: further lines for the review, such as which hyperparameters this engine ignores.
        facts: (label, value) lines to show before the launch: role, bucket, image, what is uploaded where.
        estimate: USD that the whole job costs at most, None if unknown or free.
        estimate_basis: what price and estimate rest on, for people.
        instance_type: such as ``ml.g5.xlarge``; empty where there is none.
        instance_count: number of hosts.
        expected: USD that it will probably cost, by an earlier job of its kind (`core.precedent`); None if unknown.
        expected_basis: which job that is, for people.
        fingerprint: of the data set as it would be sent; empty where nothing is sent.
    """

    findings: tuple[Finding, ...]
    request: Mapping[str, object]
    upload_bytes: int = 0
    price_per_hour: float | None = None
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    estimate: float | None = None
    estimate_basis: str = ""
    instance_type: str = ""
    instance_count: int = 1
    expected: float | None = None
    expected_basis: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class LaunchProgress:
    """How far a launch is.

    Args:
        step: what is done now, for people.
        done: of `unit`.
        total: of `unit`, None where unknown.
        unit: what is counted, such as ``photos``.
        done_bytes: bytes so far, where bytes are moved.
        total_bytes: bytes in all.
        rate: bytes per second, None while unknown.
        seconds_left: None while unknown.
        trouble: why it does not get on just now and what to do; empty while all is well.
    """

    step: str
    done: int = 0
    total: int | None = None
    unit: str = ""
    done_bytes: int = 0
    total_bytes: int | None = None
    rate: float | None = None
    seconds_left: float | None = None
    trouble: str = ""


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
        waiting: whether there is more that must not be asked for at once: the log is not read to its end.
    """

    lines: tuple[LogLine, ...]
    cursor: str
    more: bool = False
    waiting: bool = False


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


class Cadence(NamedTuple):
    """How many seconds after it was last asked a thing is worth asking again."""

    state: float
    """For `Engine.describe`."""
    log: float
    """For `Engine.read_log`."""


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

    def key(self, name: str) -> JobKey:
        """What makes a job of that name unique; may have to ask which account it is.

        Raises:
            EngineUnreachable: the account is not known and there is no answer.
        """

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `launch` would do with the spec; changes nothing. Photos may be read for it, which takes its time.

        Raises:
            EngineError: it cannot be said.
            Cancelled: the token was set.
        """

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Start the job under `spec.name`.

        The name is already in the run book. Calling it again with the same spec after a lost answer must find
        the job that carries `spec.launch_id` and start no second one. What is sent is `spec.request`, as reviewed.

        Raises:
            EngineError: it could not be started; nothing half-made stays behind unsaid.
            Cancelled: the token was set before the job existed.
        """

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Whether a job of that name carries that launch id.

        Raises:
            NameTaken: there is a job of that name, and it carries another.
            EngineUnreachable: worth trying again.
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

    def cadence(self, state: JobState | None, facts: LogFacts | None) -> Cadence:
        """How often it is worth asking for the state and for the log, given what is known of the job."""
