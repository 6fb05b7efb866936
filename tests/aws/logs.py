"""CloudWatch Logs as the container logs of jobs are read from it, with its surprises.

Streams appear with their first line. A forward token is a position: what arrives later with an older timestamp is
not seen by following tokens. The same token back means the end, an empty page does not. Tokens die after a day.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.aws.answer import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws.job import Event, Job
    from tests.aws.jobs import Jobs
    from tests.aws.transform import TransformJob
    from tests.aws.transforms import Transforms

GROUP = "/aws/sagemaker/TrainingJobs"
TRANSFORM_GROUP = "/aws/sagemaker/TransformJobs"
TOKEN_SECONDS = 86400.0
PAGE_BYTES = 1 << 20
PAGE_EVENTS = 10_000
EVENT_OVERHEAD = 26


@dataclass(frozen=True, slots=True, order=True)
class Stored:
    """An event in its stream; ordered by timestamp in milliseconds, then by number in the stream."""

    time: int
    number: int
    ingested: int
    text: str
    stream: str


class Logs:
    """The log group of one kind of job.

    Args:
        page_events: events a page at most, for tests that want small pages.
        empty_pages: so many empty pages come before each page that has events.
    """

    def __init__(self, jobs: Jobs | Transforms, region: str, account: str, group: str = GROUP) -> None:
        self.jobs, self.group = jobs, group
        self.page_events = PAGE_EVENTS
        self.empty_pages = 0
        self._arn = f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:"
        self._given: dict[str, float] = {}
        self._cache: dict[str, tuple[dict[str, list[Event]], dict[str, list[Stored]]]] = {}

    def __call__(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        operations = {
            "GetLogEvents": self.get,
            "FilterLogEvents": self.filter,
            "DescribeLogStreams": self.describe_streams,
        }
        if operation not in operations:
            raise Refusal("UnknownOperationException", f"{operation} is not played by the test account")
        with self.jobs.lock:
            if group_of(request) != self.group or not any(self._visible(job) for job in self.jobs):
                raise Refusal("ResourceNotFoundException", "The specified log group does not exist.")
            return operations[operation](request)

    def streams(self, job: Job | TransformJob) -> dict[str, list[Stored]]:
        """All streams of a job, lines of the future too."""
        streams = job.streams()
        cached = self._cache.get(job.name)
        if cached and cached[0] is streams:
            return cached[1]
        made = {name: _stored(name, events) for name, events in streams.items()}
        self._cache[job.name] = (streams, made)
        return made

    def _visible(self, job: Job | TransformJob, prefix: str = "") -> dict[str, list[Stored]]:
        """The streams of a job that exist by now, each with the events that can be read by now."""
        if prefix and not (job.name.startswith(prefix) or prefix.startswith(job.name + "/")):
            return {}
        now = int(self.jobs.clock() * 1000)
        if now < job.created * 1000:
            return {}
        found = {}
        for name, events in self.streams(job).items():
            seen = [event for event in events if event.ingested <= now] if name.startswith(prefix) else []
            if seen:
                found[name] = seen
        return found

    def _stream(self, name: str) -> list[Stored]:
        job_name = name.partition("/")[0]
        found = self._visible(self.jobs[job_name], name).get(name) if job_name in self.jobs else None
        if found is None:
            raise Refusal("ResourceNotFoundException", "The specified log stream does not exist.")
        return found

    def get(self, request: dict[str, Any]) -> dict[str, Any]:
        events = list(_between(self._stream(request["logStreamName"]), request))
        limit = min(request.get("limit", PAGE_EVENTS), self.page_events)
        token = request.get("nextToken", "")
        way, position, hops = self._read(token) if token else ("", (0, 0), 0)
        if way == "b":
            earlier = [event for event in events if (event.time, event.number) < position]
            page = earlier[-limit:]
        elif way == "f" or request.get("startFromHead"):
            later = [event for event in events if (event.time, event.number) > position]
            if later and hops < self.empty_pages:
                forward = self._give("f", position, hops + 1)
                return {
                    "events": [],
                    "nextForwardToken": forward,
                    "nextBackwardToken": self._give("b", position),
                }
            page = list(_fitting(later, limit))
        else:
            page = events[-limit:]
        if not page:
            last = position if way else ((events[-1].time, events[-1].number) if events else (0, 0))
            forward = self._give("f", last, hops) if way != "f" else self._again(token)
            back = self._again(token) if way == "b" else self._give("b", last)
            return {"events": [], "nextForwardToken": forward, "nextBackwardToken": back}
        first, last = (page[0].time, page[0].number), (page[-1].time, page[-1].number)
        return {
            "events": [
                {"timestamp": event.time, "message": event.text, "ingestionTime": event.ingested}
                for event in page
            ],
            "nextForwardToken": self._give("f", last),
            "nextBackwardToken": self._give("b", first),
        }

    def filter(self, request: dict[str, Any]) -> dict[str, Any]:
        prefix, names = request.get("logStreamNamePrefix", ""), request.get("logStreamNames")
        if prefix and names:
            raise Refusal(
                "InvalidParameterException", "Only one of logStreamNames and logStreamNamePrefix is allowed."
            )
        pattern = request.get("filterPattern", "").strip('"')
        events = [
            event
            for job in self.jobs
            for stream in self._visible(job, prefix).values()
            for event in _between(stream, request)
            if (not names or event.stream in names) and pattern in event.text
        ]
        events.sort(key=lambda event: (event.time, event.stream, event.number))
        limit = min(request.get("limit", PAGE_EVENTS), self.page_events)
        token = request.get("nextToken", "")
        start = self._read(token)[1][1] if token else 0
        page = list(_fitting(events[start:], limit))
        answer: dict[str, Any] = {"searchedLogStreams": []}
        answer["events"] = [
            {
                "logStreamName": event.stream,
                "timestamp": event.time,
                "message": event.text,
                "ingestionTime": event.ingested,
                "eventId": f"{event.time:020d}{zlib.crc32(event.stream.encode()):020d}{event.number:016d}",
            }
            for event in page
        ]
        if start + len(page) < len(events):
            answer["nextToken"] = self._give("f", (0, start + len(page)))
        return answer

    def describe_streams(self, request: dict[str, Any]) -> dict[str, Any]:
        limit, prefix = request.get("limit", 50), request.get("logStreamNamePrefix", "")
        if not 1 <= limit <= 50:
            raise Refusal(
                "InvalidParameterException",
                f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
                "Member must have value less than or equal to 50",
            )
        by_time = request.get("orderBy") == "LastEventTime"
        if by_time and prefix:
            raise Refusal(
                "InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix."
            )
        streams = [(name, events) for job in self.jobs for name, events in self._visible(job, prefix).items()]
        streams.sort(key=lambda stream: stream[1][-1].time if by_time else stream[0])
        if request.get("descending"):
            streams.reverse()
        token = request.get("nextToken", "")
        start = self._read(token)[1][1] if token else 0
        answer: dict[str, Any] = {
            "logStreams": [self._described(*stream) for stream in streams[start : start + limit]]
        }
        if start + limit < len(streams):
            answer["nextToken"] = self._give("f", (0, start + limit))
        return answer

    def _described(self, name: str, events: list[Stored]) -> dict[str, Any]:
        return {
            "logStreamName": name,
            "creationTime": events[0].ingested,
            "firstEventTimestamp": events[0].time,
            "lastEventTimestamp": events[-1].time,
            "lastIngestionTime": max(event.ingested for event in events),
            "uploadSequenceToken": "49039859560129823847238472384723847238472384",
            "arn": self._arn + name,
            "storedBytes": 0,
        }

    def _give(self, way: str, position: tuple[int, int], hops: int = 0) -> str:
        return self._again(f"{way}/{position[0]:018d}{position[1]:018d}{hops:020d}/s")

    def _again(self, token: str) -> str:
        self._given[token] = self.jobs.clock()
        return token

    def _read(self, token: str) -> tuple[str, tuple[int, int], int]:
        given = self._given.get(token)
        if given is None or self.jobs.clock() - given > TOKEN_SECONDS:
            raise Refusal("InvalidParameterException", "The specified nextToken is invalid.")
        way, digits, _ = token.split("/")
        return way, (int(digits[:18]), int(digits[18:36])), int(digits[36:])


def group_of(request: dict[str, Any]) -> str:
    """The log group that is asked about."""
    return str(request.get("logGroupName") or request.get("logGroupIdentifier", "").rpartition(":")[2])


def _stored(stream: str, events: list[Event]) -> list[Stored]:
    found = [
        Stored(int(event.time * 1000), number, int(event.ingested * 1000), event.text, stream)
        for number, event in enumerate(events, 1)
    ]
    return sorted(found)


def _between(events: list[Stored], request: dict[str, Any]) -> Iterator[Stored]:
    start, end = request.get("startTime", 0), request.get("endTime", float("inf"))
    return (event for event in events if start <= event.time < end)


def _fitting(events: list[Stored], limit: int) -> Iterator[Stored]:
    """As many events as a page holds: `limit`, and one megabyte."""
    size = 0
    for event in events[:limit]:
        size += len(event.text.encode()) + EVENT_OVERHEAD
        if size > PAGE_BYTES:
            return
        yield event
