"""The folder that a list's paths begin in, found by looking for its first photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.dataset.faults import Fault
from core.dataset.lstline import parse_cells

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOOKED_AT = 20
"""Lines of a list whose photos are looked for."""
_LONGEST = 8192


class ListRoot(NamedTuple):
    """Where a list's paths begin.

    Args:
        folder: the first of the candidates that holds any of the photos, else the first one.
        missing: none of the candidates holds any of them.
    """

    folder: Path
    missing: bool


def list_root(file: Path, candidates: Sequence[Path]) -> ListRoot:
    """Which of some folders a list's paths begin in; of a file that is no list nothing is missing.

    Args:
        file: the list.
        candidates: folders, the likeliest first; one at least.
    """
    names = _first_paths(file)
    for folder in candidates:
        if any(_is_file(folder / name) for name in names):
            return ListRoot(folder, False)
    return ListRoot(candidates[0], bool(names))


def _first_paths(file: Path) -> list[str]:
    if not _is_file(file):
        return []
    try:
        with file.open(encoding="utf-8", errors="surrogateescape") as stream:
            lines = [stream.readline(_LONGEST) for _ in range(LOOKED_AT)]
    except OSError:
        return []
    rows = (parse_cells(line.rstrip("\n")) for line in lines if line.strip())
    return [row[2] for row in rows if not isinstance(row, Fault)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
