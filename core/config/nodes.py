"""YAML nodes as the configuration's rules see them: tags, numbers as written, and how a value is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = "tag:yaml.org,2002:"
NULL = TAG + "null"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a node; `below` is what to add to the key, such as ``[2]``."""

    node: yaml.Node
    what: str
    below: str = ""


class MisfitError(Exception):
    """A value does not fit its rule; carries every fault found in it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*[fault.what for fault in faults])
        self.faults = faults


def harmless(text: object, limit: int = 80) -> str:
    """Foreign text as it may stand in a message."""
    from core.text import clean

    return clean(str(text), limit=limit)


def shown(node: yaml.Node) -> str:
    """The value of a node as it may be shown in a message: harmless and short."""
    if not isinstance(node, yaml.ScalarNode):
        return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
    if node.tag == NULL:
        return "null"
    value = harmless(node.value, 60)
    return f'"{value}"' if node.tag == TAG + "str" else value


def pairs(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """The pairs of a mapping: the key as harmless text, its node, the value's node."""
    for key_node, child in node.value:
        name = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        yield harmless(name), key_node, child


def number_in(node: yaml.Node) -> float | None:
    """The number that stands in the node, or None: quoted text, sexagesimals and words are not numbers."""
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return None
    try:
        return float(str(node.value)) if "_" not in node.value else None
    except ValueError:
        return None


def line_of(node: yaml.Node) -> int | None:
    """The line of a node, from 1; None for one that stands in no file."""
    return node.start_mark.line + 1 if node.start_mark is not None else None


def quoted_number(node: yaml.Node) -> bool:
    """Whether the node is a number in quotes, which YAML takes for text."""
    if not isinstance(node, yaml.ScalarNode) or not node.style:
        return False
    return number_in(yaml.ScalarNode(node.tag, node.value)) is not None
