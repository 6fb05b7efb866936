"""Rules made of rules: commands, lists, mappings, null."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import yaml

from core.config.nodes import NULL, Fault, MisfitError, pairs, shown
from core.config.rules import Rule, words, wrong
from core.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

T = TypeVar("T")
Word = TypeVar("Word", bound=str)


def command() -> Rule[tuple[str, ...]]:
    """A program with its arguments: a line as a shell would split it (no shell runs), or a list."""
    expects = "a command line or a list of words"
    parts = listing(words())

    def read(node: yaml.Node, base: Path) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            found = parts.read(node, base)
        else:
            from shlex import split

            try:
                found = tuple(split(words(expects).read(node, base)))
            except ValueError as error:
                raise MisfitError(Fault(node, f"cannot be split into words: {str(error).lower()}")) from None
        if not found:
            raise wrong(node, expects)
        return found

    return Rule(read, expects, literal=True)


def listing(item: Rule[T], *, distinct: bool = False) -> Rule[tuple[T, ...]]:
    """A list, each item by the same rule; `distinct` refuses a repeated one."""
    expects = f"a list of {item.expects}"

    def read(node: yaml.Node, base: Path) -> tuple[T, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise wrong(node, expects)
        found: list[T] = []
        faults: list[Fault] = []
        for place, child in enumerate(node.value):
            try:
                value = item.read(child, base)
            except MisfitError as error:
                faults += [Fault(fault.node, fault.what, f"[{place}]{fault.below}") for fault in error.faults]
                continue
            if distinct and value in found:
                faults.append(Fault(child, f"{shown(child)} stands in the list already", f"[{place}]"))
            found.append(value)
        if faults:
            raise MisfitError(*faults)
        return tuple(found)

    return Rule(read, expects)


def one_or_more(item: Rule[T]) -> Rule[tuple[T, ...]]:
    """One value or a list of them; a tuple either way."""
    several = listing(item)

    def read(node: yaml.Node, base: Path) -> tuple[T, ...]:
        return several.read(node, base) if isinstance(node, yaml.SequenceNode) else (item.read(node, base),)

    return Rule(read, f"{item.expects} or {several.expects}")


def mapping(item: Rule[T]) -> Rule[Mapping[str, T]]:
    """Names of the user's own choice, each with a value by the same rule."""
    expects = f"a mapping of names to {item.expects}"

    def read(node: yaml.Node, base: Path) -> Mapping[str, T]:
        if not isinstance(node, yaml.MappingNode):
            raise wrong(node, expects)
        found: dict[str, T] = {}
        faults: list[Fault] = []
        for name, key_node, child in pairs(node):
            try:
                value = item.read(child, base)
            except MisfitError as error:
                faults += [Fault(fault.node, fault.what, f".{name}{fault.below}") for fault in error.faults]
                continue
            raw = str(key_node.value)
            if raw in found or not isinstance(key_node, yaml.ScalarNode):
                faults.append(
                    Fault(key_node, "is no name" if raw not in found else "stands here twice", f".{name}")
                )
            found[raw] = value
        if faults:
            raise MisfitError(*faults)
        return found

    return Rule(read, expects)


def choices(names: Collection[Word], item: Rule[T]) -> Rule[Mapping[Word, T]]:
    """A mapping of known names, each with a value by the same rule."""
    free = mapping(item)
    expects = f"a mapping of {', '.join(names)} to {item.expects}"

    def read(node: yaml.Node, base: Path) -> Mapping[Word, T]:
        if not isinstance(node, yaml.MappingNode):
            raise wrong(node, expects)
        found = free.read(node, base)
        faults = [
            Fault(key, f"there is no such name{did_you_mean(name, names)}", f".{name}")
            for name, key, _ in pairs(node)
            if name not in names
        ]
        if faults:
            raise MisfitError(*faults)
        return {name: found[name] for name in names if name in found}

    return Rule(read, expects)


def optional(rule: Rule[T]) -> Rule[T | None]:
    """The same rule, with null for none."""

    def read(node: yaml.Node, base: Path) -> T | None:
        return None if node.tag == NULL else rule.read(node, base)

    return Rule(read, f"{rule.expects} or null", literal=rule.literal, nullable=True)
