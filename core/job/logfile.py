"""Metric points of a bare log file, where all hosts' lines stand mixed.

The number in ``[… INFO 140432456828736]`` (or ``Node[k]``) tells streams apart if more than one occurs on metric lines;
then a line without one is a copy of a line that has one, and dropped. Otherwise there is one stream, without a name.

A million lines must take about a second, so lines in the algorithm's own format are taken from raw bytes, by one
expression per chunk that looks at the whole line: it leaves nothing for the cleaning to change. All other lines are
cleaned and parsed one by one, in their place in the order. Numbers are made only of the values that win.
"""

from __future__ import annotations

import re
from itertools import count, repeat
from typing import TYPE_CHECKING

from core.job.metrics import Event, MetricPoint, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

CHUNK_BYTES = 1 << 18
_LONGEST_LINE = 8 << 20
_OWN_LINE = re.compile(
    rb"\n(?:\x1b\[3\dm)?\[(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d) INFO (\d{1,20}+\] Epoch\[(?:0|[1-9]\d{0,8}+))\] "
    rb"(?:Batch \[\d{1,9}+\](?:#011|\t)(?=S)|(?=[TV]))"
    rb"(Speed: (?=[\d.]{3,61} samples/sec)|(?:Train|Validation)-[A-Za-z][\w-]{0,63}+=|Time cost=)"
    rb"(\d{1,20}+\.\d{1,40}+)(?: samples/sec[\w#=.\t-]*+)?(?:\x1b\[0m)?(?=\r?\n)"
)
_STRIDE = _OWN_LINE.groups + 1
_BETWEEN = b"] Epoch["
_COLOUR = re.compile(rb"\x1b\[\d{0,3}m")
_ODD = re.compile(rb"Epoch\[|[^\n\r -~]")

_Key = tuple[bytes, bytes]
"""``sender] Epoch[epoch`` as it stands in the log (no sender: nothing before the bracket), and the label."""
_Said = tuple[bytes, bytes | None, int]
"""Value and time as the log has them, and a number that grows from form to form."""


def read_log(lines: Iterable[str]) -> Iterator[MetricPoint]:
    """The points of a log's lines, in the order in which they first appear.

    Args:
        lines: with or without their line ends. If other lines have one and the last has none, its end may be cut.
    """
    gathered = _Gathered()
    ends = False
    for line in lines:
        ended = line.endswith("\n")
        ends = ends or ended
        gathered.add_line(line, whole=ended or not ends)
    return iter(gathered.points())


def read_file(stream: BinaryIO) -> list[MetricPoint]:
    """The points of a log file, in the order in which they first appear.

    Args:
        stream: the file, opened in binary mode, or standard input. A line longer than 8 MiB is taken in pieces.
    """
    gathered = _Gathered()
    rest = b""
    while block := stream.read(CHUNK_BYTES):
        end = block.rfind(b"\n") + 1
        if not end and len(rest) < _LONGEST_LINE:
            rest += block
            continue
        gathered.add_whole_lines(rest + block[:end])
        rest = block[end:]
    gathered.add_line(rest.decode("utf-8", "replace"), whole=False)
    return gathered.points()


class _Gathered:
    """What the lines so far say, the last word on each (sender, epoch, label) only."""

    def __init__(self) -> None:
        self._said: dict[_Key, _Said] = {}
        self._order = count()

    def add_whole_lines(self, data: bytes) -> None:
        """Take in lines that all end with a line break (a piece of an over-long line may not)."""
        parts = _OWN_LINE.split(b"\n" + data)
        others, times, heads, labels, values = (parts[start::_STRIDE] for start in range(_STRIDE))
        done = 0
        for place, other in [(place, other) for place, other in enumerate(others) if other]:
            for line in other.split(b"\n") if _ODD.search(other) else ():
                if events := _events_of(line):
                    self._add_own(
                        heads[done:place], labels[done:place], values[done:place], times[done:place]
                    )
                    done = place
                    self._add(events)
        self._add_own(heads[done:], labels[done:], values[done:], times[done:])

    def add_line(self, text: str, *, whole: bool) -> None:
        """Take in one line of any form."""
        self._add(parse_line(text, whole=whole))

    def _add_own(
        self, heads: Sequence[bytes], labels: Sequence[bytes], values: Sequence[bytes], times: Sequence[bytes]
    ) -> None:
        """Take in own lines that follow each other: one number, since no two of them are forms of one point."""
        self._said.update(
            zip(zip(heads, labels, strict=True), zip(values, times, repeat(next(self._order))), strict=True)
        )

    def _add(self, events: Iterable[Event]) -> None:
        for event in events:
            self._said[_key(event)] = (
                event.value.encode(),
                event.stamp.encode() if event.stamp else None,
                next(self._order),
            )

    def points(self) -> list[MetricPoint]:
        """One point per (stream, name, epoch)."""
        senders = {head.partition(_BETWEEN)[0] for head, _ in self._said}
        if len(senders - {b""}) > 1:
            return [
                _point(key, said, named=True)
                for key, said in self._said.items()
                if key[0][:1] != _BETWEEN[:1]
            ]
        last: dict[tuple[bytes, bytes], tuple[_Key, _Said]] = {}
        for key, said in self._said.items():
            what = (key[0].partition(_BETWEEN)[2], key[1])
            before = last.get(what)
            if before is None or before[1][2] < said[2]:
                last[what] = (key, said)
        return [_point(key, said, named=False) for key, said in last.values()]


def _events_of(line: bytes) -> tuple[Event, ...]:
    """The events of a whole line of any form; most have none, which is seen once their colours are off."""
    bare = _COLOUR.sub(b"", line) if b"\x1b" in line else line
    return parse_line(line.decode("utf-8", "replace")) if _ODD.search(bare) else ()


def _key(event: Event) -> _Key:
    return (event.sender or "").encode() + _BETWEEN + str(event.epoch).encode(), event.label.encode()


def _point(key: _Key, said: _Said, *, named: bool) -> MetricPoint:
    (head, label), (value, stamp, _) = key, said
    sender, _, epoch = head.partition(_BETWEEN)
    event = Event(None, int(epoch), label.decode(), value.decode(), stamp.decode() if stamp else None)
    return event.point(sender.decode() if named else None)
