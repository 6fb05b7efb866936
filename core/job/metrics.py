"""Metric points: what a training log says of accuracy, speed and time.

The forms are those of reference/sagemaker-image-classification.md §3 and of the open-source library (data/logs):
the built-in algorithm's lines with and without colours, ``#011`` or tab, the old second format, ``INFO:root:``,
``Node[0]``, batches as ``[20]`` or ``[15-20]``, several events on one line. A point is one (stream, name, epoch): the
last value wins. Batch lines give ``train:throughput``; their accuracy is a running value and no point.

A number that may have been cut is no value. It counts if the writer's own text goes on after it (a space, a unit, the
end of a whole line), or if it has all the decimals that the algorithm prints: six for an accuracy, three for a time.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from core.text import plain
from core.times import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VALIDATION_ACCURACY = "validation:accuracy"
TRAIN_ACCURACY = "train:accuracy"
THROUGHPUT = "train:throughput"
EPOCH_SECONDS = "train:epoch_seconds"

SPEED_LABEL = "Speed: "
TIME_LABEL = "Time cost="
VALIDATION_LABEL = "Validation-accuracy="
_ACCURACY_DECIMALS = 6
_TIME_DECIMALS = 3
_SAME_MOMENT = 2.0
"""Seconds: the prefix of a line has whole seconds, an engine's time is finer if it is as near as this."""

_EVENT = re.compile(
    r"(?:\[(?P<us>\d\d/\d\d/\d{4} \d\d:\d\d:\d\d) [A-Z]{1,8} (?P<sender>\d{1,20})\] "
    r"|(?P<iso>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{3})?) (?:(?P<node>Node\[\d{1,9}\]) )?)?"
    r"Epoch\[(?P<epoch>\d{1,9})\] (?:Batch \[(?:\d{1,9}-)?(?P<batch>\d{1,9})\]\s{1,4})?"
    r"(?P<label>Speed: |(?:Train|Validation)-[A-Za-z][\w-]{0,63}=|Time cost=)"
    r"(?P<value>[-+]?(?:[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|\d{1,20}(?:\.\d{1,40})?(?:[eE][-+]?\d{1,3})?))"
    r"(?=(?P<next> samples/sec|[\s,;)\]\"']|\[|\d{4}-\d\d-\d\d |\Z))",
    re.ASCII,
)


_START = re.compile(r"-\d{9,12}\Z")


@lru_cache(maxsize=1024)
def host_of(stream: str | None) -> str | None:
    """The host behind a stream: ``<job>/algo-1-1764…`` without the seconds at which its container was started.

    A host that begins anew, as after an interruption of spot instances, writes into another stream.
    """
    return None if stream is None else _START.sub("", stream)


class Line(Protocol):
    """A log line of one stream, as engines and the run book have it; time in epoch seconds."""

    @property
    def stream(self) -> str:
        """The log stream."""

    @property
    def time(self) -> float:
        """When it was written."""

    @property
    def text(self) -> str:
        """What it says."""


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """One value of one metric at the end of one epoch.

    Args:
        name: SageMaker's name, such as ``validation:accuracy``.
        epoch: from 0, as in the log.
        value: may be nan or infinite.
        stream: who said it; None where there is only one.
        time: epoch seconds, None if the log does not say.
    """

    name: str
    epoch: int
    value: float
    stream: str | None = None
    time: float | None = None

    def as_json(self) -> dict[str, object]:
        """The contract's JSON shape; nan and infinities are strings, since JSON has no numbers for them."""
        value = self.value if math.isfinite(self.value) else str(self.value)
        return {
            "name": self.name,
            "epoch": self.epoch,
            "value": value,
            "stream": self.stream,
            "time": iso(self.time),
        }


@dataclass(frozen=True, slots=True)
class Event:
    """One statement of a line about one epoch.

    Args:
        sender: the number of the prefix ``[… INFO n]``, or ``Node[k]``: tells hosts apart where they share a file.
        batch: number of the batch for a speed, None otherwise.
        stamp: the time of the prefix as it stands there, or None.
    """

    sender: str | None
    epoch: int
    label: str
    value: str
    stamp: str | None
    batch: int | None = None

    def point(self, stream: str | None, time: float | None = None) -> MetricPoint:
        """The event as a point of `stream`; `time` (epoch seconds) is the engine's, if there is one."""
        stamped = seconds_of(self.stamp)
        if stamped is None or (time is not None and abs(time - stamped) < _SAME_MOMENT):
            stamped = time
        return MetricPoint(name_of(self.label), self.epoch, float(self.value), stream, stamped)


def parse_line(text: str, *, whole: bool = True) -> tuple[Event, ...]:
    """All metric events of a line, in its order; empty if there are none. Never raises.

    Args:
        text: a line as it came, or cleaned already.
        whole: whether the writer ended the line; if not, a number at its end may be cut.
    """
    if text.isprintable() and "Epoch[" not in text:
        return ()
    text = plain(text)
    return tuple(_events(text, whole)) if "Epoch[" in text else ()


def points_of(line: Line) -> tuple[MetricPoint, ...]:
    """The points of one line of an engine's log, under the line's own stream and time."""
    return tuple(event.point(line.stream, line.time) for event in parse_line(line.text))


def best(points: Iterable[MetricPoint], name: str = VALIDATION_ACCURACY) -> MetricPoint | None:
    """The point of the largest finite value of that metric, the earliest epoch if several; None if there is none."""
    numbers = [point for point in points if point.name == name and math.isfinite(point.value)]
    return max(numbers, key=lambda point: (point.value, -point.epoch), default=None)


def only_stream_unnamed(points: Iterable[MetricPoint]) -> list[MetricPoint]:
    """The points with their streams left out if there is only one, as the contract has it."""
    kept = list(points)
    if len({point.stream for point in kept}) > 1:
        return kept
    return [MetricPoint(point.name, point.epoch, point.value, None, point.time) for point in kept]


def name_of(label: str) -> str:
    """SageMaker's name of a metric from the words of the log: ``Validation-accuracy=`` is ``validation:accuracy``."""
    if label == SPEED_LABEL:
        return THROUGHPUT
    if label == TIME_LABEL:
        return EPOCH_SECONDS
    part, _, metric = label.rstrip("=").partition("-")
    return f"{part.lower()}:{metric}"


def seconds_of(stamp: str | None) -> float | None:
    """Epoch seconds of a prefix, both forms UTC; None if there is none or it is no date.

    Args:
        stamp: ``06/17/2021 23:33:59`` or ``2021-06-17 23:33:59,123``.
    """
    return _seconds(stamp) if stamp is not None else None


@lru_cache(maxsize=256)
def _seconds(stamp: str) -> float | None:
    try:
        if stamp[2:3] == "/":
            day, clock = (int(stamp[6:10]), int(stamp[:2]), int(stamp[3:5])), stamp[11:]
            return datetime(*day, int(clock[:2]), int(clock[3:5]), int(clock[6:8]), tzinfo=UTC).timestamp()
        return datetime.fromisoformat(stamp.replace(",", ".")).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _events(text: str, whole: bool) -> Iterator[Event]:
    for match in _EVENT.finditer(text):
        sender, epoch, batch, label, value, after = match.group(
            "sender", "epoch", "batch", "label", "value", "next"
        )
        if label == SPEED_LABEL:
            complete = batch is not None and after == " samples/sec"
        elif after.startswith((" ", *",;)]\"'")):
            complete = batch is None
        else:
            complete = batch is None and ((whole and not after) or _has_all_decimals(label, value))
        if complete:
            yield Event(
                sender or match["node"],
                int(epoch),
                label,
                value,
                match["us"] or match["iso"],
                int(batch) if batch is not None else None,
            )


def _has_all_decimals(label: str, value: str) -> bool:
    number, point, decimals = value.partition(".")
    if not point:
        return number.lstrip("+-").isalpha()
    return len(decimals) >= (_TIME_DECIMALS if label == TIME_LABEL else _ACCURACY_DECIMALS)
