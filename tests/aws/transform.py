"""One batch transform: from its request, its life and the account's time to what the service says of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.aws.job import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REFUSED = "ClientError: See job logs for more information"
"""FailureReason of a job with a photo that the model has refused."""
CAPACITY_ERROR = (
    "CapacityError: Unable to provision requested ML compute capacity. "
    "Please retry using a different ML instance type."
)
INSTANCE = "i-0a1b2c3d4e5f60718"


@dataclass(frozen=True, slots=True)
class TransformLife:
    """What will become of a batch transform, unless it is stopped or a photo is refused.

    Args:
        starting: seconds until its instances are there, from which on it is billed.
        photo: seconds that a photo takes on one instance.
        ending: seconds from the last answer to the end.
        stopping: seconds from a stop to the end.
        failure: FailureReason; empty: it does not fail by itself.
        fail_after: photos that are answered before it fails; with none it fails before it has started.
    """

    starting: float = 240.0
    photo: float = 0.5
    ending: float = 10.0
    stopping: float = 20.0
    failure: str = ""
    fail_after: int = 0


USUAL = TransformLife()
QUICK = TransformLife(starting=2.0, photo=0.05, ending=1.0, stopping=1.0)
NAMED = {
    "usual": USUAL,
    "quick": QUICK,
    "capacity": replace(USUAL, starting=120.0, failure=CAPACITY_ERROR),
    "failed": replace(USUAL, failure="AlgorithmError: See job logs for more information", fail_after=3),
}


@dataclass(slots=True)
class TransformJob:
    """A batch transform. Everything it says is worked out from its times and the moment it is asked.

    Args:
        photos: keys that it reads, in their order.
        model: request of its model: what runs goes on though that be deleted.
        refused: key -> what the model says of it in place of an answer; known once it has come to it.
        answered: how many of the photos were looked at, and have left their answers.
    """

    name: str
    arn: str
    request: Mapping[str, Any]
    life: TransformLife
    created: float
    photos: list[str]
    model: Mapping[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    answered: int = 0
    stopped_at: float = float("inf")

    @property
    def instances(self) -> int:
        return int(self.request.get("TransformResources", {}).get("InstanceCount", 1))

    @property
    def started(self) -> float | None:
        """When its instances are there; None for one that never comes so far."""
        at = self.created + self.life.starting
        never = bool(self.life.failure) and not self.life.fail_after
        return None if never or at > self.stopped_at else at

    @property
    def planned(self) -> int:
        """How many photos it looks at if it is not stopped."""
        if self.started is None:
            return 0
        return min(len(self.photos), self.life.fail_after) if self.life.failure else len(self.photos)

    @property
    def answers(self) -> int:
        """How many photos it looks at before it ends."""
        return len([number for number in range(self.planned) if self.moment(number) <= self.stopped_at])

    def moment(self, number: int) -> float:
        """When the answer about a photo is there."""
        return self.created + self.life.starting + (number + 1) * self.life.photo / self.instances

    @property
    def end(self) -> float:
        """When it has come, or will come, to its end."""
        by_itself = self.created + self.life.starting
        if self.started is not None:
            by_itself = self.moment(self.planned - 1) + self.life.ending
        return by_itself if by_itself <= self.stopped_at else self.stopped_at + self.life.stopping

    def ended(self, now: float) -> bool:
        return self.end <= now

    def status(self, now: float) -> str:
        """TransformJobStatus at `now`."""
        if not self.ended(now):
            return "Stopping" if now >= self.stopped_at else "InProgress"
        if self.stopped_at < self.end:
            return "Stopped"
        return "Failed" if self.life.failure or self.refused else "Completed"

    def looked_at(self, now: float) -> int:
        """How many photos it has looked at by `now`."""
        if self.started is None or self.started > now:
            return 0
        return len([number for number in range(self.answers) if self.moment(number) <= now])

    def streams(self) -> dict[str, list[Event]]:
        """Every log stream it will have, with all its lines that are known by now."""
        if self.started is None:
            return {}
        return {name: events for name, events in self._streams(self.started) if events}

    def _streams(self, started: float) -> Iterator[tuple[str, list[Event]]]:
        stream = f"{self.name}/{INSTANCE}-{int(started)}"
        yield stream, [_event(started, "Docker entrypoint called with argument(s): serve")]
        lines = [
            _event(
                started,
                _said(started, "MaxConcurrentTransforms=4, MaxPayloadInMB=6, BatchStrategy=SINGLE_RECORD"),
            )
        ]
        for number, key in enumerate(self.photos[: self.answered]):
            if key in self.refused:
                at, bucket = self.moment(number), self.bucket
                lines += [
                    _event(at, _said(at, f"{bucket}/{key}: ClientError: 400")),
                    _event(at, _said(at, f"{bucket}/{key}: {self.refused[key]}")),
                ]
        yield f"{stream}/data-log", lines

    @property
    def bucket(self) -> str:
        """That the photos lie in."""
        return self.source.partition("/")[0]

    @property
    def source(self) -> str:
        """Bucket and prefix of the photos."""
        uri = self.request["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"]
        return str(uri).removeprefix("s3://")

    def output(self, key: str) -> tuple[str, str]:
        """Bucket and key of the answer about a photo."""
        given = str(self.request["TransformOutput"]["S3OutputPath"]).removeprefix("s3://").rstrip("/")
        bucket, _, folder = given.partition("/")
        below = key.removeprefix(self.source.partition("/")[2])
        return bucket, f"{folder}/{below.lstrip('/')}.out"


def describe(job: TransformJob, now: float) -> dict[str, Any]:
    """What DescribeTransformJob answers at `now`."""
    answer: dict[str, Any] = {name: value for name, value in job.request.items() if name != "Tags"}
    answer |= {
        "TransformJobName": job.name,
        "TransformJobArn": job.arn,
        "TransformJobStatus": job.status(now),
        "CreationTime": job.created,
    }
    if job.started is not None and job.started <= now:
        answer["TransformStartTime"] = job.started
    if job.ended(now):
        answer["TransformEndTime"] = job.end
    if job.status(now) == "Failed":
        answer["FailureReason"] = job.life.failure or REFUSED
    return answer


def summary(job: TransformJob, now: float) -> dict[str, Any]:
    """Its entry in the answer of ListTransformJobs at `now`."""
    whole = describe(job, now)
    kept = ("TransformJobName", "TransformJobArn", "CreationTime", "TransformEndTime", "TransformJobStatus")
    entry = {name: whole[name] for name in (*kept, "FailureReason") if name in whole}
    return entry | {"LastModifiedTime": min(now, job.end)}


def _event(moment: float, text: str) -> Event:
    return Event(moment, moment + 0.1, text)


def _said(moment: float, text: str) -> str:
    return f"{datetime.fromtimestamp(moment, UTC).strftime('%Y-%m-%dT%H:%M:%S.000')}:[sagemaker logs]: {text}"
