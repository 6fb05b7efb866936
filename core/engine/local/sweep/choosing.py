"""Chooses the values of a sweep's next job: from a grid, by chance, or by what earlier jobs have shown.

Each choice is made anew from what is known, and by the seed: the same jobs with the same outcomes lead to the same next
one. No combination of values is tried twice, since the baseline would only give the same curve again.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local.sweep.space import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.engine.sweeping import Strategy
    from core.sweep.ranges import Range

    Values = Mapping[str, str]

_TRIES = 64
"""Choices that may turn out to be tried already, before the listed combinations are gone through."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an earlier job.

    Args:
        values: that were chosen for it.
        objective: its best; None while it runs, and where it has none.
        running: whether it may still get one.
    """

    values: Values
    objective: float | None = None
    running: bool = False


@dataclass(frozen=True, slots=True)
class Chooser:
    """How a sweep chooses.

    Args:
        ranges: what is tried.
        strategy: how values are chosen.
        seed: of chance.
    """

    ranges: Sequence[Range]
    strategy: Strategy
    seed: int

    def choose(self, known: Sequence[Known]) -> dict[str, str] | None:
        """The values of the next job, by range; None: there is no combination left that was not tried.

        Args:
            known: all jobs so far, in the order in which they were started.
        """
        tried = {self._combination(one.values) for one in known}
        if self.strategy != "Grid":
            for values in itertools.islice(self._proposals(known), _TRIES):
                if self._combination(values) not in tried:
                    return values
        return next((values for values in self._grid() if self._combination(values) not in tried), None)

    def _proposals(self, known: Sequence[Known]) -> Iterator[dict[str, str]]:
        if self.strategy == "Bayesian":
            done = sum(one.objective is not None for one in known)
            if done >= max(len(self.ranges) + 1, *(len(row.values) for row in self.ranges)):
                from core.engine.local.sweep import bayesian

                yield from bayesian.proposals(self.ranges, known, self.seed)
            yield self._spread(len(known))
        chance = random.Random(f"{self.seed} {len(known)}")
        while True:
            yield {row.name: value_at(row, chance.random()) for row in self.ranges}

    def _spread(self, number: int) -> dict[str, str]:
        """The values of one of the first jobs of a Bayesian sweep, which are to lie far from each other.

        The additive recurrence R_d (Roberts 2018): its places fill the space more evenly than chance, however many
        there will be. Listed values take turns, so that each is seen.
        """
        count = len(self.ranges)
        root = 2.0
        for _ in range(40):  # the one positive root of x^(count+1) = x + 1
            root = (1.0 + root) ** (1.0 / (count + 1))
        start = random.Random(self.seed)
        found: dict[str, str] = {}
        for power, row in enumerate(self.ranges, 1):
            first = start.random()
            if row.values:
                found[row.name] = row.values[(int(first * len(row.values)) + number) % len(row.values)]
            else:
                found[row.name] = value_at(row, math.modf(first + (number + 1) * root**-power)[0])
        return found

    def _grid(self) -> Iterator[dict[str, str]]:
        """All combinations of listed values; nothing if a range is between two numbers."""
        names = [row.name for row in self.ranges]
        for values in itertools.product(*(row.values for row in self.ranges)):
            yield dict(zip(names, values, strict=True))

    def _combination(self, values: Values) -> tuple[str, ...]:
        return tuple(values.get(row.name, "") for row in self.ranges)
