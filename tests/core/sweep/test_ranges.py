"""Ranges of a sweep: read from text, shown again as they were, refused with a sentence."""

from __future__ import annotations

import re

import pytest

from core.sweep.ranges import Range, Scaling, parse_range, proposed, range_from_json, tunable


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "learning_rate",
            "0.001..0.1 log",
            Range("learning_rate", "Continuous", "0.001", "0.1", scaling=Scaling.LOGARITHMIC),
        ),
        ("learning_rate", ".001 .. .1", Range("learning_rate", "Continuous", "0.001", "0.1")),
        (
            "learning_rate",
            "1e-6..0.5:log",
            Range("learning_rate", "Continuous", "1e-06", "0.5", scaling=Scaling.LOGARITHMIC),
        ),
        (
            "momentum",
            "0..0.9 reverse-log",
            Range("momentum", "Continuous", "0", "0.9", scaling=Scaling.REVERSE_LOGARITHMIC),
        ),
        ("mini_batch_size", "8..64", Range("mini_batch_size", "Integer", "8", "64")),
        ("optimizer", "sgd, ADAM, sgd", Range("optimizer", "Categorical", values=("sgd", "adam"))),
    ],
)
def test_a_range_is_read_and_written_again(name: str, text: str, expected: Range) -> None:
    found = parse_range(name, text)
    assert found == expected
    assert parse_range(name, found.text) == found
    assert range_from_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("epochs", "1..3", "epochs cannot be swept"),
        ("learning_rat", "0.1..0.2", "did you mean learning_rate?"),
        ("learning_rate", "0.5", "needs a range such as 1e-6..0.5"),
        ("learning_rate", "0.1..0.001", "0.1 is not below 0.001"),
        ("learning_rate", "0.1..2", "must be a number above 0 and below 1"),
        ("momentum", "0..0.9 log", "a log scale cannot start at 0"),
        ("mini_batch_size", "8..64 reverse-log", "needs a range between 0 and below 1"),
        ("eps", "1e-8..1e-3 foo", "the scale is one of auto, linear, log, reverse-log"),
        ("optimizer", "sgd", "needs two values or more"),
        ("optimizer", "sgd, adamm", "did you mean adam?"),
        ("\x1b[31m", "1..2", "there is no hyperparameter"),
    ],
)
def test_what_is_no_range_is_refused_with_a_sentence(name: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as refused:
        parse_range(name, text)
    assert "\x1b" not in str(refused.value)


def test_what_the_guide_proposes_is_a_range_for_each_tunable_hyperparameter() -> None:
    assert set(tunable()) == {
        "beta_1", "beta_2", "eps", "gamma", "learning_rate", "mini_batch_size", "momentum", "optimizer", "weight_decay"
    }  # fmt: skip
    for name in tunable():
        assert parse_range(name, "") == proposed(name)
    assert proposed("mini_batch_size").text == "8..512"
    assert proposed("optimizer").ends == ("sgd", "adam", "rmsprop", "nag")
