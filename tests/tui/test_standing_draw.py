"""The page of a sweep and the list of sweeps as rows: the best first, nothing wider than the screen."""

from __future__ import annotations

import pytest

from core.engine.sweeping import SweepJob, SweepState
from core.job.status import JobKey, Status
from core.runs import SweepRecord
from core.sweep.listing import ListedSweep
from core.sweep.ranges import parse_range
from core.sweep.standing import Row, Standing
from tui.sweepmessages import SweepView
from tui.widgets.standing_draw import as_text, head_lines, table_rows
from tui.widgets.sweeps_draw import sweeps_rows

KEY = JobKey("sagemaker", "1", "eu-west-1", "birds-1")
RANGES = (parse_range("learning_rate", "0.001..0.1"), parse_range("optimizer", "sgd,adam"))
STATE = SweepState(KEY, Status.IN_PROGRESS, jobs=4, parallel=2, ranges=RANGES, strategy="Bayesian")
RECORD = SweepRecord(1, KEY, 0.0, state=STATE)
VALUES = {"learning_rate": "0.012345678901234567", "optimizer": "adam"}
ROWS = (
    Row(1, "birds-1-002-aaaa", Status.COMPLETED, VALUES, 0.9, 7, 10, 0.5, number=2),
    Row(2, "birds-1-001-bbbb", Status.IN_PROGRESS, VALUES, 0.8, 2, 3, 0.25, number=1),
    Row(None, "birds-1-003-cccc", Status.FAILED, VALUES, failure_reason="AlgorithmError: no\x1bmemory"),
)
TABLE = Standing(ROWS, {Status.COMPLETED: 1, Status.IN_PROGRESS: 1, Status.FAILED: 1}, 0.75)


@pytest.mark.parametrize("width", [56, 76, 116, 196])
def test_the_best_is_marked_by_more_than_colour_and_nothing_is_too_wide(width: int) -> None:
    lines, choices = table_rows(RECORD, TABLE, {"birds-1-002-aaaa": 0}, width)
    assert max(line.cell_length for line in lines) <= width
    first, second, third = (lines[line].plain for line in choices)
    assert first.startswith("★ 1 A 002-aaaa")
    assert second.startswith("  2   001-bbbb")
    assert third.startswith("  –   003-cccc")
    assert [choice.value for choice in choices.values()] == [row.job for row in ROWS]
    text = "\n".join(line.plain for line in lines)
    assert text.count("0.012346") == text.count("adam") == 3
    assert "AlgorithmError" in text
    assert "\x1b" not in text
    assert "$0.50" in text


def test_how_it_stands_is_said_in_words() -> None:
    lines = [line.plain for line in head_lines(SweepView(RECORD, TABLE), 116)]
    assert lines[0].startswith(
        "● InProgress  3 of 4 jobs: 1 Completed, 1 InProgress, 1 Failed  best 0.9000 @ 7"
    )
    assert lines[0].endswith("$0.75 so far")
    assert lines[1:] == ["tries learning_rate 0.001..0.1", "tries optimizer sgd, adam"]


def test_a_sweep_that_nobody_has_seen_yet_has_no_jobs() -> None:
    record = SweepRecord(1, KEY, 0.0, spec={"jobs": 10})
    (line,) = head_lines(SweepView(record, Standing()), 76)
    assert line.plain == "● not seen yet  0 of 10 jobs  no value yet"
    lines, choices = table_rows(record, Standing(), {}, 76)
    assert [line.plain for line in lines] == ["No job of it has started yet."]
    assert choices == {}


def test_the_table_is_copied_with_whole_names() -> None:
    head, first, *_ = as_text(RECORD, TABLE).splitlines()
    assert head.split("\t") == [
        "rank",
        "job",
        "status",
        "accuracy",
        "learning_rate",
        "optimizer",
        "epochs",
        "cost",
    ]
    assert first.split("\t") == [
        "1",
        "birds-1-002-aaaa",
        "Completed",
        "0.9000",
        "0.012346",
        "adam",
        "10",
        "$0.50",
    ]


@pytest.mark.parametrize("width", [56, 116])
def test_the_list_says_how_each_stands(width: int) -> None:
    best = SweepJob("birds-1-002-aaaa", Status.COMPLETED, VALUES, 0.9)
    done = SweepState(KEY, Status.COMPLETED, jobs=4, counts={Status.COMPLETED: 4}, best=best)
    lines, choices = sweeps_rows(
        [ListedSweep(KEY, 0.0, done), ListedSweep(KEY._replace(name="b-2"), 0.0)], width
    )
    assert max(line.cell_length for line in lines) <= width
    first, second = (lines[line].plain for line in choices)
    assert first.split()[:7] == ["birds-1", "✓", "Completed", "4", "of", "4", "0.9000"]
    assert second.startswith("b-2      ● not seen yet")
    assert [choice.value for choice in choices.values()] == [KEY, KEY._replace(name="b-2")]
