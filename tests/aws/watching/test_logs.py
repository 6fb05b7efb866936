"""The log of a job is read whole, each line once, whatever CloudWatch does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.engine.sagemaker.cursor import loads
from core.engine.sagemaker.state import state_of
from core.errors import EngineRefused, EngineUnreachable
from tests.aws.describe import describe
from tests.aws.life import Life, quick
from tests.aws.lines import Line, delayed

if TYPE_CHECKING:
    from tests.aws.lines import Host
    from tests.aws.watching.seat import Seat

BEGIN = 3.0
"""Seconds of a quick life until its Training starts."""
DAY = 86400.0


def lines(count: int, step: float = 1.0, word: str = "line") -> Host:
    return tuple(Line(number * step, f"{word} {number}") for number in range(count))


def job(seat: Seat, *hosts: Host, **changes: Any) -> None:
    count = len(hosts)
    seat.account.jobs.put(
        "job",
        life=replace(quick(), lines=hosts, **changes),
        ResourceConfig={"InstanceType": "ml.g5.xlarge", "InstanceCount": count, "VolumeSizeInGB": 30},
    )


def tell(seat: Seat) -> None:
    found = seat.account.jobs["job"]
    seat.logs.told("job", state_of(describe(found, seat.account.clock())))


def texts(found: list[Any]) -> list[str]:
    return [line.text for line in found]


def test_a_log_that_is_not_there_yet_is_an_empty_page(seat: Seat) -> None:
    page = seat.logs.read("nobody", None)
    assert (page.lines, page.more) == ((), False)
    assert seat.logs.read("nobody", page.cursor).cursor == page.cursor


def test_lines_come_as_they_are_written_and_nothing_new_leaves_the_cursor_as_it_is(seat: Seat) -> None:
    job(seat, lines(30))
    seat.account.clock.advance(BEGIN + 10)
    first, cursor = seat.read_all("job")
    seat.account.clock.advance(5)
    second, cursor = seat.read_all("job", cursor)
    assert texts(first + second) == [f"line {number}" for number in range(len(first + second))]
    assert len(second) >= 4
    seat.account.clock.advance(60)
    third, cursor = seat.read_all("job", cursor)
    assert len(first + second + third) == 30
    for _ in range(6):
        seat.account.clock.advance(30)
        page = seat.logs.read("job", cursor)
        assert (page.lines, page.cursor) == ((), cursor)


def test_small_and_empty_pages_are_not_the_end(seat: Seat) -> None:
    seat.account.logs.page_events, seat.account.logs.empty_pages = 7, 2
    job(seat, lines(100, 0.0))
    seat.account.clock.advance(BEGIN + 10)
    assert texts(seat.read_all("job")[0]) == [f"line {number}" for number in range(100)]


@pytest.mark.parametrize("page", [1, 2, 3, 5, 100])
def test_equal_lines_of_one_millisecond_keep_their_keys_however_they_are_read(seat: Seat, page: int) -> None:
    seat.account.logs.page_events = page
    same = tuple(Line(1.0, text) for text in ("a", "b", "a", "a", "b", "a"))
    job(seat, (*same, Line(2.0, "a"), Line(2.0, "a")))
    seat.account.clock.advance(BEGIN + 10)
    found, _ = seat.read_all("job")
    assert texts(found) == ["a", "b", "a", "a", "b", "a", "a", "a"]
    seat.again()
    seat.account.logs.page_events = 4
    assert [line.key for line in seat.read_all("job")[0]] == [line.key for line in found]


def test_after_three_days_the_rest_of_the_log_is_read_without_its_tokens(seat: Seat) -> None:
    job(seat, lines(40), lines(40, word="other"))
    seat.account.clock.advance(BEGIN + 20)
    first, cursor = seat.read_all("job")
    assert 0 < len(first) < 80
    seat.account.clock.advance(3 * DAY)
    seat.again()
    rest, _ = seat.read_all("job", cursor)
    keys = [(line.stream, line.key) for line in [*first, *rest]]
    assert len(set(keys)) == 80
    assert {(line.stream, line.text) for line in first} & {(line.stream, line.text) for line in rest}, (
        "what was read just before is read again, under the same keys"
    )


def test_a_token_that_is_refused_early_costs_nothing(seat: Seat) -> None:
    job(seat, lines(40))
    seat.account.clock.advance(BEGIN + 20)
    first, cursor = seat.read_all("job")
    seat.account.logs._given.clear()
    seat.account.clock.advance(100)
    rest, _ = seat.read_all("job", cursor)
    assert len({line.key for line in [*first, *rest]}) == 40


def test_a_late_line_is_found_while_the_job_runs(seat: Seat) -> None:
    job(seat, delayed(lines(900), 3, seconds=100.0), lag=0.0)
    seat.account.clock.advance(BEGIN + 10)
    seen, cursor = seat.read_all("job")
    assert "line 3" not in texts(seen)
    for _ in range(40):
        seat.account.clock.advance(15)
        more, cursor = seat.read_all("job", cursor)
        seen += more
    assert "line 3" in texts(seen)


def test_what_came_late_is_looked_for_once_more_after_the_end(seat: Seat) -> None:
    job(seat, delayed(lines(30), 28, seconds=20.0), lag=0.0)
    seat.account.clock.advance(BEGIN + 36)
    tell(seat)
    seen, cursor = seat.read_all("job")
    assert "line 28" not in texts(seen)
    seat.account.clock.advance(16)
    rest, cursor = seat.read_all("job", cursor)
    assert "line 28" in texts(rest)
    seat.account.requests.clear()
    assert seat.logs.read("job", cursor).cursor == cursor
    assert len(seat.account.requests) == 0, "then nothing is asked any more"


def test_a_page_that_was_not_stored_is_read_again_after_the_end(seat: Seat) -> None:
    job(seat, lines(30))
    seat.account.clock.advance(BEGIN + 100)
    tell(seat)
    lost = seat.logs.read("job", None)
    assert len(lost.lines) == 30
    assert len(seat.logs.read("job", None).lines) == 30


def test_streams_of_a_new_start_are_found_after_an_interruption(seat: Seat) -> None:
    job(seat, lines(60), interrupted_after=20.0)
    seen: list[Any] = []
    cursor = None
    for _ in range(30):
        seat.account.clock.advance(5)
        tell(seat)
        more, cursor = seat.read_all("job", cursor)
        seen += more
    seen = list({(line.stream, line.key): line for line in seen}.values())
    assert len({line.stream for line in seen}) == 2
    assert texts(seen).count("line 0") == 2
    assert texts(seen).count("line 59") == 1


def test_a_stream_that_fails_is_the_first_of_the_next_read_and_the_others_are_not_lost(seat: Seat) -> None:
    job(seat, lines(5), lines(5, word="other"))
    seat.account.clock.advance(BEGIN + 20)
    seat.account.faults.next("GetLogEvents", "ok", "ok", "server_error")
    page = seat.logs.read("job", None)
    assert texts(list(page.lines)) == [f"line {number}" for number in range(5)]
    assert page.more
    seat.account.faults.next("GetLogEvents", "server_error")
    with pytest.raises(EngineUnreachable):
        seat.logs.read("job", page.cursor)
    rest, _ = seat.read_all("job", page.cursor)
    assert {f"other {number}" for number in range(5)} <= set(texts(rest))


def test_a_missing_permission_is_said(seat: Seat) -> None:
    job(seat, lines(5))
    seat.account.clock.advance(BEGIN + 20)
    seat.account.faults.denied = {"logs:GetLogEvents"}
    with pytest.raises(EngineRefused, match="logs:GetLogEvents"):
        seat.logs.read("job", None)


def test_a_damaged_cursor_reads_everything_anew(seat: Seat) -> None:
    job(seat, lines(5))
    seat.account.clock.advance(BEGIN + 20)
    whole, cursor = seat.read_all("job")
    assert loads(cursor)
    for broken in ("{", "[]", '{"v":1,"streams":{"x":[1]}}', '{"v":99}', "null"):
        seat.again()
        assert [line.key for line in seat.read_all("job", broken)[0]] == [line.key for line in whole]


def test_more_than_fifty_streams_are_all_found(seat: Seat) -> None:
    job(seat, *(lines(2, word=f"host {number}") for number in range(60)))
    seat.account.clock.advance(BEGIN + 20)
    assert len({line.stream for line in seat.read_all("job")[0]}) == 60


def test_lines_of_several_hosts_come_in_the_order_of_time(seat: Seat) -> None:
    life = Life(lines=(lines(20, 2.0), lines(20, 2.0, word="other")))
    seat.account.jobs.put("job", life=life)
    seat.account.clock.advance(2000)
    found, _ = seat.read_all("job")
    assert [line.time for line in found] == sorted(line.time for line in found)
    assert len(found) == 40
