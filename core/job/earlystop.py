"""When training gives up because validation accuracy no longer improves.

The rule fits the one public log that shows an early stop (LOG 05: best 0.8661 at epoch 3, stop at epoch 20 on 0.8698,
minimum 10, patience 10, tolerance 0.01): epochs are counted once the minimum is over, and only a gain of at
least the tolerance, relative to the best so far, starts the count anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """When to give up.

    Args:
        min_epochs: that are run in any case.
        patience: epochs without a gain that are waited for.
        tolerance: relative gain that is none.
    """

    min_epochs: int
    patience: int
    tolerance: float


@dataclass(frozen=True, slots=True)
class Patience:
    """The best accuracy that counted, and how many epochs have gone by since without a gain."""

    best: float | None = None
    waited: int = 0


def after_epoch(state: Patience, rule: EarlyStopping, epoch: int, accuracy: float) -> tuple[Patience, bool]:
    """The state after an epoch (from 0), and whether to stop now."""
    if state.best is None or accuracy > state.best * (1 + rule.tolerance):
        return Patience(accuracy, 0), False
    if epoch <= rule.min_epochs:
        return state, False
    waited = state.waited + 1
    return Patience(state.best, waited), waited >= rule.patience


def soonest(rule: EarlyStopping, curve: Iterable[tuple[int, float]]) -> int:
    """The first epoch (from 0) after which training may end, if none of those to come brings a gain.

    Args:
        rule: of the job.
        curve: (epoch, accuracy) so far, in epoch order.
    """
    state, last = Patience(), -1
    for last, accuracy in curve:
        state, _ = after_epoch(state, rule, last, accuracy)
    if state.best is None:
        # The first epoch is always a gain.
        last = 0
    return max(last, rule.min_epochs) + max(1, rule.patience - state.waited)
