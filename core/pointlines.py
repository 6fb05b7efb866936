"""From a point of a curve to the log line that made it, and from a line to the points that it made."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from core.job.metrics import points_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.cancel import CancelToken
    from core.job.metrics import Line, MetricPoint
    from core.runs import RunBook, StoredLine

_NUMBER = re.compile(r"[-+]?(?:nan|inf|\d{1,20}(?:\.\d{0,40})?(?:[eE][-+]?\d{1,3})?)", re.IGNORECASE)


def line_of(book: RunBook, job_id: int, point: MetricPoint, cancel: CancelToken) -> StoredLine | None:
    """The newest line that says this value; None if no line that is kept does. For a thread: a log may be long.

    Args:
        book: where the lines are.
        job_id: whose point it is.
        point: as it is stored.
        cancel: looked at now and then.

    Raises:
        Cancelled: the token was set.
        RunBookError: the run book cannot be read just now.
    """
    named = re.compile(rf"Epoch\[{point.epoch}\] ")
    # Lines of other algorithms name no epoch.
    for pattern in (named, re.compile(r"\d|nan|inf", re.IGNORECASE)):
        for seq in book.search(job_id, pattern, reverse=True, cancel=cancel):
            for line in book.lines_at(job_id, [seq]):
                if pattern is named and _says(line, point):
                    return line
                if pattern is not named and _holds(line, point):
                    return line
    return None


def points_at(line: Line, known: Iterable[MetricPoint]) -> list[MetricPoint]:
    """The points that a line made, of those that are known; accuracy of the epoch's end before its speed."""
    said = {(point.name, point.epoch) for point in points_of(line)}
    mine = [point for point in known if point.stream is None or point.stream == line.stream]
    return [point for point in mine if (point.name, point.epoch) in said] or [
        point for point in mine if not said and _holds(line, point)
    ]


def _says(line: Line, point: MetricPoint) -> bool:
    return (point.stream is None or point.stream == line.stream) and any(
        (said.name, said.epoch) == (point.name, point.epoch) and _same(said.value, point.value)
        for said in points_of(line)
    )


def _holds(line: Line, point: MetricPoint) -> bool:
    """Whether a line of the point's stream and time has its value in it."""
    return (
        point.stream == line.stream
        and point.time == line.time
        and any(_same(float(found), point.value) for found in _NUMBER.findall(line.text))
    )


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
