"""Which values a sweep chooses, without processes."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.local.sweep.choosing import Chooser, Known
from core.engine.local.sweep.space import place_of, scaling_of, value_at
from core.sweep.ranges import Scaling, parse_range, proposed, tunable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.engine.sweeping import Strategy
    from core.sweep.ranges import Range

RATE = parse_range("learning_rate", "0.0001..0.5 log")
MOMENTUM = parse_range("momentum", "0..0.9")
BETA = parse_range("beta_2", "0.5..0.999 reverse-log")
BATCH = parse_range("mini_batch_size", "8..64")
OPTIMIZER = parse_range("optimizer", "sgd, adam, nag")


def swept(
    ranges: Sequence[Range],
    strategy: Strategy,
    jobs: int,
    outcome: Callable[[dict[str, str]], float | None],
    *,
    seed: int = 0,
) -> list[Known]:
    """A sweep of so many jobs one after another."""
    chooser, known = Chooser(ranges, strategy, seed), list[Known]()
    for _ in range(jobs):
        values = chooser.choose(known)
        if values is None:
            break
        known.append(Known(values, outcome(values)))
    return known


@given(st.sampled_from(sorted(tunable())), st.floats(0.0, 1.0))
def test_a_value_lies_in_its_range_and_is_found_there_again(name: str, place: float) -> None:
    row = proposed(name)
    value = value_at(row, place)
    assert tunable()[name].parse(value) == value
    if row.values:
        assert value in row.values
        assert value_at(row, place_of(row, value)) == value
    else:
        assert float(row.low) <= float(value) <= float(row.high)
        rounding = 0.5 / (float(row.high) - float(row.low)) if row.kind == "Integer" else 1e-4
        assert place_of(row, value) == pytest.approx(place, abs=rounding + 1e-9)


@pytest.mark.parametrize(
    ("row", "middle"),
    [(RATE, "0.0070711"), (MOMENTUM, "0.45"), (BATCH, "36"), (OPTIMIZER, "adam"), (BETA, "0.97764")],
)
def test_the_middle_of_a_range_is_that_of_its_scale(row: Range, middle: str) -> None:
    assert value_at(row, 0.5) == middle


def test_the_ends_of_a_range_are_reached() -> None:
    for row in (RATE, MOMENTUM, BATCH, BETA):
        assert (value_at(row, 0.0), value_at(row, 1.0)) == (row.low, row.high)


def test_a_range_without_a_scale_is_spread_by_powers_of_ten_if_it_is_wide() -> None:
    assert scaling_of(parse_range("learning_rate", "0.001..0.5")) is Scaling.LOGARITHMIC
    assert scaling_of(parse_range("learning_rate", "0.01..0.5")) is Scaling.LINEAR
    assert scaling_of(MOMENTUM) is Scaling.LINEAR
    assert scaling_of(parse_range("learning_rate", "0.001..0.5 linear")) is Scaling.LINEAR


@pytest.mark.parametrize("strategy", ["Random", "Bayesian", "Grid"])
def test_every_combination_of_listed_values_is_tried_once(strategy: Strategy) -> None:
    ranges = (
        OPTIMIZER,
        parse_range("optimizer", "sgd, nag")._replace(name="mini_batch_size", values=("8", "9")),
    )
    known = swept(ranges, strategy, 9, lambda _values: 0.5)
    assert Counter(tuple(one.values.values()) for one in known) == Counter(
        itertools.product(OPTIMIZER.values, ("8", "9"))
    )


@pytest.mark.parametrize("strategy", ["Random", "Bayesian"])
def test_the_same_seed_and_outcomes_lead_to_the_same_values(strategy: Strategy) -> None:
    def runs(seed: int) -> list[Known]:
        return swept((RATE, OPTIMIZER), strategy, 6, lambda values: float(values["learning_rate"]), seed=seed)

    assert runs(3) == runs(3)
    assert runs(3) != runs(4)


def test_the_first_jobs_of_a_bayesian_sweep_lie_in_all_parts_of_the_range() -> None:
    places = [
        place_of(RATE, one.values["learning_rate"]) for one in swept((RATE,), "Bayesian", 8, lambda _: None)
    ]
    assert {int(place * 4) for place in places} == {0, 1, 2, 3}


def test_each_listed_value_is_among_the_first_jobs_of_a_bayesian_sweep() -> None:
    first = swept((OPTIMIZER, RATE), "Bayesian", 3, lambda _: None)
    assert {one.values["optimizer"] for one in first} == set(OPTIMIZER.values)


def test_bayesian_comes_nearer_to_the_best_than_chance() -> None:
    def outcome(values: dict[str, str]) -> float:
        rate, momentum = place_of(RATE, values["learning_rate"]), place_of(MOMENTUM, values["momentum"])
        return 0.9 - (rate - 0.6) ** 2 - (momentum - 0.3) ** 2

    def reached(strategy: Strategy) -> float:
        runs = [swept((RATE, MOMENTUM), strategy, 12, outcome, seed=seed) for seed in range(3)]
        return sum(max(one.objective or 0.0 for one in run) for run in runs) / len(runs)

    assert 0.9 - reached("Bayesian") < (0.9 - reached("Random")) / 4


def test_jobs_that_run_and_jobs_that_failed_are_not_proposed_again() -> None:
    known = swept((RATE,), "Bayesian", 4, lambda values: -abs(place_of(RATE, values["learning_rate"]) - 0.5))
    chooser = Chooser((RATE,), "Bayesian", 0)
    alone = chooser.choose(known)
    assert alone is not None
    beside = chooser.choose([*known, Known(alone, running=True)])
    assert beside is not None
    apart = place_of(RATE, beside["learning_rate"]) - place_of(RATE, alone["learning_rate"])
    assert abs(apart) > 0.01
    after = chooser.choose([*known, Known(alone)])
    assert after is not None
    assert after != alone


def test_a_sweep_whose_jobs_are_all_alike_goes_on() -> None:
    assert len(swept((RATE, OPTIMIZER), "Bayesian", 7, lambda _values: 0.5)) == 7
