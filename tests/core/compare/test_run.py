"""A run of a comparison: best and last values, time, cost, and which runs can be compared at all."""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.compare.run import Value, read_run, require_comparable
from core.errors import UsageError
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from core.job.status import JobKey, Status, TransformFacts
from core.runs import RunBook
from tests.core.compare.runs import BEGAN, points, record, run, state

if TYPE_CHECKING:
    from pathlib import Path

LOSS = "validation:loss"


def test_the_best_is_the_earliest_of_equals_and_never_not_a_number() -> None:
    found = run("a", [0.5, 0.7, math.nan, 0.7, 0.6])
    assert found.best(VALIDATION_ACCURACY) == Value(1, 0.7)
    assert found.last(VALIDATION_ACCURACY) == Value(4, 0.6)
    assert found.broken(VALIDATION_ACCURACY) == [2]


def test_the_best_is_a_point_of_the_curve_that_is_drawn() -> None:
    streams = ("a/algo-1-1764000000", "a/algo-1-1764003600")
    before, after = (
        [MetricPoint(VALIDATION_ACCURACY, epoch, value, stream) for epoch, value in enumerate(values)]
        for stream, values in zip(streams, ((0.5, 0.9, 0.8), (0.4, 0.6)), strict=True)
    )
    found = replace(run("a"), points=(*before, *after))
    assert found.series(VALIDATION_ACCURACY) == [(0, 0.4), (1, 0.6)]
    assert found.best(VALIDATION_ACCURACY) == Value(1, 0.6)


def test_of_a_loss_the_lowest_is_best_and_of_what_is_neither_none() -> None:
    found = replace(run("a"), points=(*points([0.9, 0.2, 0.4], LOSS), *points([3, 9], "train:throughput")))
    assert found.best(LOSS) == Value(1, 0.2)
    assert found.best("train:throughput") is None


def test_time_and_cost_end_with_the_job() -> None:
    paid = state({}, instance_type="ml.g5.xlarge", billable_seconds=3600, price_per_hour=1.5)
    found = run("a", known=paid)
    assert found.seconds(BEGAN + 9999) == 600
    assert found.cost(BEGAN + 9999) == pytest.approx(1.5)
    assert run("b", known=state({}, Status.IN_PROGRESS)).seconds(BEGAN + 60) == 60


def test_what_a_job_costs_of_which_no_instance_is_known_is_not_known() -> None:
    assert run("a", known=state({})).cost(BEGAN) is None


def test_nothing_is_billed_on_this_machine_and_nothing_known_of_a_job_that_nobody_heard_of() -> None:
    assert run("a", known=state({}), engine="local").cost(BEGAN) == 0
    unheard = run("b")
    assert (unheard.seconds(BEGAN), unheard.cost(BEGAN), unheard.values) == (None, None, None)
    assert unheard.stage == "unknown"


def test_a_name_from_outside_is_shown_harmless() -> None:
    assert run("a\x1b[31m[b]").name == "a[b]"


def test_the_book_is_read_again_only_for_new_points(tmp_path: Path) -> None:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        job = book.add_job(JobKey("local", "", "", "a"), spec=None, created=BEGAN)
        book.store(job.id, old_cursor=None, cursor="1", points=points([0.1]), state=state({}))
        first = read_run(book, job.id)
        assert first.series(VALIDATION_ACCURACY) == [(0, 0.1)]
        assert read_run(book, job.id, first).points is first.points
        book.store(job.id, old_cursor="1", cursor="2", points=points([0.1, 0.4]))
        assert read_run(book, job.id, first).series(VALIDATION_ACCURACY) == [(0, 0.1), (1, 0.4)]


BATCH = record("batch", state({}, transform=TransformFacts("a")))


@pytest.mark.parametrize(
    ("records", "word"),
    [
        ([record("a")], "no comparison"),
        ([record(f"job-{number}") for number in range(9)], "9 runs are too many"),
        ([record("a"), record("a")], "twice"),
        ([record("a"), BATCH], "batch is a batch transform"),
    ],
)
def test_what_is_no_comparison_is_refused_with_what_to_do(records: list[object], word: str) -> None:
    with pytest.raises(UsageError, match=word) as told:
        require_comparable(records)  # type: ignore[arg-type]
    assert told.value.fix


def test_one_run_and_its_baseline_are_a_comparison() -> None:
    require_comparable([record("a")], baseline=True)
    require_comparable([record("a"), record("b")])
