"""A wrong name is answered with the valid one it looks like, if there is one."""

from __future__ import annotations

import pytest

from core.nearest import did_you_mean, nearest

KNOWN = ["epochs", "num_classes", "Learning_Rate"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("epoch", "epochs"),
        ("num_epochs", "epochs"),
        ("NUM_CLASS", "num_classes"),
        ("learning-rate", "Learning_Rate"),
    ],
)
def test_a_slip_finds_the_name_that_was_meant(wrong: str, right: str) -> None:
    assert nearest(wrong, KNOWN) == right
    assert did_you_mean(wrong, KNOWN) == f" (did you mean {right}?)"


@pytest.mark.parametrize("wrong", ["", "xyz", "x" * 1_000_000])
def test_what_looks_like_nothing_gets_no_suggestion(wrong: str) -> None:
    assert nearest(wrong, KNOWN) is None
    assert did_you_mean(wrong, KNOWN) == ""
