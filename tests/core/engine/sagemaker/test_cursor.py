"""Each event gets one key, however the log is cut into pages and wherever reading begins again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from core.engine.sagemaker.cursor import Place, dumps, loads, taken

if TYPE_CHECKING:
    from core.engine.base import LogLine

Event = dict[str, int | str]
EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.sampled_from("abé\udc80")), max_size=30
).map(lambda rows: [{"timestamp": t, "ingestionTime": i, "message": m} for t, i, m in sorted(rows)])


def read(events: list[Event], cuts: list[int], start: Place | None = None) -> list[LogLine]:
    place = start or Place()
    found: list[LogLine] = []
    for first, last in zip([0, *cuts], [*cuts, len(events)], strict=True):
        lines, place = taken(place, "s", events[first:last])
        place = loads(dumps({"s": place}))["s"]
        found += lines
    return found


@given(EVENTS, st.lists(st.integers(0, 30), max_size=6))
def test_keys_are_the_same_however_the_pages_are_cut(events: list[Event], cuts: list[int]) -> None:
    cuts = sorted(min(cut, len(events)) for cut in cuts)
    # Pages come in the order of time; equal events may be parted anywhere.
    whole = read(events, [])
    assert read(events, cuts) == whole
    assert len({line.key for line in whole}) == len(whole)


@given(EVENTS, st.integers(0, 3))
def test_keys_are_the_same_when_reading_begins_again_by_time(events: list[Event], since: int) -> None:
    later = [event for event in events if int(event["timestamp"]) >= since]
    keys = [line.key for line in read(events, []) if line.time >= since / 1000]
    assert [line.key for line in read(later, [])] == keys


@given(st.text())
def test_any_text_is_a_cursor(text: str) -> None:
    assert isinstance(loads(text), dict)


def test_the_same_place_is_the_same_text() -> None:
    place = Place(5, "f/1", 7, 9, {"a": 1}, over=True)
    assert loads(dumps({"s": place})) == {"s": place}
    assert dumps(loads(dumps({"s": place}))) == dumps({"s": place})
