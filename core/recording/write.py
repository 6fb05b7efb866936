"""Writing a run as a .tsrun file, one event at a time: a million lines take no more memory than ten."""

from __future__ import annotations

import gzip
import io
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from core.recording.format import (
    Header,
    Moment,
    Said,
    end_value,
    header_value,
    moment_value,
    point_value,
    said_value,
    text_of,
)
from core.recording.private import spec_to_tell

if TYPE_CHECKING:
    from typing import BinaryIO

    from core.recording.private import Privacy
    from core.recording.run import Run


class Written(NamedTuple):
    """How much was written."""

    states: int
    lines: int
    points: int


def write(stream: BinaryIO, run: Run, privacy: Privacy, *, now: float) -> Written:
    """Write the run.

    Args:
        stream: written to; stays open.
        run: what is recorded.
        privacy: what is masked.
        now: epoch seconds.

    Raises:
        OSError: the stream cannot be written to.
    """
    states = lines = points = 0
    key = run.key._replace(account="") if privacy.anonymous else run.key
    header = Header(
        key, run.created, _program(), now, privacy.anonymous, privacy.value(spec_to_tell(run.spec))
    )
    streams = lru_cache(privacy.text)
    packed = gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0)
    with packed, io.TextIOWrapper(packed, "utf-8", "replace", newline="", write_through=False) as file:

        def put(value: object) -> None:
            file.write(f"{text_of(value)}\n")

        put(header_value(header))
        for event in run.events():
            match event:
                case Moment():
                    states += 1
                    put(moment_value(event._replace(state=privacy.state(event.state))))
                case Said():
                    lines += 1
                    put(said_value(Said(event.time, streams(event.stream), privacy.text(event.text))))
        for point in run.points:
            points += 1
            put(point_value(point))
        put(end_value(states=states, lines=lines, points=points))
    return Written(states, lines, points)


def _program() -> str:
    from importlib import metadata

    return f"trainscope {metadata.version('trainscope')}"
