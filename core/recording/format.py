"""The lines of a .tsrun file: a header, then states, log lines and points, and an end (docs/record-and-replay.md).

Reading takes nothing on trust: what is no event as it is written here is none, whatever a file says.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from core.job.status import JobKey, JobState
from core.recording.states import state_from, state_to
from core.times import END_OF_TIME, iso

if TYPE_CHECKING:
    from core.job.metrics import MetricPoint

VERSION = 1
MARK = "tsrun"
"""The key of the header that says which version of the format follows."""
_LONGEST_WORD = 256
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Moment(NamedTuple):
    """The state of a job from a time on (epoch seconds)."""

    time: float
    state: JobState


class Said(NamedTuple):
    """A log line: when, by whom, what."""

    time: float
    stream: str
    text: str


class Passed(NamedTuple):
    """An event that is not needed to play the run again: a point of the curve."""


class End(NamedTuple):
    """Nothing follows: the file is whole."""


Event = Moment | Said | Passed | End


@dataclass(frozen=True, slots=True)
class Header:
    """What stands first.

    Args:
        key: of the job.
        created: epoch seconds.
        program: that wrote it, with its version.
        written: epoch seconds.
        anonymous: whether account numbers and names of buckets were left out.
        spec: what was launched, without what was sent; None if nobody knows.
    """

    key: JobKey
    created: float
    program: str
    written: float
    anonymous: bool = False
    spec: object = None


def header_value(header: Header) -> dict[str, object]:
    """The header as a JSON-able value."""
    return {
        MARK: VERSION,
        "program": header.program,
        "written": iso(header.written),
        "anonymous": header.anonymous,
        "job": header.key._asdict(),
        "created": header.created,
        "spec": header.spec,
    }


def moment_value(moment: Moment) -> dict[str, object]:
    """A state as a JSON-able value."""
    return {"t": moment.time, "state": state_to(moment.state)}


def said_value(line: Said) -> dict[str, object]:
    """A log line as a JSON-able value."""
    return {"t": line.time, "stream": line.stream, "line": line.text}


def point_value(point: MetricPoint) -> dict[str, object]:
    """A point as a JSON-able value: for programs, a replay parses the lines."""
    return {"point": point.as_json()}


def end_value(*, states: int, lines: int, points: int) -> dict[str, object]:
    """The last line: how much there is."""
    return {"end": {"states": states, "lines": lines, "points": points}}


def text_of(value: object) -> str:
    """A value as a line of the file, without its end."""
    return _ENCODER.encode(value)


def version_of(raw: bytes) -> int | None:
    """The version of the format that a first line states; None if it is none of a recording."""
    value = _object(raw).get(MARK)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def header_from(raw: bytes) -> Header | None:
    """The header in a first line of this version; None if it names no job."""
    value = _object(raw)
    job = value.get("job")
    parts = [job.get(part, "") for part in JobKey._fields] if isinstance(job, dict) else []
    words = [part for part in parts if isinstance(part, str) and len(part) <= _LONGEST_WORD]
    if len(words) != len(JobKey._fields) or not words[-1]:
        return None
    program = value.get("program")
    return Header(
        JobKey(*words),
        time_from(value.get("created")) or 0.0,
        program if isinstance(program, str) else "",
        0.0,
        value.get("anonymous") is True,
    )


def event_from(raw: bytes) -> Event | None:
    """The event in a line; None if it is none."""
    value = _object(raw)
    if isinstance(value.get("end"), dict):
        return End()
    if isinstance(value.get("point"), dict):
        return Passed()
    time = time_from(value.get("t"))
    if time is None:
        return None
    stream, text = value.get("stream"), value.get("line")
    if isinstance(stream, str) and isinstance(text, str):
        return Said(time, stream, text)
    state = state_from(value.get("state"))
    return None if state is None else Moment(time, state)


def time_from(value: object) -> float | None:
    """Epoch seconds that a calendar knows; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= END_OF_TIME else None


def _object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a line; an empty one if there is none."""
    try:
        value = json.loads(raw.decode())
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
