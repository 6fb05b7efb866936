"""One hyperparameter: a row of the table, and how a value of it is read and shown."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from core.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["integer", "float", "boolean", "choice", "text"]

_YES = ("1", "true", "yes", "on", "y")
_NO = ("0", "false", "no", "off", "n")
_LARGEST = 2**31 - 1
_INTEGER = re.compile(r"[+-]?[0-9]{1,20}")
_FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Tuning:
    """The range that AWS proposes to a tuning job: Continuous, Integer or Categorical."""

    kind: str
    low: str | None = None
    high: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """A row of the table; the same names as in hyperparameters.yaml.

    Args:
        name: as the container knows it.
        group: for the docs and the form.
        type: what kind of value.
        meaning: one line.
        help: a few lines.
        required: whether the container refuses a job without it.
        auto: whether ``auto`` is allowed: the data set fills it in.
        front: whether the form shows it first.
        default: the AWS guide's, in canonical form; None where there is none.
        container_default: what the container was seen to use instead, if that differs.
        choices: all allowed values in canonical form; for a boolean no, then yes.
        min: smallest allowed number.
        max: largest allowed number.
        above: the number must be larger than this.
        below: the number must be smaller than this.
        pattern: regular expression for the whole of a text.
        unit: of the value.
        example: a sensible value, for messages.
        applies_when: the condition under which it has an effect.
        tuning: AWS's range for tuning jobs.
    """

    name: str
    group: str
    type: Kind
    meaning: str
    help: str
    required: bool = False
    auto: bool = False
    front: bool = False
    default: str | None = None
    container_default: str | None = None
    choices: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    above: float | None = None
    below: float | None = None
    pattern: str = ""
    unit: str = ""
    example: str = ""
    applies_when: str = ""
    tuning: Tuning | None = None

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Hyperparameter:
        """The value for one row of the YAML table."""
        values = dict(row)
        for bound in ("min", "max", "above", "below"):
            if bound in values:
                values[bound] = float(values[bound])
        values["help"] = " ".join(values["help"].split())
        values["choices"] = tuple(values.get("choices", ()))
        if "tuning" in values:
            tuning = values["tuning"]
            values["tuning"] = Tuning(
                tuning["type"], tuning.get("min"), tuning.get("max"), tuple(tuning.get("values", ()))
            )
        return cls(**values)

    def parse(self, text: str) -> str:
        """The value in canonical form, exactly as it is sent.

        Raises:
            ValueError: with a sentence: what is wrong, what is allowed, an example.
        """
        plain = text.strip()
        if self.auto and plain.lower() == "auto":
            return "auto"
        found = {
            "integer": self._integer,
            "float": self._number,
            "boolean": self._boolean,
            "choice": self._choice,
            "text": self._text,
        }[self.type](plain)
        if found is None:
            raise ValueError(self._refusal(plain))
        return found

    def show(self, value: str) -> str:
        """The value for people: yes and no for a boolean, anything else as it is."""
        if self.type == "boolean" and (canonical := self._boolean(value.strip())) is not None:
            return "yes" if canonical == self.choices[1] else "no"
        return value

    def _refusal(self, text: str) -> str:
        from core.text import clean

        allowed = self.allowed()
        if self.type == "integer" and _INTEGER.fullmatch(text) and int(text) > _LARGEST:
            allowed = f"at most {_LARGEST}"
        example = self.example or self.default or ""
        hint = did_you_mean(text, self.choices) if self.type == "choice" else ""
        if not self.choices and example and example not in allowed:
            hint = f" (such as {example})"
        return f"{self.name} must be {allowed}, not {clean(text, limit=60)!r}{hint}"

    def allowed(self) -> str:
        """What is allowed, in words that fit behind "must be"."""
        if self.type == "boolean":
            return "yes or no"
        if self.choices:
            return f"one of {', '.join(self.choices[:-1])} or {self.choices[-1]}"
        if self.type == "text":
            return f"{self.unit}, such as {self.example}"
        bounds = [
            f"{word} {bound:g}"
            for word, bound in (
                ("above", self.above),
                ("of at least", self.min),
                ("below", self.below),
                ("at most", self.max),
            )
            if bound is not None
        ]
        kind = "a whole number" if self.type == "integer" else "a number"
        return " ".join([kind, " and ".join(bounds)]).strip() + (" or auto" if self.auto else "")

    def _integer(self, text: str) -> str | None:
        if not _INTEGER.fullmatch(text):
            return None
        value = int(text)
        if self.choices:
            return str(value) if str(value) in self.choices else None
        return str(value) if value <= _LARGEST and self._within(value) else None

    def _number(self, text: str) -> str | None:
        if not _FLOAT.fullmatch(text):
            return None
        value = float(text)
        return repr(value).removesuffix(".0") if math.isfinite(value) and self._within(value) else None

    def _boolean(self, text: str) -> str | None:
        word = text.lower()
        return self.choices[1] if word in _YES else self.choices[0] if word in _NO else None

    def _choice(self, text: str) -> str | None:
        return text.lower() if text.lower() in self.choices else None

    def _text(self, text: str) -> str | None:
        joined = re.sub(r"\s*,\s*", ",", text)
        return joined if re.fullmatch(self.pattern, joined) else None

    def _within(self, value: float) -> bool:
        return (
            (self.min is None or value >= self.min)
            and (self.max is None or value <= self.max)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )


@functools.cache
def table() -> Mapping[str, Hyperparameter]:
    """All hyperparameters by name, those in front first; read once per process."""
    import yaml

    source = Path(__file__).with_name("hyperparameters.yaml").read_bytes()
    rows = yaml.load(source, Loader=yaml.CSafeLoader)
    found = [Hyperparameter.of_row(row) for row in rows]
    return {parameter.name: parameter for parameter in found}
