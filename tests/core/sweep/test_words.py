"""Sweeps in words."""

from __future__ import annotations

import pytest

from core.sweep.words import value_words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.05888229445202465", "0.058882"),
        ("1.2e-08", "1.2e-08"),
        ("64", "64"),
        ("sgd", "sgd"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("1\x1b[31m", "1"),
    ],
)
def test_a_chosen_value_is_short(value: str, shown: str) -> None:
    assert value_words(value) == shown
