"""Rules for single values of configuration keys: what a value may be, and the sentence if it is not.

A rule reads a YAML node, whatever it came from: a node of the file knows its line, one made from an environment
variable or a flag does not. Values are taken as they are written: ``1e-4`` is a number although YAML 1.1 says it
is text, ``1:30`` is not ninety, and ``no`` among class names is refused rather than turned into false.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import yaml

from core.config.nodes import NULL, TAG, Fault, MisfitError, number_in, quoted_number, shown
from core.nearest import nearest
from core.s3address import S3Address, is_s3

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Word = TypeVar("Word", bound=str)

_LARGEST = 10**12
"""Of whole numbers without another limit: more is a slip, and no arithmetic overflows below it."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """How a key's value is read.

    Args:
        read: node and the folder that relative paths start from -> the value; raises `MisfitError`.
        expects: what is allowed, for people, such as ``a number above 0 and below 1``.
        literal: whether text from the environment or a flag is the value itself and not YAML.
        nullable: whether null is allowed.
    """

    read: Callable[[yaml.Node, Path], T]
    expects: str
    literal: bool = False
    nullable: bool = False


def wrong(node: yaml.Node, expects: str, hint: str = "") -> MisfitError:
    """The error for a value that is not what is expected; `hint` says what may have been meant."""
    return MisfitError(Fault(node, f"must be {expects}, not {shown(node)}" + (f" ({hint})" if hint else "")))


def flag() -> Rule[bool]:
    """True or false, also YAML's yes, no, on, off."""
    expects = "true or false"

    def read(node: yaml.Node, base: Path) -> bool:
        if node.tag != TAG + "bool":
            raise wrong(node, expects)
        return str(node.value).lower() in ("true", "yes", "on")

    return Rule(read, expects)


def flag_or(other: Rule[T]) -> Rule[bool | T]:
    """True or false, or what another rule allows."""
    truth = flag()
    expects = f"true, false, {other.expects}"

    def read(node: yaml.Node, base: Path) -> bool | T:
        if node.tag == TAG + "bool":
            return truth.read(node, base)
        try:
            return other.read(node, base)
        except MisfitError:
            raise wrong(node, expects) from None

    return Rule(read, expects)


def number(
    *,
    above: float | None = None,
    below: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> Rule[float]:
    """A finite number; `above` and `below` are excluded, `least` and `most` are allowed."""
    limits = [
        f"above {above:g}" if above is not None else "",
        f"of at least {least:g}" if least is not None else "",
    ]
    limits.append(f"below {below:g}" if below is not None else "")
    limits.append(f"at most {most:g}" if most is not None else "")
    expects = " ".join(["a number", " and ".join(limit for limit in limits if limit)]).strip()

    def read(node: yaml.Node, base: Path) -> float:
        value = number_in(node)
        if value is None:
            raise wrong(node, expects, "take the quotes away" if quoted_number(node) else "")
        if (
            not math.isfinite(value)
            or (above is not None and value <= above)
            or (below is not None and value >= below)
            or (least is not None and value < least)
            or (most is not None and value > most)
        ):
            raise wrong(node, expects)
        return value

    return Rule(read, expects)


def whole(*, least: int, most: int | None = None) -> Rule[int]:
    """A whole number of at least `least` and at most `most`."""
    expects = (
        f"a whole number of at least {least}" if most is None else f"a whole number from {least} to {most}"
    )

    def read(node: yaml.Node, base: Path) -> int:
        value = number_in(node)
        if value is None or not str(node.value).lstrip("+-").isdigit():
            raise wrong(node, expects, "take the quotes away" if quoted_number(node) else "")
        if not least <= value <= (_LARGEST if most is None else most):
            raise wrong(node, expects)
        return int(str(node.value))

    return Rule(read, expects)


def words(expects: str = "text") -> Rule[str]:
    """Text that is not empty."""

    def read(node: yaml.Node, base: Path) -> str:
        if node.tag != TAG + "str":
            hint = "put it in quotes" if isinstance(node, yaml.ScalarNode) and node.tag != NULL else ""
            raise wrong(node, expects, hint)
        if not node.value.strip():
            raise wrong(node, expects)
        return str(node.value)

    return Rule(read, expects, literal=True)


def one_of(*allowed: Word) -> Rule[Word]:
    """One of some words."""
    expects = allowed[0] if len(allowed) == 1 else f"{', '.join(allowed[:-1])} or {allowed[-1]}"

    def read(node: yaml.Node, base: Path) -> Word:
        value = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        for word in allowed:
            if word == value:
                return word
        near = nearest(value, allowed)
        raise wrong(node, expects, f"did you mean {near}?" if near else "")

    return Rule(read, expects, literal=True)


def local_path(what: str) -> Rule[Path]:
    """A path on this machine: ``~`` is the home, a relative one starts from the folder of the file it stands in."""
    expects = f"the path of {what}"
    plain = words(expects)

    def read(node: yaml.Node, base: Path) -> Path:
        value = plain.read(node, base)
        if is_s3(value):
            raise MisfitError(Fault(node, "is in S3, and must be on this machine"))
        if "\0" in value:
            raise MisfitError(Fault(node, "holds a NUL, which no path can"))
        try:
            return base / Path(value).expanduser()
        except RuntimeError:
            raise MisfitError(Fault(node, "names a home folder that is not known")) from None

    return Rule(read, expects, literal=True)


def path_or_s3(what: str) -> Rule[Path | S3Address]:
    """A path on this machine, as `local_path` reads it, or an address in S3."""
    local = local_path(what)

    def read(node: yaml.Node, base: Path) -> Path | S3Address:
        value = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if not is_s3(value):
            return local.read(node, base)
        try:
            return S3Address.parse(value)
        except ValueError as error:
            raise MisfitError(Fault(node, str(error))) from None

    return Rule(read, f"{local.expects}, or its s3:// address", literal=True)
