"""When training gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job import earlystop
from core.job.earlystop import EarlyStopping, soonest
from core.job.logfile import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def stop(rule: EarlyStopping, accuracies: Iterable[float]) -> int | None:
    """The epoch after which training ends; None if it does not."""
    state = earlystop.Patience()
    for epoch, accuracy in enumerate(accuracies):
        state, ends = earlystop.after_epoch(state, rule, epoch, accuracy)
        if ends:
            return epoch
    return None


def test_the_one_public_log_of_an_early_stop_is_met(shared: Path) -> None:
    with (shared / "data/logs/05_cifar_lst_early_stopping_2023-09.log").open("rb") as log:
        points = read_file(log)
    curve = [point.value for point in points if point.name == "validation:accuracy"]
    assert len(curve) == 21
    assert stop(EarlyStopping(min_epochs=10, patience=10, tolerance=0.01), curve) == 20


def test_epochs_without_a_gain_count_from_the_minimum_on() -> None:
    assert stop(EarlyStopping(min_epochs=1, patience=2, tolerance=0), [0.5] * 9) == 3
    assert stop(EarlyStopping(min_epochs=4, patience=2, tolerance=0), [0.5] * 9) == 6


def test_a_gain_starts_the_count_anew_and_one_below_the_tolerance_does_not() -> None:
    rule = EarlyStopping(min_epochs=1, patience=3, tolerance=0.1)
    assert stop(rule, [0.5, 0.5, 0.5, 0.5, 0.6, 0.6, 0.6, 0.6]) == 7
    assert stop(rule, [0.5, 0.5, 0.5, 0.5, 0.54, 0.6, 0.6, 0.6]) == 4


def test_steady_gains_never_end_it() -> None:
    rule = EarlyStopping(min_epochs=1, patience=1, tolerance=0.01)
    assert stop(rule, [0.1 * 1.05**epoch for epoch in range(40)]) is None


def test_not_a_number_is_no_gain() -> None:
    assert stop(EarlyStopping(1, 2, 0), [0.5, *[float("nan")] * 5]) == 3


def test_the_soonest_end_waits_for_the_minimum_and_for_what_is_left_of_the_patience() -> None:
    rule = EarlyStopping(min_epochs=4, patience=3, tolerance=0)
    assert soonest(rule, []) == 7
    assert soonest(rule, [(0, 0.5)]) == 7
    flat = [(epoch, 0.5) for epoch in range(7)]
    assert soonest(rule, flat) == 7 == stop(rule, [0.5] * 9)
    assert soonest(rule, [*flat, (7, 0.6)]) == 10
