"""`compare` and `jobs --where` as a user runs them, over a run book that was filled by hand."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.job.metrics import TRAIN_ACCURACY
from core.job.status import JobKey, JobState, Transition
from tests.cli.localjob import open_book
from tests.cli.runner import controls_in, trainscope
from tests.core.compare.runs import BEGAN, points, state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COUNTS = {"num_classes": "2", "num_training_samples": "4"}
CLOUD = ("sagemaker", "123456789012", "eu-west-1")
LOCAL = ("local", "", "")


@pytest.fixture
def book(home: Path) -> Path:
    """Three runs that are over, read to their end, and one that nobody has attached to."""
    paid = state(
        {**COUNTS, "optimizer": "adam"},
        instance_type="ml.g5.xlarge",
        billable_seconds=900,
        price_per_hour=2.0,
        transitions=(Transition("Training", BEGAN, BEGAN + 600),),
    )
    add(home, (*CLOUD, "ic-adam"), paid, [0.5, 0.75, 0.7])
    add(home, (*CLOUD, "ic-sgd"), over({**COUNTS, "optimizer": "sgd"}), [0.3, 0.4])
    add(home, (*LOCAL, "ic-here"), over(COUNTS), [0.2, 0.25])
    return home


def over(values: dict[str, str]) -> JobState:
    return state(values, transitions=(Transition("Training", BEGAN, BEGAN + 600),))


def add(home: Path, key: tuple[str, str, str, str], known: JobState, values: Sequence[float]) -> None:
    with closing(open_book(home)) as opened:
        record = opened.add_job(JobKey(*key), spec=None, created=BEGAN)
        said = (*points(values), *points(values, TRAIN_ACCURACY))
        opened.store(record.id, old_cursor=None, cursor="1", points=said, state=known, drained=True)


def test_curves_results_and_only_what_differs_are_printed(book: Path) -> None:
    result = trainscope(book, "compare", "ic-adam", "ic-sgd", "--ascii")
    assert result.code == 0
    assert result.stdout.isascii()
    assert not controls_in(result.stdout)
    table = dict(line.split(None, 1) for line in result.stdout.splitlines()[-12:] if line)
    assert table["best"].split() == ["0.7500", "0.4000"]
    assert table["cost"].split() == ["$0.50", "-"]
    assert table["optimizer"].split() == ["adam", "sgd"]
    assert "num_classes" not in result.stdout


def test_json_has_each_run_with_its_curve_and_the_baseline_last(book: Path) -> None:
    answer = trainscope(book, "compare", "ic-adam", "--baseline", "--json").json()
    first, baseline = answer["runs"]
    assert (first["name"], first["best"], first["cost"]) == ("ic-adam", {"epoch": 1, "value": 0.75}, 0.5)
    assert first["points"] == [[0, 0.5], [1, 0.75], [2, 0.7]]
    assert (baseline["name"], baseline["letter"]) == ("ic-here", None)
    assert answer["differs"]["optimizer"] == ["adam", "sgd"]


@pytest.mark.parametrize(
    ("args", "what", "fix"),
    [
        (("ic-adam",), "one run alone is no comparison", "name two jobs or more"),
        (("ic-adam", "ic-adam"), "a run is named twice", "name each job once"),
        (("ic-adam", "ic-sgd", "--metric", "train:acuracy"), "did you mean train:accuracy?", "name one of"),
        (("ic-here", "--baseline"), "there is no baseline", "trainscope launch --engine local"),
    ],
)
def test_what_cannot_be_compared_is_told(book: Path, args: tuple[str, ...], what: str, fix: str) -> None:
    result = trainscope(book, "compare", *args)
    assert (result.code, result.stdout) == (2, "")
    assert what in result.stderr
    assert fix in result.stderr


def test_jobs_are_found_by_values_and_results(book: Path) -> None:
    words = ("jobs", "--where", "optimizer=adam best>0.7", "--json")
    found = trainscope(book, *words, env={"TRAINSCOPE_RUNS__KEEP_DAYS": "99999"}).json()
    assert [row["name"] for row in found] == ["ic-adam"]
    wrong = trainscope(book, "jobs", "--where", "bets>1")
    assert wrong.code == 2
    assert "did you mean best?" in wrong.stderr
