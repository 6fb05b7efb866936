"""A place in a log as people say it: ``15m`` before its end, ``-1m`` from here, ``14:20``, ``head``, ``tail``."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

HEAD, TAIL = -math.inf, math.inf
"""Before the first line and behind the last one."""
FORMS = "1m, 15m, 1h before the end; -5m, +5m from here; 14:20, 11-23 14:20; head, tail"
"""What may be typed, for people."""

_WORDS = {"head": HEAD, "top": HEAD, "start": HEAD, "tail": TAIL, "end": TAIL, "now": TAIL}
_SECONDS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_SPAN = re.compile(r"(?P<way>[+-]?) ?(?P<parts>(?:\d{1,9} ?[dhms] ?)+|\d{1,9})", re.ASCII)
_PART = re.compile(r"(\d+) ?([dhms]?)", re.ASCII)
_CLOCK = re.compile(
    r"(?:(?:(?P<year>\d{4})-)?(?P<month>\d\d?)-(?P<day>\d\d?)[ T])?"
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?",
    re.ASCII,
)
_DAY = timedelta(days=1)


class BadMoment(ValueError):
    """Not a place in a log; the message says what is, in one line."""


def moment(text: str, *, last: float, here: float) -> float:
    """The epoch seconds that are meant; `HEAD` or `TAIL` for the ends.

    A time alone counts back from the last line, not from now: so it means the same in a log that has ended. A
    number alone is minutes. A clock time is local, as the log shows it: of the day of the last line, or of the
    day before if that is still to come.

    Args:
        text: as typed.
        last: epoch seconds of the log's last line.
        here: epoch seconds of the line that the reader is on.

    Raises:
        BadMoment: it is none of `FORMS`.
    """
    said = " ".join(text.lower().split())
    if said in _WORDS:
        return _WORDS[said]
    if span := _SPAN.fullmatch(said):
        seconds = sum(int(number) * _SECONDS[unit or "m"] for number, unit in _PART.findall(span["parts"]))
        return here + seconds if span["way"] == "+" else (here if span["way"] else last) - seconds
    if clock := _CLOCK.fullmatch(said.upper()):
        try:
            return _on_the_clock(clock, datetime.fromtimestamp(last)).timestamp()
        except (ValueError, OverflowError) as error:
            raise BadMoment(f"there is no such time: {error}") from error
    raise BadMoment(f"not a time: type {FORMS}")


def moment_fault(text: str) -> str:
    """What is wrong with a time as typed, or nothing; an empty text is none."""
    try:
        if text:
            moment(text, last=0.0, here=0.0)
    except BadMoment as error:
        return str(error)
    return ""


def _on_the_clock(clock: re.Match[str], last: datetime) -> datetime:
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    if clock["day"] is None:
        meant = last.replace(hour=hour, minute=minute, second=second, microsecond=0)
        return meant if meant <= last else meant - _DAY
    year = int(clock["year"]) if clock["year"] else last.year
    meant = datetime(year, int(clock["month"]), int(clock["day"]), hour, minute, second)
    if clock["year"] is None and meant > last + _DAY:
        return meant.replace(year=year - 1)
    return meant
