"""Reads single values of hyperparameters; each reader raises ValueError with what it would accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")


class CustomerError(Exception):
    """Something in the user's data or hyperparameters that training cannot go on with."""


def value(values: Mapping[str, str], name: str, parse: Callable[[str], _T]) -> _T:
    """The hyperparameter `name` as `parse` reads it.

    Raises:
        CustomerError: in the container's words, if it cannot be read.
    """
    try:
        return parse(values[name])
    except ValueError as problem:
        raise CustomerError(
            f"The value '{values[name]}' is not valid for the '{name}' hyperparameter"
            f"{f' which accepts {problem}' if str(problem) else ''}."
        ) from problem


def optional(values: Mapping[str, str], name: str, parse: Callable[[str], _T]) -> _T | None:
    """The same, or None if it was not given.

    Raises:
        CustomerError: it cannot be read.
    """
    return value(values, name, parse) if values.get(name, "") not in ("", "None") else None


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise ValueError("a positive integer")
    return int(text)


def fraction(text: str) -> float:
    """A number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return value


def shape(text: str) -> tuple[int, int, int]:
    """Channels, height, width."""
    parts = [positive(part) for part in text.split(",")]
    if len(parts) != 3:
        raise ValueError("channels,height,width")
    return parts[0], parts[1], parts[2]


def epochs(text: str) -> tuple[int, ...]:
    """Epochs joined by commas."""
    return tuple(positive(part) for part in text.split(","))


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader that takes these words only."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of the following: {', '.join(choices)}")
        return text

    return parse
