"""Jobs, states, lines and points come back as they were stored, once each."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

import pytest

from core.errors import AmbiguousJob, RunBookError, UnknownJob, UsageError
from core.job.metrics import MetricPoint
from core.job.progress import LogFacts
from core.job.status import JobKey
from core.runs import RunBook
from tests.core.runs.samples import DONE, KEY, OTHER, RUNNING, accuracy, append, log, texts

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import Record


def test_a_job_is_found_by_number_and_by_name(book: RunBook, job: Record) -> None:
    assert job.key == KEY
    assert job.spec == {"launch_id": "a1", "hyperparameters": {"epochs": "3"}}
    assert book.job(job.id) == book.find(KEY.name) == book.jobs()[0] == job


def test_the_same_launch_again_is_the_same_job_and_another_of_its_name_is_refused(
    book: RunBook, job: Record
) -> None:
    assert book.add_job(KEY, spec=dict(job.spec or {}), created=2000.0) == job
    assert book.add_job(KEY, spec=None, created=2000.0) == job
    with pytest.raises(UsageError, match="exists already"):
        book.add_job(KEY, spec={"launch_id": "another"}, created=2000.0)


def test_an_unknown_name_is_answered_with_the_nearest(book: RunBook, job: Record) -> None:
    with pytest.raises(UnknownJob, match="did you mean ic-flowers-1123-2219-kq7d"):
        book.find("ic-flowers-1123-2219-kq7x")


def test_a_name_in_two_regions_asks_which(book: RunBook) -> None:
    for region in ("us-east-1", "eu-west-1"):
        book.add_job(JobKey("sagemaker", "1", region, "twin"), spec=None, created=1.0)
    with pytest.raises(AmbiguousJob, match="us-east-1"):
        book.find("twin")
    assert book.find("twin", region="eu-west-1").key.region == "eu-west-1"


def test_jobs_come_newest_first(book: RunBook, job: Record) -> None:
    newer = book.add_job(OTHER, spec=None, created=2000.0)
    assert [record.id for record in book.jobs()] == [newer.id, job.id]
    assert book.jobs(limit=1) == [newer]


def test_state_facts_and_cursor_come_back_equal(book: RunBook, job: Record) -> None:
    assert (book.state(job.id), book.facts(job.id), book.cursor(job.id)) == (None, None, None)
    facts = LogFacts()
    assert book.store(job.id, old_cursor=None, cursor='{"offset": 5}', state=RUNNING, facts=facts)
    assert (book.state(job.id), book.facts(job.id), book.cursor(job.id)) == (RUNNING, facts, '{"offset": 5}')
    assert book.job(job.id).state == RUNNING


def test_lines_are_numbered_from_1_and_read_from_anywhere(book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(5)))
    append(book, job.id, log(range(5, 12), stream="host-2"))
    lines = book.lines(job.id)
    assert [line.seq for line in lines] == list(range(1, 13))
    assert texts(lines) == [f"line {number}" for number in range(12)]
    assert {line.stream for line in lines[5:]} == {"host-2"}
    assert texts(book.lines(job.id, after=9, limit=2)) == ["line 9", "line 10"]
    assert book.lines(job.id, after=12) == []
    assert book.line_count(job.id) == 12
    assert texts(book.lines_at(job.id, [11, 2, 99])) == ["line 1", "line 10"]


def test_a_line_that_is_known_by_its_key_is_not_stored_again(book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(5)))
    append(book, job.id, [*log(range(3, 8)), *log(range(6, 9)), *log([3], stream="another")])
    assert texts(book.lines(job.id)) == [f"line {number}" for number in (*range(9), 3)]
    assert [line.seq for line in book.lines(job.id)] == list(range(1, 11))
    assert [line.key for line in book.unseen(job.id, log((2, 9, 9, 10)))] == ["9", "10"]


def test_jobs_do_not_see_each_others_lines_and_points(book: RunBook, job: Record) -> None:
    other = book.add_job(OTHER, spec=None, created=1.0)
    append(book, job.id, log(range(3)), [accuracy(0, 0.5)])
    append(book, other.id, log(range(2), text="other {}"), [accuracy(0, 0.7)])
    assert texts(book.lines(other.id)) == ["other 0", "other 1"]
    assert [stored.point.value for stored in book.points(other.id)] == [0.7]


def test_who_reads_from_an_old_cursor_writes_nothing(book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(3)))
    stale = book.store(
        job.id, old_cursor=None, cursor="x", lines=log(range(9)), points=[accuracy(0, 0.5)], state=DONE
    )
    assert not stale
    assert book.line_count(job.id) == 3
    assert book.points(job.id) == []
    assert book.state(job.id) is None


def test_a_job_that_has_ended_is_not_brought_back_to_life_by_a_slower_program(
    book: RunBook, job: Record
) -> None:
    book.store(job.id, old_cursor=None, cursor=None, state=DONE)
    book.store(job.id, old_cursor=None, cursor=None, state=RUNNING)
    assert book.state(job.id) == DONE


def test_the_last_value_of_a_point_wins_and_has_a_new_version(book: RunBook, job: Record) -> None:
    append(book, job.id, log([1]), [accuracy(0, 0.5), accuracy(1, 0.6)])
    seen = max(stored.version for stored in book.points(job.id))
    append(book, job.id, log([2]), [accuracy(0, 0.5), accuracy(1, 0.4), accuracy(2, 0.3)])
    changed = book.points(job.id, after=seen)
    assert [(stored.point.epoch, stored.point.value) for stored in changed] == [(1, 0.4), (2, 0.3)]
    assert [stored.version for stored in changed] == sorted({stored.version for stored in changed})
    assert len(book.points(job.id)) == 3


def test_not_a_number_and_infinities_survive(book: RunBook, job: Record) -> None:
    append(book, job.id, log([1]), [accuracy(0, math.nan), accuracy(1, math.inf), accuracy(2, -math.inf)])
    values = [stored.point.value for stored in book.points(job.id)]
    assert math.isnan(values[0])
    assert values[1:] == [math.inf, -math.inf]
    append(book, job.id, log([2]), [accuracy(0, 0.25)])
    assert sorted(stored.point.epoch for stored in book.points(job.id)) == [0, 1, 2]


def test_points_without_a_stream_or_a_time_are_one_per_epoch_too(book: RunBook, job: Record) -> None:
    for value in (0.1, 0.2):
        append(book, job.id, log([int(value * 10)]), [MetricPoint("train:accuracy", 0, value)])
    (stored,) = book.points(job.id)
    assert stored.point == MetricPoint("train:accuracy", 0, 0.2)


def test_the_best_point_is_the_highest_number_and_the_earliest_of_equals(book: RunBook, job: Record) -> None:
    append(book, job.id, log([1]), [accuracy(0, math.nan)])
    assert book.job(job.id).best is None
    append(book, job.id, log([2]), [accuracy(1, 0.6), accuracy(2, 0.7), accuracy(3, 0.7)])
    assert book.job(job.id).best == accuracy(2, 0.7)


def test_everything_is_there_when_the_book_is_opened_again(path: Path, book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(4)), [accuracy(0, 0.5)])
    book.close()
    again = RunBook.open(path)
    assert again.find(KEY.name) == again.job(job.id)
    assert again.line_count(job.id) == 4
    assert again.points(job.id)[0].point == accuracy(0, 0.5)
    assert again.notice == ""
    again.close()


def test_a_closed_book_says_so(book: RunBook, job: Record) -> None:
    book.close()
    with pytest.raises(RunBookError, match="closed"):
        book.jobs()


def test_threads_share_a_book_and_each_line_is_stored_once(book: RunBook, job: Record) -> None:
    def work(part: int) -> None:
        for number in range(20):
            stored = False
            while not stored:
                cursor = book.cursor(job.id)
                line = log([part * 1000 + number])
                stored = book.store(job.id, old_cursor=cursor, cursor=f"{part}-{number}", lines=line)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = book.lines(job.id)
    assert [line.seq for line in lines] == list(range(1, 81))
    assert len({line.text for line in lines}) == 80


def test_that_all_was_read_is_kept_until_a_job_goes_on_after_all(book: RunBook, job: Record) -> None:
    book.store(job.id, old_cursor=None, cursor="1", state=RUNNING, drained=True)
    assert not book.position(job.id).drained, "a job that runs is never read to its end"
    book.store(job.id, old_cursor="1", cursor="2", state=DONE)
    assert not book.job(job.id).drained
    book.store(job.id, old_cursor="2", cursor="2", drained=True)
    assert book.position(job.id).drained
    book.store(job.id, old_cursor="2", cursor="3", lines=log([1]))
    assert book.job(job.id).drained


def test_when_the_engine_took_the_job_is_noted_once(path: Path) -> None:
    times = [5.0]
    book = RunBook.open(path, clock=lambda: times[-1])
    job = book.add_job(OTHER, spec=None, created=1.0)
    assert book.job(job.id).launched is None
    book.mark_launched(job.id)
    times.append(9.0)
    book.mark_launched(job.id)
    assert book.job(job.id).launched == 5.0
    book.close()
