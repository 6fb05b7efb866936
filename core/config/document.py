"""A YAML document as nodes that know their lines; what cannot be one is a sentence and a line.

Aliases are refused, because a few lines of them can stand for billions of values, and nesting is bounded. The C loader
builds nodes only: no tag ever makes an object.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from core.config.nodes import TAG, harmless

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_000_000
"""Bytes; a real configuration has a few thousand."""

_DEEPEST = 16
_PLAIN_TAGS = tuple(
    TAG + kind
    for kind in ("null", "bool", "int", "float", "str", "seq", "map", "timestamp", "merge", "value")
)


class UnreadableError(Exception):
    """The text is no usable YAML: the sentence, and the line from 1 where that is known."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


def read(file: Path) -> yaml.Node | None:
    """The document of a file; None if it is empty.

    Raises:
        UnreadableError: no such file, a folder, no permission, not UTF-8, too large, or not usable YAML.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableError("there is no such file") from None
    except IsADirectoryError:
        raise UnreadableError("is a folder, not a file") from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(content) > LARGEST:
        raise UnreadableError(f"is larger than {LARGEST // 1_000_000} MB: that is no configuration")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("is not UTF-8 text", content.count(b"\n", 0, error.start) + 1) from None
    return compose(text)


def compose(text: str) -> yaml.Node | None:
    """The document that the text holds; None if it holds none.

    Raises:
        UnreadableError: not usable YAML.
    """
    try:
        _survey(text)
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(_explain(error, text), mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise UnreadableError(f"is not YAML: {harmless(error, 120)}", _line_of_control(text)) from None
    return node


def _survey(text: str) -> None:
    """Refuse, before any node is made, what would be costly or is no single plain document."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableError("an alias (*name) is not allowed here: write the value out", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > _DEEPEST:
            raise UnreadableError("is nested too deeply", line)
        if documents > 1:
            raise UnreadableError("a second document (---) starts here: only one is allowed", line)
        tag = getattr(event, "tag", None)
        if tag and tag not in _PLAIN_TAGS:
            raise UnreadableError(f"the tag {harmless(tag.removeprefix(TAG), 60)} is not allowed here", line)


def _explain(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return "a tab stands here, and YAML indents with spaces only"
    context = f" {harmless(error.context, 80)}" if error.context else ""
    return f"is not YAML: {harmless(error.problem or 'cannot be understood', 120)}{context}"


def _line_of_control(text: str) -> int | None:
    """The line of the first character that YAML does not allow, which the C reader does not say."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return text.count("\n", 0, found.start()) + 1 if found else None
