"""Where settings come from: a file, environment variables, flags; each layer as keys with YAML nodes.

A node made from a variable or a flag has no line; the place that gave it is named instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from core.config import document
from core.config.nodes import NULL, TAG, harmless, line_of, pairs
from core.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from core.config.rules import Rule

PREFIX = "TRAINSCOPE_"

_FLAGS = {
    "engine": "--engine",
    "dataset.path": "--dataset",
    "sagemaker.profile": "--profile",
    "sagemaker.region": "--region",
    "ui.theme": "--theme",
    "ui.read_only": "--read-only",
    "dataset.validation": "--validation",
    "dataset.seed": "--seed",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One value from one layer.

    Args:
        key: dotted, such as ``dataset.path``; one word for a key or section at the top.
        node: the value.
        place: what to name in a message: the file, the variable or the flag.
        base: the folder that relative paths start from.
        key_node: the key itself, for its line; None outside a file.
    """

    key: str
    node: yaml.Node
    place: str
    base: Path
    key_node: yaml.Node | None = None

    @property
    def is_flag(self) -> bool:
        """Whether the place is a flag, whose name says the key."""
        return self.place.startswith("--")

    def at(self, node: yaml.Node | None) -> str:
        """Where a node of this value stands: the place and, in a file, the line."""
        if self.key_node is None:
            return self.place
        return f"{self.place}:{(node and line_of(node)) or line_of(self.key_node)}"


def from_file(file: Path, node: yaml.MappingNode, sections: Collection[str]) -> Iterator[Given]:
    """The file's values: what stands in a section by its dotted key, everything else as it stands at the top."""
    place, base = harmless(file, 300), file.absolute().parent
    for name, key_node, child in pairs(node):
        if name in sections and isinstance(child, yaml.MappingNode):
            yield Given(name, yaml.ScalarNode(NULL, ""), place, base, key_node)
            for below, below_node, value in pairs(child):
                yield Given(f"{name}.{below}", value, place, base, below_node)
        else:
            yield Given(name, child, place, base, key_node)


def from_environment(
    environ: Mapping[str, str], known: Mapping[str, Rule[object] | None], cwd: Path
) -> Iterator[tuple[str, str, str]]:
    """The variables that are meant as settings: variable, dotted key, text.

    ``TRAINSCOPE_<SECTION>__<KEY>`` always is; ``TRAINSCOPE_<NAME>`` only if it is a key at the top, or looks so much
    like a variable of ours that it must be a slip.
    """
    variables = {PREFIX + key.upper().replace(".", "__"): key for key in known}
    for name, text in environ.items():
        if not name.startswith(PREFIX):
            continue
        if name in variables or "__" in name or nearest(name, variables, likeness=0.9):
            shown = harmless(name)
            yield shown, shown.removeprefix(PREFIX).lower().replace("__", ".", 1), text


def from_flag(key: str, value: object, cwd: Path) -> Given:
    """A value given as a flag or by a program."""
    section, _, name = key.partition(".")
    place = f"--set {name}" if section == "hyperparameters" and name else _FLAGS.get(key, key)
    return Given(key, node_of(value), place, cwd)


def variable_node(text: str, rule: Rule[object] | None) -> yaml.Node:
    """The node for a variable's text: the text itself where the rule wants text, else YAML.

    Raises:
        document.UnreadableError: the text should be YAML and is not.
    """
    if rule is None or rule.literal:
        if rule is not None and rule.nullable and text.strip().lower() in ("", "null", "~"):
            return yaml.ScalarNode(NULL, "null")
        return yaml.ScalarNode(TAG + "str", text)
    return document.compose(text) or yaml.ScalarNode(NULL, "null")


def node_of(value: object) -> yaml.Node:
    """The node for a Python value: text, number, truth, None, a path, or a list or mapping of those."""
    if isinstance(value, Mapping):
        return yaml.MappingNode(TAG + "map", [(node_of(key), node_of(item)) for key, item in value.items()])
    if isinstance(value, Sequence) and not isinstance(value, str):
        return yaml.SequenceNode(TAG + "seq", [node_of(item) for item in value])
    if value is None:
        return yaml.ScalarNode(NULL, "null")
    if isinstance(value, bool):
        return yaml.ScalarNode(TAG + "bool", "true" if value else "false")
    if isinstance(value, int | float):
        return yaml.ScalarNode(TAG + ("int" if isinstance(value, int) else "float"), repr(value))
    return yaml.ScalarNode(TAG + "str", str(value))
