"""Where the reading of a job's log streams stands, as JSON text: good for weeks, though tokens die after a day.

So each stream has, beside its token, the newest time that was read and how often each event of that time was met: from
there it can be read by time, and each event gets the same key whichever way it is read.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from core.engine.base import LogLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = 1
TAIL = 500
"""Different events of one millisecond that are remembered; more are not written in one by any log."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far one stream is read. Times are epoch milliseconds, as in CloudWatch.

    Args:
        since: only events from then on are asked for; goes with the token.
        token: of the next page; empty where reading starts.
        given: epoch seconds when the token was first given.
        last: the newest time read; -1 before the first event.
        tail: how often each event of the time `last` was met.
        over: whether it was read once more after the job had ended.
    """

    since: int = 0
    token: str = ""
    given: int = 0
    last: int = -1
    tail: Mapping[str, int] = field(default_factory=dict)
    over: bool = False

    def by_time(self, overlap: int) -> Place:
        """The place from which to read again by time what came in the last `overlap` milliseconds, and what is new."""
        return Place(since=max(0, self.last - overlap) if self.last >= 0 else self.since)

    def same_end(self, other: Place) -> bool:
        """Whether both have read up to the same event."""
        return self.last == other.last and dict(self.tail) == dict(other.tail)


def taken(place: Place, stream: str, events: Iterable[Mapping[str, Any]]) -> tuple[list[LogLine], Place]:
    """The lines of a page of events, with keys, and the place behind them (its token is still the old one).

    A key is made of timestamp, time of ingestion and text, and of a number among events that are equal in all three.
    """
    counts = Counter(place.tail)
    lines: list[LogLine] = []
    last = place.last
    for event in events:
        time, text = int(event.get("timestamp", 0)), str(event.get("message", ""))
        base = f"{time:x}.{int(event.get('ingestionTime', 0)):x}.{_digest(text)}"
        number = counts[base]
        counts[base] = number + 1
        lines.append(LogLine(f"{base}.{number}" if number else base, stream, time / 1000.0, text))
        last = max(last, time)
    if not lines:
        return lines, place
    here = f"{last:x}."
    tail = [(base, count) for base, count in counts.items() if base.startswith(here)]
    return lines, replace(place, last=last, tail=dict(tail[-TAIL:]))


def loads(cursor: str | None) -> dict[str, Place]:
    """The places by stream; none where the text cannot be read: then all is read again, and known lines are known."""
    if not cursor:
        return {}
    try:
        value = json.loads(cursor)
        if value["v"] != VERSION:
            return {}
        return {
            str(stream): Place(
                int(since), str(token), int(given), int(last), {str(k): int(n) for k, n in tail}, bool(over)
            )
            for stream, (since, token, given, last, tail, over) in value["streams"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def dumps(places: Mapping[str, Place]) -> str:
    """The text from which `loads` makes the same places."""
    streams = {
        stream: [place.since, place.token, place.given, place.last, list(place.tail.items()), place.over]
        for stream, place in places.items()
    }
    return json.dumps({"v": VERSION, "streams": streams}, separators=(",", ":"))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
