"""How `chart` shows its curves: smoothed, on a logarithmic scale, only some epochs; by the functions of the cockpit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cli.charts import Curve


@dataclass(frozen=True, slots=True)
class Look:
    """What the user wants to see.

    Args:
        smooth: weight of the average, 0 for none.
        log: whether values are drawn on a logarithmic scale.
        first: the first epoch shown, None for all.
        last: the last one, None for all.
    """

    smooth: float = 0.0
    log: bool = False
    first: int | None = None
    last: int | None = None

    def of(self, curves: Sequence[Curve]) -> list[Curve]:
        """The curves as they are drawn, without those that have no value; averages begin at the first epoch."""
        seen = [replace(curve, points=self._seen(curve.points)) for curve in curves]
        return [curve for curve in seen if any(math.isfinite(value) for _, value in curve.points)]

    def words(self, curves: Sequence[Curve]) -> str:
        """What is not as it was logged, to be put behind what the chart shows; empty if all is."""
        said = [f"smoothed {self.smooth:g}"] if self.smooth else []
        if self.log:
            said.append("log scale")
            low = sum(value <= 0 for curve in curves for epoch, value in curve.points if self._shows(epoch))
            said += [f"{low} not above 0 left out"] if low else []
        if self.first is not None or self.last is not None:
            said.append(f"epochs {self.first or 0} to {'the last' if self.last is None else self.last}")
        return "".join(f", {part}" for part in said)

    def _seen(self, points: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        from core.chartview.smoothing import smoothed

        values = smoothed([value for _, value in points], self.smooth)
        return [
            (epoch, math.nan if self.log and value <= 0 else value)
            for (epoch, _), value in zip(points, values, strict=True)
            if self._shows(epoch)
        ]

    def _shows(self, epoch: int) -> bool:
        return (self.first is None or epoch >= self.first) and (self.last is None or epoch <= self.last)


def looks(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the options of a `Look`; `look_of` makes it."""
    for option in (
        click.option("--to", "last", type=click.IntRange(0), metavar="EPOCH", help="Show no epoch after it."),
        click.option(
            "--from", "first", type=click.IntRange(0), metavar="EPOCH", help="Show no epoch before it."
        ),
        click.option("--log", is_flag=True, help="Draw values on a logarithmic scale."),
        click.option(
            "--smooth",
            type=click.FloatRange(0, 0.99),
            default=0.0,
            metavar="W",
            help="Smooth the curves: 0 (not) to 0.99.",
        ),
    ):
        function = option(function)
    return function


def look_of(*, smooth: float, log: bool, first: int | None, last: int | None) -> Look:
    """The options as a value.

    Raises:
        UsageError: the last epoch is before the first.
    """
    if first is not None and last is not None and last < first:
        raise UsageError(
            f"--from {first} --to {last} has no epoch in it",
            fix="give --to an epoch that is not before --from",
        )
    return Look(smooth, log, first, last)
