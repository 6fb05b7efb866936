"""Findings by kind: told one by one as far as there is room, and counted all the same."""

from __future__ import annotations

from core.finding import Finding
from tui.widgets.finding_draw import findings_by_kind

_ALIKE = [Finding("warning", "alike", "is like b.jpg", path=f"{number:04}.jpg") for number in range(1000)]
_REST = Finding("warning", "alike", "19,000 more photos like this", count=19_000)


def test_a_finding_that_stands_for_many_counts_as_many_and_comes_last() -> None:
    lines = [line.plain.strip() for line in findings_by_kind([_REST, *_ALIKE], 60, most=2)]
    assert lines[:4] == [
        "! alike  20,000 warnings",
        "0000.jpg  is like b.jpg",
        "0001.jpg  is like b.jpg",
        "… and 19,998 more",
    ]


def test_nothing_is_counted_twice_where_all_are_told() -> None:
    lines = [line.plain.strip() for line in findings_by_kind([_REST, _ALIKE[0]], 60, most=2)]
    assert lines[1:] == ["0000.jpg  is like b.jpg", "19,000 more photos like this", ""]
