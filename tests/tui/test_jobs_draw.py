"""What stands around the table of jobs."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from core.job.status import JobKey, Status, TransformFacts
from core.joblist import Listed
from core.runs import RunBook
from tui.jobsearch import JobSearch
from tui.widgets.jobs_draw import idle_keys, line_keys, title_line

if TYPE_CHECKING:
    from pathlib import Path

TRAINS = Listed(JobKey("local", "", "", "ic-a"), Status.COMPLETED, "Completed", 0.0, 1.0, None)
ASKS = TRAINS._replace(transform=TransformFacts("ic-a"))
RUNNING = Status.IN_PROGRESS


def searching(book: RunBook, text: str) -> JobSearch:
    search = JobSearch(book)
    assert search.take(text)
    return search


def test_the_title_says_how_many_and_which(tmp_path: Path) -> None:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        assert title_line(1200, JobSearch(book), None, more=False, marked=0).plain == "Jobs  1,200"
        named = searching(book, "a\x1b[2J")
        title = title_line(2, named, Status.FAILED, more=True, marked=3).plain
        assert title == "Jobs  2  ·  name has 'a'  ·  Failed  ·  listing…  ·  3 marked"
        title = title_line(2, searching(book, "best>0.7 ic"), None, more=False, marked=0).plain
        assert title == "Jobs  2  ·  search 'best>0.7 ic'"


def test_keys_are_offered_where_they_do_something() -> None:
    assert set(idle_keys(TRAINS)) == {"jobs.stop", "jobs.answers"}
    assert set(idle_keys(TRAINS._replace(status=RUNNING))) == {"jobs.deploy", "jobs.answers"}
    assert set(idle_keys(ASKS)) == {"jobs.stop", "jobs.clone", "jobs.relaunch", "jobs.deploy", "jobs.mark"}
    assert {"jobs.answers", "jobs.deploy"} <= set(idle_keys(ASKS._replace(status=RUNNING)))
    assert "jobs.stop" not in idle_keys(ASKS._replace(status=RUNNING))
    assert "jobs.attach" in idle_keys(None)


def test_the_keys_of_a_search_and_of_marked_runs_come_first() -> None:
    assert line_keys(TRAINS, narrowed=False, marked=False).first == ()
    keys = line_keys(TRAINS, narrowed=True, marked=True)
    assert keys.first == ("jobs.drop", "jobs.attach", "jobs.compare")
    assert {"page.back", "quit"} <= set(keys.idle)
