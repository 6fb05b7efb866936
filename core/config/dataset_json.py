"""The section `dataset` as JSON values: a launch keeps them, so that it can be gone on with after an interruption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import PurePath
from typing import Any

import yaml

from core.config.nodes import NULL, TAG, MisfitError
from core.config.settings import DatasetSettings
from core.errors import UsageError
from core.text import clean


def as_json(settings: DatasetSettings) -> dict[str, Any]:
    """The settings as JSON-able values; `from_json` gives equal ones back."""
    return {part.name: _plain(getattr(settings, part.name)) for part in fields(settings)}


def from_json(values: Mapping[str, Any]) -> DatasetSettings:
    """The settings that `as_json` wrote; what is missing has its default, what a later version added is passed over.

    Raises:
        UsageError: a value is not what the configuration allows.
    """
    read: dict[str, Any] = {}
    for part in fields(DatasetSettings):
        if part.name not in values:
            continue
        try:
            read[part.name] = part.metadata["rule"].read(_node(values[part.name]), PurePath("/"))
        except MisfitError as error:
            raise UsageError(
                f"the data set of the launch is not known: dataset.{part.name} {clean(str(error))}",
                fix="launch it anew",
            ) from error
    return DatasetSettings(**read)


def _plain(value: object) -> object:
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _node(value: object) -> yaml.Node:
    if value is None:
        return yaml.ScalarNode(NULL, "null")
    if isinstance(value, bool):
        return yaml.ScalarNode(f"{TAG}bool", str(value).lower())
    if isinstance(value, int | float):
        return yaml.ScalarNode(f"{TAG}{type(value).__name__}", repr(value))
    if isinstance(value, list | tuple):
        return yaml.SequenceNode(f"{TAG}seq", [_node(item) for item in value])
    if isinstance(value, Mapping):
        pairs = [(_node(str(key)), _node(item)) for key, item in value.items()]
        return yaml.MappingNode(f"{TAG}map", pairs)
    return yaml.ScalarNode(f"{TAG}str", str(value))
