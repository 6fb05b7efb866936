"""Small answers of AWS that are good for a while, one JSON file each in the cache folder.

A file is written beside its place and moved there; one that is damaged counts as not there, and a folder that cannot
be written is done without.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from core import paths
from core.dataset.atomic import write_files
from core.errors import FolderError

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_LARGEST = 1 << 16


def read(name: str) -> dict[str, Any] | None:
    """What is kept under a name; None where there is nothing sound."""
    file = _file(name)
    if file is None:
        return None
    try:
        with file.open("rb") as stream:
            value = json.loads(stream.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def write(name: str, value: dict[str, Any]) -> None:
    """Keep a value under a name, in place of what was there."""
    file = _file(name)
    if file is None:
        return
    with suppress(OSError, FolderError):
        paths.private_folder(file.parent)
        write_files(file.parent, {file.name: [json.dumps(value)]})


def _file(name: str) -> Path | None:
    """The file of a name; None for one that could lead elsewhere."""
    if _NAME.fullmatch(name) is None:
        return None
    return paths.cache_dir() / "aws" / f"{name}.json"
