"""The label or labels that probabilities mean."""

from __future__ import annotations

import math

from core.predict.answers import Prediction, name_of

NAMES = ("daisy", "rose", "tulip")


def test_the_likeliest_class_is_the_label() -> None:
    found = Prediction("a.jpg", (0.1, 0.7, 0.2), truth=(2,))
    assert found.labels == (1,)
    assert found.ranked() == [1, 2, 0]
    assert found.right is False
    assert found.as_json(NAMES) == {
        "path": "a.jpg",
        "label": 1,
        "name": "rose",
        "probabilities": [0.1, 0.7, 0.2],
        "truth": 2,
    }


def test_of_equally_likely_classes_the_first_is_the_label() -> None:
    assert Prediction("a.jpg", (0.2, 0.4, 0.4)).labels == (1,)


def test_without_an_answer_all_but_the_truth_is_unknown() -> None:
    found = Prediction("a.jpg", truth=(0,))
    assert (found.labels, found.right) == (None, None)
    assert found.as_json(NAMES) == {
        "path": "a.jpg",
        "label": None,
        "name": None,
        "probabilities": None,
        "truth": 0,
    }


def test_what_is_no_number_is_never_likeliest() -> None:
    assert Prediction("a.jpg", (math.nan, 0.1, math.nan)).labels == (1,)
    nothing = Prediction("a.jpg", (math.nan, math.nan), truth=(0,))
    assert (nothing.labels, nothing.right) == (None, None)


def test_of_several_labels_each_counts_by_itself() -> None:
    found = Prediction("a.jpg", (0.87, 0.5, 0.49), truth=(0, 2), several=True)
    assert found.labels == (0, 1)
    assert found.right is False
    assert found.as_json(NAMES)["name"] == ["daisy", "rose"]
    assert found.as_json(NAMES)["truth"] == [0, 2]
    none = Prediction("a.jpg", (0.1, 0.2, 0.3), truth=(), several=True)
    assert (none.labels, none.right) == ((), True)


def test_a_class_without_a_name_goes_by_its_label() -> None:
    assert name_of(3, NAMES) == "3"
    assert Prediction("a.jpg", (0.1, 0.9)).as_json(())["name"] == "1"
