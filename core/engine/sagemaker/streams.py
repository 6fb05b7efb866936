"""The log streams of a job: ``<job>/algo-<n>-<epoch seconds>``, one per host and start of it (reference §5); of a batch
transform ``<job>/<instance>-<epoch seconds>``, and another with ``/data-log`` behind it for what became of each photo.

They appear one by one, when a container writes its first line, and the whole group with the first job of an account.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.engine.sagemaker.loggroup import LogGroup

MARGIN = 300_000
"""Milliseconds before a stream's first event, as told, from which on it is read: what is told may be late."""
PAGES = 40
_PARTS = re.compile(r"[^/]*/(?P<host>[^/]*?-(?P<number>\d{1,6}))(?:-(?P<start>\d{6,12}))?", re.ASCII)


class Stream(NamedTuple):
    """One stream.

    Args:
        number: of the host, from 1; large where the name tells none.
        host: such as ``algo-1``.
        start: epoch seconds when the host started, 0 if unknown: a host that starts again has a new stream.
        name: in full.
        since: epoch milliseconds before which there is nothing to read.
    """

    number: int
    host: str
    start: int
    name: str
    since: int = 0


def stream_of(name: str, since: int = 0) -> Stream:
    """The stream of that name."""
    parts = _PARTS.fullmatch(name)
    if parts is None:
        return Stream(1_000_000, name, 0, name, since)
    return Stream(int(parts["number"]), parts["host"], int(parts["start"] or 0), name, since)


def find(group: LogGroup, job: str) -> list[Stream]:
    """All streams of a job that are there by now, none if not even the group is.

    Raises:
        EngineError: they could not be asked for.
    """
    found: list[Stream] = []
    more: dict[str, str] = {}
    for _ in range(PAGES):
        try:
            answer = group.streams(f"{job}/", **more)
        except NotFound:
            break
        for row in answer.get("logStreams", ()):
            times = [int(row[key]) for key in ("firstEventTimestamp", "creationTime") if row.get(key)]
            found.append(stream_of(str(row["logStreamName"]), max(0, min(times, default=0) - MARGIN)))
        token = answer.get("nextToken")
        if not token or token == more.get("nextToken"):
            break
        more = {"nextToken": token}
    return found


def newest(streams: Iterable[Stream]) -> list[Stream]:
    """The stream of each host's last start, the leading host first."""
    last: dict[str, Stream] = {}
    for stream in sorted(streams):
        last[stream.host] = stream
    return sorted(last.values())
