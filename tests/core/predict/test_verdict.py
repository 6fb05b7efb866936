"""The verdict in words and tables: what both front ends show of how right answers are."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from core.job.metrics import MetricPoint
from core.job.status import JobKey
from core.predict.answers import Prediction, bar_length, wrong_first
from core.predict.score import Score
from core.predict.training import Beside
from core.predict.verdict import (
    ModelFacts,
    beside_lines,
    class_lines,
    headline,
    judged,
    more_pairs,
    pair_lines,
    sight,
)
from core.runs import RunBook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = JobKey("sagemaker", "1" * 12, "eu-west-1", "ic-flowers")
MODEL = ModelFacts("sagemaker", JOB, ("daisy", "\x1b[2Jroses"), False, {"image_shape": "3,32,32"})
ROWS = [
    Prediction("a.jpg", (0.9, 0.1), (0,)),
    Prediction("b.jpg", (0.8, 0.2), (1,)),
    Prediction("c.jpg", (0.3, 0.7), (1,)),
    Prediction("d.jpg", truth=(1,)),
    Prediction("e.jpg", (0.5, 0.5)),
]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    with closing(RunBook.open(tmp_path / "runs.db")) as book:
        yield book


def test_answers_are_judged_beside_the_best_epoch_that_the_run_book_knows(book: RunBook) -> None:
    alone = judged(book, MODEL, ROWS)
    assert alone is not None
    assert alone.beside is None
    record = book.add_job(JOB, spec={"validation": 40}, created=1.0)
    best = MetricPoint("validation:accuracy", 2, 0.75, None, None)
    assert book.store(
        record.id, old_cursor=None, cursor="{}", lines=(), points=(best,), state=None, drained=False
    )
    found = judged(book, MODEL, ROWS)
    assert found is not None
    assert found.beside == Beside(2 / 3, 3, 0.75, 40)
    assert judged(book, ModelFacts("local"), ROWS[3:]) is None, "no truth is known of an answer"


def test_of_several_labels_every_photo_and_label_is_a_question(book: RunBook) -> None:
    several = ModelFacts("local", None, ("a", "b"), several=True)
    found = judged(book, several, [Prediction("a.jpg", (0.9, 0.1), (0, 1), several=True)])
    assert found is not None
    assert headline(found.found) == (
        "accuracy 0.5000 over photos and labels; of 1 photo 0 have every label right"
    )
    lines = class_lines(found.found, several.classes)
    assert [line.cells for line in lines] == [
        ("0", "a", "1", "1", "1.00", "1.00"),
        ("1", "b", "1", "0", "", "0.00"),
    ]
    assert [line.part for line in lines] == [1.0, 0.0]


def test_the_words_and_tables_of_a_verdict_are_safe_and_exact(book: RunBook) -> None:
    found = judged(book, MODEL, ROWS)
    assert found is not None
    assert isinstance(found.found, Score)
    assert headline(found.found) == "accuracy 0.6667: 2 of 3 photos right"
    assert [line.cells for line in class_lines(found.found, MODEL.classes)] == [
        ("0", "daisy", "1", "1", "1.00", "2"),
        ("1", "\\x1b[2Jroses", "2", "1", "0.50", "1"),
    ]
    assert pair_lines(found.found, MODEL.classes, 10) == [("1", "\\x1b[2Jroses", "daisy", "b.jpg")]
    assert (more_pairs(found.found, 10), more_pairs(found.found, 0)) == ("", "and 1 pair more")


def told(here: float, training: float, *, model: ModelFacts = MODEL, as_trained: bool = False) -> list[str]:
    return beside_lines(Beside(here, 800, training, 800), model, as_trained=as_trained, how="key x")[1:]


def test_a_difference_is_explained_where_chance_does_not() -> None:
    assert told(0.7, 0.7) == []
    assert told(0.70, 0.71) == ["they differ by no more than chance may do"]
    first, second = told(0.6, 0.7)
    assert "the whole photo is squeezed into 32×32" in first
    assert second == "key x cuts photos as training did before they are sent"
    (unlike,) = told(0.6, 0.7, as_trained=True)
    assert "unlike the validation photos" in unlike
    (seen,) = told(0.8, 0.7, model=ModelFacts("local"))
    assert "trained on some of these photos" in seen


def test_only_photos_that_are_squeezed_can_be_cut_as_in_training() -> None:
    assert (sight(MODEL, "x").limits.width, sight(MODEL, "x").limits.height) == (32, 32)
    with pytest.raises(UsageError, match="x is for endpoints of SageMaker"):
        sight(ModelFacts("local"), "x")
    with pytest.raises(UsageError, match="x needs the image_shape of the job"):
        sight(ModelFacts("sagemaker"), "x")


def test_wrong_answers_come_first_then_photos_without_one() -> None:
    assert wrong_first(ROWS) == [1, 3, 0, 2, 4]


@pytest.mark.parametrize(
    ("value", "cells"),
    [(0.0, 0), (0.5, 5), (1.0, 10), (7.0, 10), (-1.0, 0), (float("nan"), 0), (float("inf"), 0)],
)
def test_a_bar_is_as_long_as_its_part(value: float, cells: int) -> None:
    assert bar_length(value, 10) == cells
