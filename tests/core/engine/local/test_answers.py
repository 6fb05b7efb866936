"""How answers are counted, for one label per photo and for several."""

from __future__ import annotations

import numpy as np
import pytest

from core.engine.local.answers import Answers, count, ranks, without_looking, yeses


def test_the_likeliest_class_is_rank_nought() -> None:
    probabilities = np.array([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]], dtype=np.float32)
    assert ranks(probabilities, np.array([1, 1])).tolist() == [0, 2]


def test_a_network_that_cannot_decide_is_not_always_right() -> None:
    same = np.full((3, 3), 1 / 3, dtype=np.float32)
    assert ranks(same, np.array([0, 1, 2])).tolist() == [0, 1, 2]


def test_one_label_is_one_question_and_the_k_likeliest_are_counted_if_asked_for() -> None:
    probabilities = np.array([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3], [0.2, 0.5, 0.3]], dtype=np.float32)
    assert count(probabilities, [1, 1, 2]) == Answers(3, 3, 1)
    assert count(probabilities, [1, 1, 2], 2) == Answers(3, 3, 1, 2)


def test_with_several_labels_every_class_is_a_question_and_one_half_is_no() -> None:
    probabilities = np.array([[0.9, 0.9, 0.1], [0.5, 0.2, 0.51]], dtype=np.float32)
    assert count(probabilities, [(1, 0, 0), (0, 0, 1)]) == Answers(2, 6, 5)
    assert count(probabilities, [(1, 1, 0), (1, 1, 1)]) == Answers(2, 6, 4)


def test_the_accuracy_without_looking() -> None:
    labels = [(1, 0, 1, 0), (1, 0, 0, 0), (1, 1, 0, 0), (0, 0, 0, 0)]
    assert without_looking(labels) == pytest.approx((11 / 16, (3 + 3 + 3 + 4) / 16))


def test_what_was_found_and_what_was_said_wrongly_is_counted_for_each_class() -> None:
    probabilities = np.array([[0.9, 0.9, 0.1], [0.8, 0.2, 0.51], [0.1, 0.1, 0.1]], dtype=np.float32)
    right, wrong, true = yeses(probabilities, [(1, 0, 0), (1, 1, 1), (1, 0, 0)]).tolist()
    assert (right, wrong, true) == ([2, 0, 1], [0, 1, 0], [3, 1, 1])
