"""How far a batch transform is, as the job pane, the header, the list and the chart say it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.answering import how_far
from core.job.cost import Cost
from core.job.status import JobKey, JobState, Status, TransformFacts, Transition
from core.joblist import Listed
from core.runs import Record
from tests.tui.panes import T0
from tui.widgets.answering_draw import asked_model, no_curve_words
from tui.widgets.job_draw import job_rows
from tui.widgets.job_headline import NO_ANSWER, JobHeadline, job_headline
from tui.widgets.job_table import columns_for, job_cells
from tui.widgets.job_view import JobView

if TYPE_CHECKING:
    from typing import Any

KEY = JobKey("local", "", "", "ic-flowers-batch-1")
FACTS = TransformFacts("ic-flowers", "/jobs/ic-flowers-batch-1/output", photos=3670, answered=1200)
RUNNING = JobState(
    Status.IN_PROGRESS,
    "Transforming",
    (Transition("Starting", T0, T0 + 2), Transition("Transforming", T0 + 2)),
    created=T0,
    training_started=T0 + 2,
    transform=FACTS,
)
DONE = replace(
    RUNNING,
    status=Status.COMPLETED,
    stage="Completed",
    ended=T0 + 1802,
    transform=FACTS._replace(answered=3660),
)
NOW = T0 + 602


def view(state: JobState | None, **more: Any) -> JobView:
    record = Record(1, KEY, created=T0, state=state)
    transform = FACTS if state is None else state.transform
    done = how_far(state, None, [], NOW)
    return JobView(record, state, done, transform=transform, answers_key="p", **more)


def rows(state: JobState | None, width: int = 60, **more: Any) -> list[str]:
    drawn = job_rows(view(state, **more), NOW, width)
    assert max(row.cell_length for row in drawn) <= width
    return [row.plain for row in drawn]


def test_while_it_runs_photos_are_counted_and_no_epochs() -> None:
    shown = rows(RUNNING, cost=Cost(so_far=0.3, at_end=0.92))
    assert shown == [
        KEY.name,
        "✓Starting 00:02  ●Transforming",
        "answered 1,200 of 3,670 photos ██████▌············· 33%",
        "time left 21 min  by 1,200 photos",
        "$0.30 so far · about $0.92 at the end",
        "asks the model of ic-flowers  2.0 photos/s",
        "answers in /jobs/ic-flowers-batch-1/output",
    ]
    assert "epoch" not in "".join(rows(RUNNING, width=24))


def test_once_it_has_ended_it_says_how_the_answers_are_seen() -> None:
    shown = rows(DONE)
    assert "answered 3,660 of 3,670 photos" in shown
    assert "asks the model of ic-flowers  took 30:00" in shown
    assert "p shows the answers" in shown


@pytest.mark.parametrize("status", [Status.FAILED, Status.STOPPED])
def test_one_that_ended_early_has_the_answers_given_by_then(status: Status) -> None:
    shown = " ".join(rows(replace(DONE, status=status, stage=status.value, transform=FACTS)))
    assert "answered 1,200 of 3,670 photos" in shown
    assert "p shows the answers" in shown
    assert "no model was saved" not in shown
    assert "starts a new job" not in shown
    none = rows(replace(DONE, status=status, stage=status.value, transform=FACTS._replace(answered=0)))
    assert "p shows the answers" not in none


def test_before_anything_is_known_its_job_is() -> None:
    facts = TransformFacts("ic-flowers", photos=3670)
    shown = rows(replace(RUNNING, transform=facts, training_started=None))
    assert "3,670 photos asked about" in shown
    assert "asks the model of ic-flowers" in shown


def test_the_header_counts_photos() -> None:
    assert job_headline(view(RUNNING), NOW) == JobHeadline(
        KEY.name, "Transforming", "1,200/3,670 · 21 min left", 602, running=True
    )
    done = job_headline(view(DONE), NOW)
    assert (done.status, done.detail, done.elapsed) == ("Completed", "3,660 of 3,670 answered", 1802)
    assert not done.running
    unheard = replace(RUNNING, transform=TransformFacts("ic-flowers"))
    assert job_headline(view(unheard), NOW).detail == ""
    assert job_headline(JobView(), NOW) == JobHeadline()
    assert NO_ANSWER not in done.detail


def test_in_the_list_it_is_told_apart_by_the_job_it_asks() -> None:
    row = Listed(KEY, Status.IN_PROGRESS, "Transforming", T0, None, None, FACTS)
    assert job_cells(row, NOW)[1:3] == ("● Transforming", "of ic-flowers")
    assert job_cells(row._replace(transform=None), NOW)[2] == "–"
    assert asked_model(TransformFacts()) == "a batch"
    narrow, wide = (dict(columns_for(width, 5, len("of ic-flowers")).widths) for width in (80, 120))
    assert (narrow["best"], wide["best"]) == (12, 13)
    assert wide["job"] >= 40
    short = columns_for(80, 5, len("of ic-flowers-1"), len("ic-flowers-1-batch"))
    assert dict(short.widths)["best"] == 15, "names leave room for it"
    cut = columns_for(80, 5, 30).line(
        job_cells(row._replace(transform=TransformFacts("ic-flowers-7r24")), NOW)
    )
    assert "of ic-…-7r24" in cut.plain
    assert asked_model(TransformFacts("ic\x1b]0;x\x07-a")) == "of ic-a"


def test_in_place_of_a_curve_it_says_what_it_is() -> None:
    running = no_curve_words(FACTS, over=False, key="p")
    assert running.startswith("A batch transform: it asks the model of ic-flowers about photos")
    assert "Once it has ended, p shows the answers." in running
    assert "p shows the answers: how right they are" in no_curve_words(FACTS, over=True, key="p")
    assert "No photo was answered." in no_curve_words(FACTS._replace(answered=0), over=True, key="p")
