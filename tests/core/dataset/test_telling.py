"""A hundred thousand findings of a kind are neither kept nor shown one by one."""

from __future__ import annotations

from core.dataset.telling import MOST_EACH, Telling
from core.finding import Finding, Level, number_at


def some(level: Level, kind: str, count: int) -> list[Finding]:
    return [Finding(level, kind, "is odd", f"{number}.jpg", why="w", fix="f") for number in range(count)]


def test_infos_are_one_finding_with_a_count() -> None:
    telling = Telling(each=False)
    assert list(telling.now(some("info", "odd", 1200))) == []
    (rest,) = telling.rest()
    assert (rest.path, rest.detail) == ("0.jpg", "is odd; 1,200 photos in all")


def test_a_single_info_stays_as_it_is() -> None:
    telling = Telling(each=False)
    list(telling.now(some("info", "odd", 1)))
    assert list(telling.rest()) == some("info", "odd", 1)


def test_errors_are_told_one_by_one_and_counted_from_the_thousandth() -> None:
    telling = Telling(each=False)
    told = list(telling.now([*some("error", "small", MOST_EACH + 5), *some("warning", "tiny", 3)]))
    assert told == [*some("error", "small", MOST_EACH), *some("warning", "tiny", 3)]
    (rest,) = telling.rest()
    assert (rest.level, rest.kind, rest.path, rest.fix) == ("error", "small", None, "f")
    assert rest.detail == "5 more photos like this"
    assert number_at("error", [*told, rest]) == MOST_EACH + 5


def test_each_tells_all() -> None:
    telling = Telling(each=True)
    findings = [*some("info", "odd", 3), *some("error", "small", MOST_EACH + 5)]
    assert list(telling.now(findings)) == findings
    assert list(telling.rest()) == []


def test_what_was_told_is_not_told_again() -> None:
    telling = Telling(each=False)
    list(telling.now(some("info", "odd", 2)))
    assert len(list(telling.rest())) == 1
    assert list(telling.rest()) == []
