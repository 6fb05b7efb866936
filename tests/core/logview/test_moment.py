"""Times as people type them, and the lines they stand for."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.logview.moment import HEAD, TAIL, BadMoment, moment, moment_fault
from core.logview.places import beside, first_since, position

LAST = datetime(2026, 11, 23, 0, 10, 30).timestamp()
HERE = LAST - 5000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1m", LAST - 60),
        ("15M", LAST - 900),
        ("1h 30m", LAST - 5400),
        ("90s", LAST - 90),
        ("7", LAST - 420),
        ("-5m", HERE - 300),
        ("+ 5m", HERE + 300),
        ("head", HEAD),
        (" Tail ", TAIL),
        ("0:10", LAST - 30),
        ("00:10:30", LAST),
        ("23:59", datetime(2026, 11, 22, 23, 59).timestamp()),
        ("11-20 08:00", datetime(2026, 11, 20, 8).timestamp()),
        ("12-31 08:00", datetime(2025, 12, 31, 8).timestamp()),
        ("2024-02-29T08:00:01", datetime(2024, 2, 29, 8, 0, 1).timestamp()),
    ],
)
def test_a_time_counts_from_the_end_from_here_or_by_the_clock(text: str, seconds: float) -> None:
    assert moment(text, last=LAST, here=HERE) == seconds


@pytest.mark.parametrize("text", ["soon", "5x", "25:00", "02-30 10:00", "1:2:3:4", "--5m", "٣m", "9" * 400])
def test_what_is_no_time_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadMoment) as caught:
        moment(text, last=LAST, here=HERE)
    assert "\n" not in str(caught.value)
    assert moment_fault(text)


def test_nothing_typed_is_no_fault() -> None:
    assert moment_fault("") == ""
    assert moment_fault("15m") == ""


def test_the_first_line_since_a_moment_is_found_and_none_is_behind_the_end() -> None:
    times = [10.0, 20.0, 20.0, 30.0]
    found = [
        first_since(4, times.__getitem__, when) for when in (HEAD, 10.0, 15.0, 20.0, 25.0, 30.0, 31.0, TAIL)
    ]
    assert found == [0, 0, 1, 1, 3, 3, 4, 4]


def test_what_is_beside_a_number_goes_round() -> None:
    assert [beside([3, 7], seq, 1) for seq in (1, 3, 7)] == [3, 7, 3]
    assert [beside([3, 7], seq, -1) for seq in (1, 3, 7)] == [7, 7, 3]
    assert beside([], 1, 1) is None
    assert position([3, 7], 7) == 1
    assert position([3, 7], 4) is None
