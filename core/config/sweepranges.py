"""The rule for the ranges of a sweep: read as the command line reads them, kept as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from core.config.compound import mapping
from core.config.nodes import NULL, Fault, MisfitError, pairs
from core.config.rules import Rule, wrong
from core.sweep.ranges import parse_range

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def range_texts() -> Rule[Mapping[str, str]]:
    """Names of hyperparameters, each with its range; an empty one stands for the guide's."""
    item = Rule(_text, "a range, such as 0.001..0.1")
    free = mapping(item)

    def read(node: yaml.Node, base: Path) -> Mapping[str, str]:
        texts = free.read(node, base)
        faults: list[Fault] = []
        found: dict[str, str] = {}
        assert isinstance(node, yaml.MappingNode)
        for name, key, child in pairs(node):
            raw = str(key.value)
            try:
                found[raw] = parse_range(raw, texts[raw]).text
            except ValueError as error:
                faults.append(Fault(child, str(error), f".{name}"))
        if faults:
            raise MisfitError(*faults)
        return found

    return Rule(read, f"a mapping of hyperparameters to {item.expects}")


def _text(node: yaml.Node, base: Path) -> str:
    """The range as it is written; a list of values too, and nothing for the guide's."""
    if node.tag == NULL:
        return ""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(isinstance(row, yaml.ScalarNode) for row in node.value):
        return ", ".join(str(row.value) for row in node.value)
    raise wrong(node, "a range, such as 0.001..0.1")
