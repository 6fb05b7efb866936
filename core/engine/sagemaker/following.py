"""Jobs of both kinds looked at, read and stopped by their names; which kind a name is, is found out once.

A name that nothing has is looked for among the jobs that train, then among batch transforms. Whoever may not ask about
the latter has none.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from core.engine.base import LogPage
from core.engine.sagemaker import hourly, instance_metrics, launching, prices, state, stopping
from core.engine.sagemaker.kinds import KINDS, TRAINING, TRANSFORM
from core.engine.sagemaker.links import TRANSFORM_GROUP
from core.engine.sagemaker.logs import LogReader
from core.engine.sagemaker.transform.following import Transforms
from core.errors import EngineRefused, JobNotFound, NameTaken
from core.job.spec import NAME_PATTERN
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.engine.base import InstanceMetric
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part
    from core.job.status import JobState, Status

T = TypeVar("T")


class Following:
    """What is known of the jobs that somebody looks at. Threads may share it.

    Args:
        aws: to ask.
        named: `sagemaker.prices` of the configuration.
        clock: epoch seconds.
    """

    def __init__(self, aws: Aws, named: Mapping[str, float], clock: Callable[[], float]) -> None:
        self._aws = aws
        self._clock = clock
        self._hourly = hourly.HourlyPrices(aws, named, clock)
        self._transforms = Transforms(
            aws, clock, hourly.HourlyPrices(aws, named, clock, use=prices.TRANSFORM).of
        )
        self._readers = {TRAINING: LogReader(aws, clock), TRANSFORM: LogReader(aws, clock, TRANSFORM_GROUP)}
        self._lock = threading.Lock()
        self._kinds: dict[str, Part] = {}
        self._told: dict[str, JobState] = {}

    def describe(self, name: str) -> JobState:
        """The job's state now, its price with it if that is known.

        Raises:
            JobNotFound: no job of that name.
            EngineError: it could not be asked.
        """
        kind, found = self._of_its_kind(name, lambda kind: self._state(kind, name))
        self._readers[kind].told(name, found)
        self._told[name] = found
        return found

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next lines of those of the job's streams that may be asked for now.

        Raises:
            EngineError: they could not be read.
        """
        if name not in self._kinds:
            try:
                self.describe(name)
            except JobNotFound:
                # Its log may outlive it.
                return self._readers[TRAINING].read(name, cursor)
        return self._readers[self._kinds[name]].read(name, cursor)

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        """The newest use of each host, by CloudWatch; of a batch transform nothing.

        Raises:
            EngineError: it could not be asked for.
        """
        found = self._told.get(name) or self.describe(name)
        if found.transform is not None:
            return ()
        return instance_metrics.newest(self._aws, name, found, self._clock())

    def stop(self, name: str) -> Status:
        """Ask for the stop, and return the status after it.

        Raises:
            JobNotFound: no job of that name.
            EngineError: it was refused, or there was no answer for a while.
        """
        return self._of_its_kind(name, lambda kind: stopping.stop(self._aws, name, kind))[1]

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Whether there is a job of that name, of either kind, that carries the launch id.

        Raises:
            NameTaken: there is one, and it carries another.
            EngineError: there is no answer.
        """
        taken = False
        for kind in KINDS:
            try:
                if launching.carries(self._aws.ask, kind, name, launch_id):
                    self.learn(name, kind)
                    return True
                taken = True
            except JobNotFound:
                continue
            except EngineRefused:
                if kind is TRAINING:
                    raise
        if taken:
            raise NameTaken(f"{name} is the name of another job", fix="choose another name with --name")
        return False

    def learn(self, name: str, kind: Part) -> None:
        """Hear of which kind the job of that name is."""
        with self._lock:
            self._kinds[name] = kind

    def _state(self, kind: Part, name: str) -> JobState:
        if kind is TRANSFORM:
            return self._transforms.describe(name)
        return state.describe(self._aws, name, self._hourly.of)

    def _of_its_kind(self, name: str, ask: Callable[[Part], T]) -> tuple[Part, T]:
        """The kind of the job that has the name, and what `ask` answers for it."""
        if NAME_PATTERN.fullmatch(name) is None:
            raise JobNotFound(f"no job can be called {clean(name, limit=80)!r}", fix="look for it with: jobs")
        known = self._kinds.get(name)
        if known is not None:
            return known, ask(known)
        kind = TRAINING
        try:
            answer = ask(kind)
        except JobNotFound as missing:
            kind = TRANSFORM
            try:
                answer = ask(kind)
            except (JobNotFound, EngineRefused):
                raise missing from None
        self.learn(name, kind)
        return kind, answer
