"""Sweeps in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import Capabilities, Review
from core.sweep.words import sweep_cost_lines, value_words
from tests.core.sweep.sweeps import world_in

if TYPE_CHECKING:
    from pathlib import Path

PAID = Capabilities("sagemaker", "sagemaker", costs=True)


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


@pytest.mark.parametrize(
    ("jobs", "most"),
    [
        (4, "$40.00, if each of the 4 jobs runs as long as it may (each on 1 × ml.g5.xlarge)"),
        (1, "$40.00, if the job runs as long as it may (each on 1 × ml.g5.xlarge)"),
    ],
)
def test_the_ceiling_says_that_it_is_one_and_the_likely_cost_is_next_to_it(
    tmp_path: Path, jobs: int, most: str
) -> None:
    found = Review((), {}, price_per_hour=2.0, estimate=40.0, estimate_basis="each on 1 × ml.g5.xlarge")
    known = replace(found, expected=1.136, expected_basis="4 jobs of 04:53 by birds-1")
    with world_in(tmp_path) as world:
        lines = sweep_cost_lines(world.draft(jobs=jobs, parallel=1).sweep, known, PAID)
    assert lines == [
        ("at most", most),
        ("expected", "about $1.14 (4 jobs of 04:53 by birds-1)"),
        ("price", "$2.00 per hour"),
    ]
