"""The table of a comparison in words: what came of each run, and what is told of runs that little is known of."""

from __future__ import annotations

import math

from core.compare.table import differences, metrics, notes, results
from core.job.metrics import TRAIN_ACCURACY, VALIDATION_ACCURACY
from core.job.status import Status
from tests.core.compare.runs import BEGAN, run, state

PAID = state({"optimizer": "adam"}, instance_type="ml.g5.xlarge", billable_seconds=900, price_per_hour=2.0)
LIVE = state({"optimizer": "sgd"}, Status.IN_PROGRESS)
RUNS = [
    run("a", [0.5, 0.71234, 0.7], [0.4, 0.5], known=PAID),
    run("b", [0.3, math.nan], known=LIVE, engine="local"),
    run("c"),
]


def test_results_have_a_cell_for_every_run() -> None:
    rows = dict(results(RUNS, VALIDATION_ACCURACY, BEGAN + 125))
    assert rows == {
        "status": ("Completed", "Training", "unknown"),
        "best": ("0.7123", "0.3000", "–"),
        "at epoch": ("1", "0", "–"),
        "last": ("0.7000", "nan", "–"),
        "epochs": ("3", "2", "0"),
        "not a number": ("–", "1", "–"),
        "took": ("10:00", "2 min", "–"),
        "cost": ("$0.50", "free", "–"),
    }


def test_a_metric_without_a_best_has_no_row_for_it() -> None:
    assert "best" not in dict(results(RUNS, "train:throughput", BEGAN))


def test_metrics_are_those_of_all_runs_what_they_are_judged_by_first() -> None:
    assert metrics(RUNS) == (VALIDATION_ACCURACY, TRAIN_ACCURACY)


def test_differences_hold_only_what_differs() -> None:
    assert [row.name for row in differences(RUNS)] == ["where", "instances", "optimizer"]
    assert differences([RUNS[0], RUNS[0]]) == []


def test_runs_of_which_little_is_known_are_named() -> None:
    said = notes([*RUNS, run("d", known=state({"epochs": "2"}))])
    assert said[0] == "Nothing is known yet of c: nobody has attached to it."
    assert said[1] == "No epoch is known of d."
    assert "in brackets was left out" in said[2]
    assert notes(RUNS[:2]) == []
