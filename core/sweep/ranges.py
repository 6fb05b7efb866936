"""The ranges a sweep tries: read from text, shown, and what the algorithm's guide proposes.

A range is written ``0.001..0.1``, with the scale behind it where it matters (``0.001..0.1 log``), or as a list of
values: ``sgd, adam``. Kinds and scales are SageMaker's (ParameterRanges of CreateHyperParameterTuningJob).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from core.job.parameter import table
from core.nearest import did_you_mean
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.job.parameter import Hyperparameter

Kind = Literal["Continuous", "Integer", "Categorical"]


class Scaling(StrEnum):
    """SageMaker's HyperParameterScalingType."""

    AUTO = "Auto"
    LINEAR = "Linear"
    LOGARITHMIC = "Logarithmic"
    REVERSE_LOGARITHMIC = "ReverseLogarithmic"


SCALES: Mapping[str, Scaling] = {
    "auto": Scaling.AUTO,
    "linear": Scaling.LINEAR,
    "log": Scaling.LOGARITHMIC,
    "reverse-log": Scaling.REVERSE_LOGARITHMIC,
}
"""The word behind a range -> the scale."""
_WORDS = {scaling: word for word, scaling in SCALES.items()}
_RANGE = re.compile(r"(?P<low>[^\s.]?[^\s]*?)\s*\.\.\s*(?P<high>[^\s:]+)(?:(?:\s+|:)(?P<scale>\S+))?")
MOST_VALUES = 30
"""Of a categorical range (CreateHyperParameterTuningJob)."""


class Range(NamedTuple):
    """The values of one hyperparameter that a sweep may try; numbers in canonical form, as text.

    Args:
        name: of the hyperparameter.
        kind: as SageMaker has it.
        low: smallest value; empty if categorical.
        high: largest value; empty if categorical.
        values: if categorical.
        scaling: how values are spread between `low` and `high`.
    """

    name: str
    kind: Kind
    low: str = ""
    high: str = ""
    values: tuple[str, ...] = ()
    scaling: Scaling = Scaling.AUTO

    @property
    def text(self) -> str:
        """The range as it is written; `parse_range` reads it again."""
        if self.kind == "Categorical":
            return ", ".join(self.values)
        scale = "" if self.scaling is Scaling.AUTO else f" {_WORDS[self.scaling]}"
        return f"{self.low}..{self.high}{scale}"

    @property
    def ends(self) -> tuple[str, ...]:
        """The values that checks look at: both ends, or each of the values."""
        return self.values or (self.low, self.high)

    def as_json(self) -> list[Any]:
        """JSON-able; `range_from_json` gives an equal one back."""
        return [self.name, self.kind, self.low, self.high, list(self.values), self.scaling.value]


@dataclass(frozen=True, slots=True)
class _Numbers:
    low: str
    high: str
    scaling: Scaling


def range_from_json(saved: list[Any]) -> Range:
    """The range that was saved by `Range.as_json`."""
    name, kind, low, high, values, scaling = saved
    return Range(name, kind, low, high, tuple(values), Scaling(scaling))


def tunable() -> Mapping[str, Hyperparameter]:
    """The hyperparameters that SageMaker can tune, by name."""
    return {name: parameter for name, parameter in table().items() if parameter.tuning is not None}


def proposed(name: str) -> Range:
    """The range that the algorithm's guide gives for a tunable hyperparameter (reference, §1).

    Raises:
        ValueError: it cannot be tuned, or there is no such hyperparameter.
    """
    parameter = _parameter(name)
    tuning = parameter.tuning
    assert tuning is not None
    kind: Kind = "Integer" if tuning.kind == "Integer" else "Continuous"
    if tuning.kind == "Categorical":
        return Range(name, "Categorical", values=tuning.values)
    low = _taken(parameter, tuning.low or "", instead="1e-09")
    return Range(name, kind, low, _taken(parameter, tuning.high or "", instead="0.999"))


def parse_range(name: str, text: str) -> Range:
    """A range from text: ``0.001..0.1``, ``0.001..0.1 log``, ``8..64``, ``sgd, adam``; empty text proposes one.

    Args:
        name: of the hyperparameter.
        text: as a person or a file gives it.

    Raises:
        ValueError: with a sentence: what is wrong, what is allowed, an example.
    """
    parameter = _parameter(name)
    plain = text.strip()
    if not plain:
        return proposed(name)
    if parameter.choices:
        return Range(name, "Categorical", values=_values(parameter, plain))
    numbers = _numbers(parameter, plain)
    kind: Kind = "Integer" if parameter.type == "integer" else "Continuous"
    return Range(name, kind, numbers.low, numbers.high, scaling=numbers.scaling)


def _parameter(name: str) -> Hyperparameter:
    known = tunable()
    if name in known:
        return known[name]
    shown = clean(name, limit=60)
    if name in table():
        raise ValueError(f"{shown} cannot be swept: SageMaker tunes {', '.join(known)}")
    raise ValueError(f"there is no hyperparameter {shown}{did_you_mean(name, known)}")


def _taken(parameter: Hyperparameter, end: str, *, instead: str) -> str:
    """The end of a range, or what is near it: for two hyperparameters the guide proposes what the container refuses."""
    try:
        parameter.parse(end)
    except ValueError:
        return instead
    return end


def _values(parameter: Hyperparameter, text: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(parameter.parse(part) for part in text.split(",") if part.strip()))
    if len(values) < 2:
        raise ValueError(
            f"{parameter.name} needs two values or more, such as {', '.join(parameter.choices[:2])}"
        )
    return values


def _numbers(parameter: Hyperparameter, text: str) -> _Numbers:
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError(
            f"{parameter.name} needs a range such as {_example(parameter)}, not {clean(text, limit=60)!r}"
        )
    low, high = parameter.parse(found["low"]), parameter.parse(found["high"])
    if float(low) >= float(high):
        raise ValueError(f"{parameter.name}: {low} is not below {high}")
    word = (found["scale"] or "auto").lower()
    if word not in SCALES:
        raise ValueError(
            f"{parameter.name}: the scale is one of {', '.join(SCALES)}, not {clean(word, limit=30)!r}"
        )
    scaling = SCALES[word]
    if scaling is Scaling.LOGARITHMIC and float(low) <= 0:
        raise ValueError(f"{parameter.name}: a log scale cannot start at {low}")
    if scaling is Scaling.REVERSE_LOGARITHMIC and not (
        parameter.type == "float" and float(low) >= 0 and float(high) < 1
    ):
        raise ValueError(f"{parameter.name}: a reverse-log scale needs a range between 0 and below 1")
    return _Numbers(low, high, scaling)


def _example(parameter: Hyperparameter) -> str:
    assert parameter.tuning is not None
    return f"{parameter.tuning.low}..{parameter.tuning.high}"
