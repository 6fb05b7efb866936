"""What stands around the table of jobs."""

from __future__ import annotations

from core.job.status import JobKey, Status, TransformFacts
from core.joblist import Listed
from tui.widgets.jobs_draw import idle_keys, title_line

TRAINS = Listed(JobKey("local", "", "", "ic-a"), Status.COMPLETED, "Completed", 0.0, 1.0, None)
ASKS = TRAINS._replace(transform=TransformFacts("ic-a"))
RUNNING = Status.IN_PROGRESS


def test_the_title_says_how_many_and_which() -> None:
    assert title_line(1200, "", None, more=False).plain == "Jobs  1,200"
    filtered = title_line(2, "a\x1b[2J", Status.FAILED, more=True).plain
    assert filtered == "Jobs  2  ·  name has 'a'  ·  Failed  ·  listing…"


def test_keys_are_offered_where_they_do_something() -> None:
    assert set(idle_keys(TRAINS)) == {"jobs.stop", "jobs.answers"}
    assert set(idle_keys(TRAINS._replace(status=RUNNING))) == {"jobs.deploy", "jobs.answers"}
    assert set(idle_keys(ASKS)) == {"jobs.stop", "jobs.clone", "jobs.relaunch", "jobs.deploy"}
    assert {"jobs.answers", "jobs.deploy"} <= set(idle_keys(ASKS._replace(status=RUNNING)))
    assert "jobs.stop" not in idle_keys(ASKS._replace(status=RUNNING))
    assert "jobs.attach" in idle_keys(None)
