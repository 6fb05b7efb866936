"""How right answers are, counted by hand."""

from __future__ import annotations

import pytest

from core.predict.answers import Prediction
from core.predict.score import Confused, score, score_labels
from core.predict.training import Beside, squeezed, squeezes

ANSWERS = (
    Prediction("a", (0.8, 0.1, 0.1), truth=(0,)),
    Prediction("b", (0.5, 0.4, 0.1), truth=(1,)),
    Prediction("c", (0.9, 0.05, 0.05), truth=(1,)),
    Prediction("d", (0.1, 0.7, 0.2), truth=(1,)),
    Prediction("e", (0.5, 0.3, 0.2), truth=(2,)),
    Prediction("f", (0.2, 0.5, 0.3), truth=None),
    Prediction("g", truth=(2,)),
)


def test_one_label_is_counted_class_by_class() -> None:
    found = score(ANSWERS, top_k=2)
    assert found is not None
    assert (found.photos, found.right, found.accuracy) == (5, 2, 0.4)
    assert found.in_k == 4
    assert found.matrix == ((1, 0, 0), (2, 1, 0), (1, 0, 0))
    assert [(row.photos, row.right, row.said) for row in found.classes] == [(1, 1, 4), (3, 1, 1), (1, 0, 0)]
    assert found.confused == (Confused(1, 0, 2, ("c", "b")), Confused(2, 0, 1, ("e",)))


def test_without_a_truth_there_is_nothing_to_judge() -> None:
    assert score(ANSWERS[5:], top_k=2) is None
    assert score_labels(ANSWERS[5:]) is None


def test_a_label_that_the_endpoint_does_not_know_is_never_right() -> None:
    found = score([Prediction("a", (0.8, 0.2), truth=(4,))], top_k=2)
    assert found is not None
    assert (found.right, len(found.classes), found.matrix[4][0]) == (0, 5, 1)


def test_labels_that_no_photo_has_take_no_room() -> None:
    found = score([Prediction("a", (0.8, 0.2), truth=(60_000,))], top_k=2)
    assert found is not None
    assert (found.classes[0].said, found.classes[60_000].photos, len(found.classes)) == (1, 1, 60_001)
    assert len({id(row) for row in found.matrix}) == 2


def test_several_labels_are_counted_label_by_label() -> None:
    found = score_labels(
        [
            Prediction("a", (0.9, 0.6, 0.1), truth=(0,), several=True),
            Prediction("b", (0.9, 0.2, 0.1), truth=(0, 1), several=True),
            Prediction("c", (0.5, 0.2, 0.1), truth=(0,), several=True),
        ]
    )
    assert found is not None
    assert (found.photos, found.whole) == (3, 1)
    assert found.accuracy == pytest.approx(7 / 9)
    assert [(row.precision, row.recall) for row in found.labels] == [(1.0, 1.0), (0.0, 0.0), (None, None)]


@pytest.mark.parametrize(
    ("here", "photos", "training", "validated", "differs"),
    [
        (0.68, 80, 0.70, 80, False),
        (0.50, 80, 0.70, 80, True),
        (0.68, 8000, 0.70, 8000, True),
        (0.62, 80, 0.70, None, False),
        (0.58, 80, 0.70, None, True),
        (1.0, 80, 1.0, 80, False),
        (0.9, 80, 1.0, None, True),
    ],
)
def test_a_difference_counts_if_chance_does_not_explain_it(
    here: float, photos: int, training: float, validated: int | None, differs: bool
) -> None:
    assert Beside(here, photos, training, validated).differs is differs


def test_the_difference_in_resizing_is_told_in_the_jobs_own_numbers() -> None:
    assert squeezed({"image_shape": "3,224,224", "resize": "256"}) == (
        "training brought the shorter side to 256 pixels and cut 224×224 pixels out of each photo; "
        "here the whole photo is squeezed into 224×224"
    )
    assert squeezed({"image_shape": "3,100,200"}).startswith("training cut 200×100 pixels out")
    assert (squeezes("sagemaker"), squeezes("local")) == (True, False)
