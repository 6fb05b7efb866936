"""Bayesian choice: a Gaussian process over what earlier jobs reached, and the place where more may be expected.

scikit-learn has the process; docs/decisions/0029-choosing-values.md says why it, and how it compares with chance.
"""

from __future__ import annotations

import random
import warnings
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from core.engine.local.sweep.space import place_of, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from core.engine.local.sweep.choosing import Known
    from core.sweep.ranges import Range

    Floats = NDArray[np.float64]
    Values = Mapping[str, str]

_ANYWHERE, _NEAR = 800, 200
"""Places that are looked at: by chance, and around the best so far."""
_STEP = 0.08
"""Standard deviation of the latter's distance, as a part of a range."""
_FLIP = 0.25
"""How often a listed value is another one there."""
_LEAST_GAIN = 0.01
"""In standard deviations of what is known: less is not worth staying near the best for."""


def proposals(ranges: Sequence[Range], known: Sequence[Known], seed: int) -> Iterator[dict[str, str]]:
    """Values for the next job, the most promising first.

    Jobs that still run count as if they had reached what is expected of them, so that the next one goes elsewhere.

    Args:
        ranges: what is tried.
        known: all jobs so far; one at least has an objective.
        seed: of chance.
    """
    chance = random.Random(f"{seed} {len(known)}")
    done = [(one.values, one.objective) for one in known if one.objective is not None]
    best, _ = max(done, key=lambda pair: pair[1])
    candidates = [
        *({row.name: value_at(row, chance.random()) for row in ranges} for _ in range(_ANYWHERE)),
        *(_beside(ranges, best, chance) for _ in range(_NEAR)),
    ]
    reached = np.array([objective for _, objective in done])
    scale = float(reached.std()) or 1.0
    gains = _expected_gains(
        _encoded(ranges, [values for values, _ in done]),
        (reached - reached.mean()) / scale,
        _encoded(ranges, [one.values for one in known if one.running]),
        _encoded(ranges, candidates),
    )
    for index in np.argsort(-gains, kind="stable"):
        yield candidates[int(index)]


def _expected_gains(places: Floats, reached: Floats, running: Floats, candidates: Floats) -> Floats:
    """Expected improvement over the best so far at each candidate (Jones et al. 1998); all in standard units."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    lengths = np.full(places.shape[1], 0.5)
    kernel = ConstantKernel(1.0, (0.1, 10.0)) * Matern(lengths, (0.1, 5.0), nu=2.5)
    kernel += WhiteKernel(0.05, (1e-4, 0.5))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a parameter at the end of its bounds is no news with three jobs
        process = GaussianProcessRegressor(kernel, n_restarts_optimizer=1, random_state=0)
        process.fit(places, reached)
    best = float(process.predict(places).max())
    if len(running):
        expected = process.predict(running)
        process = GaussianProcessRegressor(process.kernel_, optimizer=None)
        process.fit(np.vstack([places, running]), np.concatenate([reached, expected]))
    mean, spread = process.predict(candidates, return_std=True)
    noise = process.kernel_.k2.noise_level  # of single jobs: it says nothing about what is still to be found
    deviation = np.sqrt(np.maximum(spread**2 - noise, 1e-9))
    ahead = mean - best - _LEAST_GAIN
    normal = NormalDist()
    under = np.array([normal.cdf(place) for place in ahead / deviation])
    height = np.array([normal.pdf(place) for place in ahead / deviation])
    gains: Floats = ahead * under + deviation * height
    return gains


def _encoded(ranges: Sequence[Range], rows: Sequence[Values]) -> Floats:
    """Each row's values as numbers: a place for a range, and one of many ones for listed values."""
    coded = [[number for row in ranges for number in _numbers(row, values[row.name])] for values in rows]
    return np.array(coded, dtype=np.float64)


def _numbers(row: Range, value: str) -> tuple[float, ...]:
    if row.values:
        return tuple(float(value == other) for other in row.values)
    return (place_of(row, value),)


def _beside(ranges: Sequence[Range], values: Values, chance: random.Random) -> dict[str, str]:
    """Values not far from the given ones."""
    found = dict(values)
    for row in ranges:
        if row.values:
            found[row.name] = chance.choice(row.values) if chance.random() < _FLIP else values[row.name]
        else:
            place = place_of(row, values[row.name]) + chance.gauss(0.0, _STEP)
            found[row.name] = value_at(row, min(max(place, 0.0), 1.0))
    return found
