"""The Sweeping protocol: many jobs over ranges of hyperparameters, started and chosen by the engine.

SageMaker calls a sweep a hyperparameter tuning job; the local engine speaks its words too. The jobs of a sweep are
ordinary jobs: `core.engine.base.Engine` describes, reads and stops each of them by its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from core.engine.base import Engine
from core.job.spec import LONGEST_SWEEP_NAME as LONGEST_SWEEP_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress, Review
    from core.job.spec import JobSpec
    from core.job.status import JobKey, Status
    from core.sweep.ranges import Range

Strategy = Literal["Bayesian", "Random", "Grid"]
"""Of SageMaker's strategies those that need nothing more (Hyperband needs a resource of its own)."""
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
OBJECTIVE = "validation:accuracy"
"""The only metric of the algorithm that a tuning job can maximize (reference, §1)."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep to be run. It is saved, as `as_json` has it, before anything is sent.

    Args:
        job: what all its jobs share, checked as a job is: data set, hyperparameters (of those in `ranges` the value is
            not sent), launch id, fingerprint and, once reviewed, the request. Its name is the sweep's.
        ranges: what is tried; at least one.
        jobs: how many jobs there will be at most.
        parallel: how many of them at a time.
        strategy: how values are chosen.
        early_stopping: whether SageMaker stops jobs that will not be better than those before.
    """

    job: JobSpec
    ranges: tuple[Range, ...]
    jobs: int
    parallel: int
    strategy: Strategy = "Bayesian"
    early_stopping: bool = False

    @property
    def fixed(self) -> dict[str, str]:
        """The hyperparameters that are the same in every job."""
        swept = {row.name for row in self.ranges}
        return {name: value for name, value in self.job.hyperparameters.items() if name not in swept}

    def as_json(self) -> dict[str, Any]:
        """What the run book keeps of it."""
        return {
            "job": self.job.as_json(),
            "ranges": [row.as_json() for row in self.ranges],
            "jobs": self.jobs,
            "parallel": self.parallel,
            "strategy": self.strategy,
            "early_stopping": self.early_stopping,
        }


@dataclass(frozen=True, slots=True)
class SweepJob:
    """A job of a sweep, as the engine lists it.

    Args:
        name: of the job; as long as it runs, `core.engine.base.Engine.describe` says more.
        status: of the job.
        values: the hyperparameters that were chosen for it.
        objective: its best value of the objective by the engine; None while there is none.
        created: epoch seconds.
        ended: epoch seconds, None while it runs.
        failure_reason: the service's own words.
    """

    name: str
    status: Status
    values: Mapping[str, str] = field(default_factory=dict)
    objective: float | None = None
    created: float | None = None
    ended: float | None = None
    failure_reason: str | None = None


@dataclass(frozen=True, slots=True)
class SweepState:
    """What an engine says of a sweep at one moment. Times are epoch seconds; None is unknown.

    Args:
        key: engine, account, region and name.
        status: of the sweep, in the words of a job's.
        jobs: how many jobs there will be at most.
        parallel: how many at a time.
        counts: status of a job -> how many there are; jobs that are not started yet are not counted.
        ranges: what is tried; empty where the engine's list does not say.
        strategy: how values are chosen, in the engine's word.
        objective: name of the metric that is maximized.
        best: the best job so far, by the engine.
        created: when it was asked for.
        ended: when it reached a terminal status.
        failure_reason: the service's own words.
        advice: what to do about it; empty where the engine has none.
        launch_id: what it is marked with; empty if it is none of trainscope's, or the engine's list does not say.
    """

    key: JobKey
    status: Status
    jobs: int = 0
    parallel: int = 0
    counts: Mapping[Status, int] = field(default_factory=dict)
    ranges: tuple[Range, ...] = ()
    strategy: str = ""
    objective: str = OBJECTIVE
    best: SweepJob | None = None
    created: float | None = None
    ended: float | None = None
    failure_reason: str | None = None
    advice: str = ""
    launch_id: str = ""


class Sweeping(Protocol):
    """Where sweeps run."""

    def review_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `start_sweep` would send and cost; changes nothing.

        `Review.price_per_hour` is for all jobs that run at a time, `Review.estimate` is the ceiling: every job at its
        longest.

        Raises:
            EngineError: it cannot be said.
            Cancelled: the token was set.
        """

    def start_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Start the sweep that is in `sweep.job.request`, after sending the data set as for a job.

        Calling it again with the same sweep after a lost answer must find the one that carries its launch id and start
        no second one.

        Raises:
            EngineError: it could not be started; nothing half-made stays behind unsaid.
            Cancelled: the token was set before the sweep existed.
        """

    def has_started_sweep(self, name: str, launch_id: str) -> bool:
        """Whether a sweep of that name carries that launch id.

        Raises:
            NameTaken: there is a sweep of that name, and it carries another.
            EngineUnreachable: worth trying again.
        """

    def sweep(self, name: str) -> SweepState:
        """The sweep's state now.

        Raises:
            NotFound: no sweep of that name.
            EngineUnreachable: worth trying again.
        """

    def sweep_jobs(self, name: str) -> tuple[SweepJob, ...]:
        """The jobs of a sweep so far, in the order in which they were started.

        Raises:
            NotFound: no sweep of that name.
            EngineUnreachable: worth trying again.
        """

    def stop_sweep(self, name: str) -> Status:
        """Ask the sweep and all its jobs to stop; stopping or stopped already counts as done. Returns the status.

        Raises:
            NotFound: no sweep of that name.
            EngineUnreachable: worth trying again.
        """

    def sweeps(self) -> Iterator[SweepState]:
        """All sweeps the engine knows, newest first; `best` and `ranges` may be left out."""


class SweepEngine(Engine, Sweeping, Protocol):
    """Where jobs run, and sweeps of them."""
