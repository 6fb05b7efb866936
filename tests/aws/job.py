"""One training job: from its request, its life and the account's time to what the service says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.aws.life import ENDS, Life, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DAY = 86400
STATUS = {"Completed": "Completed", "Failed": "Failed", "Stopped": "Stopped"}
STATUS |= {"MaxRuntimeExceeded": "Stopped", "MaxWaitTimeExceeded": "Stopped"}
IMAGE_CLASSIFICATION_METRICS = (
    ("train:accuracy", r".*Epoch\[\d+\] Train-accuracy=(\S+)"),
    ("validation:accuracy", r".*Epoch\[\d+\] Validation-accuracy=(\S+)"),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stage in absolute time."""

    status: str
    start: float
    end: float
    messages: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A line in CloudWatch: timestamp, moment from which it can be read, text."""

    time: float
    ingested: float
    text: str


@dataclass(slots=True)
class Job:
    """A job of the account. Everything it says is worked out from `plan` and the moment it is asked."""

    name: str
    arn: str
    request: Mapping[str, Any]
    life: Life
    created: float
    tags: dict[str, str] = field(default_factory=dict)
    plan: list[Segment] = field(default_factory=list)
    stopped_at: float = 0.0
    has_model: bool = False
    _streams: dict[str, list[Event]] | None = field(default=None, repr=False)
    _found: list[tuple[float, dict[str, Any]]] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.plan:
            self._plan()

    def _plan(self) -> None:
        life, moment = self.life, self.created
        again = (*life.before, Stage("Training", life.interrupted_after, _TRAINING_MESSAGE), _INTERRUPTED)
        stages = again if life.interrupted_after else ()
        stages = (*stages, *life.before, Stage("Training", life.training, _TRAINING_MESSAGE), *life.after)
        for stage in stages:
            fails = life.end == "Failed" and stage.status == (life.fail_in or "Training")
            seconds = life.fail_after if fails and life.fail_after else stage.seconds
            self.plan.append(Segment(stage.status, moment, moment + seconds, stage.messages))
            moment += seconds
            if fails:
                for last in life.after if stage.status == "Training" else ():
                    self.plan.append(Segment(last.status, moment, moment + last.seconds, last.messages))
                    moment += last.seconds
                break
        self.plan.append(Segment(life.end, moment, float("inf"), ((0.0, ENDS.get(life.end, "")),)))
        self._run_out()

    def _run_out(self) -> None:
        """End it where its stopping condition says."""
        condition = self.request.get("StoppingCondition", {})
        start = self.training_start
        if start is not None:
            limit = start + condition.get("MaxRuntimeInSeconds", DAY)
            if self.plan[-1].start > limit:
                self._cut(limit, "MaxRuntimeExceeded")
        if self.request.get("EnableManagedSpotTraining"):
            limit = self.created + condition.get("MaxWaitTimeInSeconds", DAY)
            if self.plan[-1].start > limit:
                self._cut(limit, "MaxWaitTimeExceeded")

    def _cut(self, moment: float, end: str) -> None:
        """Let the job be stopped at `moment`, to end as `end`."""
        kept = [part for part in self.plan if part.start <= moment]
        last = kept[-1]
        kept[-1] = Segment(last.status, last.start, moment, last.messages)
        done = moment + self.life.stop_seconds
        kept.append(Segment("Stopping", moment, done, ((0.0, "Stopping the training job"),)))
        if last.status == "Training":
            kept.append(
                Segment("Uploading", done, done + 1.0, ((0.0, "Uploading generated training model"),))
            )
            done += 1.0
        kept.append(Segment(end, done, float("inf"), ((0.0, ENDS[end]),)))
        self.plan, self._streams, self._found = kept, None, None

    def stop(self, now: float) -> None:
        """Somebody stops it."""
        self.stopped_at = now
        self._cut(now, "Stopped")

    @property
    def training_start(self) -> float | None:
        """When the instances were there, from which moment on it is billed."""
        return next((part.start for part in self.plan if part.status in {"Downloading", "Training"}), None)

    @property
    def end(self) -> float:
        """When it has come, or will come, to its end."""
        return self.plan[-1].start

    def parts(self, now: float) -> list[Segment]:
        """The stages up to now."""
        return [part for part in self.plan if part.start <= now] or self.plan[:1]

    def stage(self, now: float) -> str:
        return self.parts(now)[-1].status

    def status(self, now: float) -> str:
        stage = self.stage(now)
        if stage in STATUS:
            return STATUS[stage]
        stopping = any(part.status == "Stopping" for part in self.parts(now))
        return "Stopping" if stopping else "InProgress"

    def ended(self, now: float) -> bool:
        return self.end <= now

    def modified(self, now: float) -> float:
        """LastModifiedTime: when the stage or its message last changed."""
        part = self.parts(now)[-1]
        return max(
            [part.start, *(part.start + after for after, _ in part.messages if part.start + after <= now)]
        )

    def trainings(self) -> Iterator[Segment]:
        """The stretches of the stage Training: more than one if it was interrupted."""
        return (part for part in self.plan if part.status == "Training")

    def streams(self) -> dict[str, list[Event]]:
        """Every log stream the job will have, with all its lines, whether they can be read yet or not."""
        if self._streams is None:
            self._streams = dict(self._made_streams())
        return self._streams

    def _made_streams(self) -> Iterator[tuple[str, list[Event]]]:
        for training in self.trainings():
            for number, host in enumerate(self.life.lines):
                delay = self.life.host_delays[number] if number < len(self.life.host_delays) else 0.0
                events = []
                for line in host:
                    moment = training.start + line.seconds
                    if moment >= training.end:
                        break
                    ingested = moment + self.life.lag + delay + line.late
                    events.append(Event(moment, ingested, line.printed(moment)))
                if events:
                    yield f"{self.name}/algo-{number + 1}-{int(training.start)}", events

    def metrics(self, now: float) -> list[dict[str, Any]]:
        """FinalMetricDataList: the last value of each metric that the definitions find in the first host's log."""
        if self._found is None:
            definitions = [
                (definition["Name"], re.compile(definition["Regex"])) for definition in self.definitions()
            ]
            self._found = [
                (event.ingested, {"MetricName": name, "Value": float(hit[1]), "Timestamp": event.time})
                for stream, events in self.streams().items()
                if "/algo-1-" in stream
                for event in events
                for name, pattern in definitions
                if (hit := pattern.search(event.text))
            ]
        last = {value["MetricName"]: value for ingested, value in self._found if ingested <= now}
        return list(last.values())[:40]

    def definitions(self) -> list[dict[str, str]]:
        """MetricDefinitions as described: the request's, the life's, or those of the algorithm itself."""
        given = self.request.get("AlgorithmSpecification", {}).get("MetricDefinitions")
        if given:
            return list(given)
        pairs = self.life.metric_definitions or IMAGE_CLASSIFICATION_METRICS
        return [{"Name": name, "Regex": regex} for name, regex in pairs]


_TRAINING_MESSAGE = ((0.0, "Training image download completed. Training in progress."),)
_INTERRUPTED = Stage("Interrupted", 10.0, ((0.0, "Training job interrupted by a spot instance reclaim"),))
