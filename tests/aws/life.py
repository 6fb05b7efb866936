"""The lives a training job can have: its stages, what it prints, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.aws.lines import Host, made_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BATCH_ERROR = (
    "ClientError: The number of input images must be bigger or equal to the mini_batch_size., exit code: 2"
)
CAPACITY_ERROR = (
    "CapacityError: Unable to provision requested ML compute capacity. "
    "Please retry using a different ML instance type."
)
INTERNAL_ERROR = "InternalServerError: We encountered an internal error.  Please try again."


@dataclass(frozen=True, slots=True)
class Stage:
    """A secondary status with what it says meanwhile: (seconds from its start, message)."""

    status: str
    seconds: float
    messages: tuple[tuple[float, str], ...] = ()


STARTING = Stage("Starting", 20.0, ((0.0, "Starting the training job"),))
PENDING = Stage(
    "Pending",
    60.0,
    ((0.0, "Training job waiting for capacity"), (30.0, "Preparing the instances for training")),
)
DOWNLOADING = Stage(
    "Downloading", 30.0, ((0.0, "Downloading input data"), (15.0, "Downloading the training image"))
)
TRAINING = Stage("Training", 0.0, ((0.0, "Training image download completed. Training in progress."),))
UPLOADING = Stage("Uploading", 15.0, ((0.0, "Uploading generated training model"),))

NEW_START = (STARTING, PENDING, DOWNLOADING)
OLD_START = (
    Stage(
        "Starting",
        170.0,
        (
            (0.0, "Starting the training job"),
            (1.0, "Launching requested ML instances"),
            (55.0, "Preparing the instances for training"),
        ),
    ),
    Stage("Downloading", 40.0, ((0.0, "Downloading input data"),)),
)
ENDS = {
    "Completed": "Training job completed",
    "Failed": "Training job failed",
    "Stopped": "Training job stopped",
    "MaxRuntimeExceeded": "Training job runtime exceeded MaxRuntimeInSeconds provided",
    "MaxWaitTimeExceeded": "Training job wait time exceeded MaxWaitTimeInSeconds provided",
}


@dataclass(frozen=True, slots=True)
class Life:
    """What will become of a job, unless it is stopped or runs out of time.

    Args:
        before: the stages up to Training.
        lines: what each host prints, in seconds from the start of (the last) Training.
        training_seconds: how long Training takes; the log's length and a little, if 0.
        after: the stages between Training and the end.
        end: the last secondary status.
        failure: FailureReason.
        fail_in: the status in which it fails; empty: at the end of Training.
        fail_after: seconds of that stage until it fails.
        host_delays: seconds that each host's lines are late, so that streams appear one by one.
        lag: seconds from a line's timestamp until CloudWatch shows it.
        interrupted_after: seconds of Training until a spot interruption; 0 for none.
        billable_share: part of the training time that is billed (spot).
        stop_seconds: how long stopping takes.
        metric_definitions: what the service reports instead of the algorithm's own.
    """

    before: tuple[Stage, ...] = NEW_START
    lines: tuple[Host, ...] = ()
    training_seconds: float = 0.0
    after: tuple[Stage, ...] = (UPLOADING,)
    end: str = "Completed"
    failure: str = ""
    fail_in: str = ""
    fail_after: float = 0.0
    host_delays: tuple[float, ...] = ()
    lag: float = 0.5
    interrupted_after: float = 0.0
    billable_share: float = 1.0
    stop_seconds: float = 20.0
    metric_definitions: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def training(self) -> float:
        """Seconds of the stage Training."""
        last = max((host[-1].seconds for host in self.lines if host), default=10.0)
        return self.training_seconds or last + 3.0


def quick(curve: Sequence[float] = (0.4, 0.55, 0.63, 0.7), **changes: Any) -> Life:
    """A run of a few seconds (of the account) along `curve`."""
    before = tuple(replace(stage, seconds=1.0, messages=stage.messages[:1]) for stage in NEW_START)
    lines = made_lines(curve, epoch_seconds=1.0, start=0.5, hosts=changes.pop("hosts", 1))
    life = Life(
        before=before, lines=lines, after=(replace(UPLOADING, seconds=1.0),), stop_seconds=1.0, lag=0.1
    )
    return replace(life, **changes)


def curve_of(epochs: int, *, first: float = 0.42, best: float = 0.91) -> list[float]:
    """A plausible curve of validation accuracy."""
    return [best - (best - first) * 0.8**epoch - (0.01 if epoch % 4 == 3 else 0.0) for epoch in range(epochs)]


def usual(request: Mapping[str, Any]) -> Life:
    """The life of a job of which nothing else was said: epochs and hosts as asked for."""
    hyperparameters = request.get("HyperParameters", {})
    epochs = int(hyperparameters.get("epochs", 30))
    hosts = request.get("ResourceConfig", {}).get("InstanceCount", 1)
    lines = made_lines(curve_of(epochs), hyperparameters=hyperparameters, hosts=hosts, batches=2)
    share = 0.3 if request.get("EnableManagedSpotTraining") else 1.0
    return Life(lines=lines, billable_share=share, host_delays=tuple(7.0 * host for host in range(hosts)))


def lasting(minutes: float, *, epochs: int = 45, hosts: int = 1, batches: int = 2, **changes: Any) -> Life:
    """A run that trains for so many minutes, its epochs spread evenly; hosts show up one after the other."""
    seconds = (minutes * 60 - 10) / epochs
    lines = made_lines(curve_of(epochs), hosts=hosts, epoch_seconds=seconds, batches=batches)
    return Life(**{"lines": lines, "host_delays": tuple(7.0 * host for host in range(hosts)), **changes})


def failed(
    reason: str = "ClientError: Unable to start training.", *, stage: str = "", after: float = 0.0
) -> Life:
    """A quick run that fails with `reason`: at the end of Training, or in `stage` after so many seconds."""
    return quick(failure=reason, end="Failed", fail_in=stage, fail_after=after)


NAMED: dict[str, Callable[[Mapping[str, Any]], Life]] = {
    "usual": usual,
    "quick": lambda request: quick(),
    "failed": lambda request: replace(
        usual(request),
        end="Failed",
        failure=BATCH_ERROR,
        fail_in="Training",
        fail_after=20.0,
    ),
    "capacity": lambda request: replace(
        usual(request),
        end="Failed",
        failure=CAPACITY_ERROR,
        fail_in="Pending",
        fail_after=120.0,
    ),
    "spot": lambda request: replace(usual(request), interrupted_after=60.0, billable_share=0.3),
    "old": lambda request: replace(usual(request), before=OLD_START),
}
