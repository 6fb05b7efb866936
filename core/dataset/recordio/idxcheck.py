"""The .idx beside a .rec file, compared with the records: readers on several machines go by it."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from core.dataset.recordio.records import read_index
from core.errors import DatasetError
from core.finding import Finding, Level
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.dataset.model import Row

_WHYS = {
    "no-index": "Readers that shuffle records or share them between machines need it.",
    "bad-index-file": "A reader that goes by it stops.",
    "index-differs": "A reader that goes by it reads from the midst of a record and stops, or leaves photos out.",
    "index-keys": "Training goes by the offsets alone; a program that looks up a photo by its index finds another.",
}


def check_index(
    rec: Path, rows: Sequence[Row], numbers: Sequence[int], offsets: Sequence[int]
) -> list[Finding]:
    """What is wrong with the .idx of a .rec file, or that there is none.

    Args:
        rec: the .rec file.
        rows: its photos.
        numbers: of each photo's record, from 1.
        offsets: where each record begins.
    """
    idx = rec.with_suffix(".idx")
    if not idx.exists():
        return [_finding("warning", "no-index", f"there is no {clean(idx.name)} beside it", rec, None, rec)]
    try:
        entries = read_index(idx)
    except DatasetError as error:
        return [_finding("error", "bad-index-file", str(error), idx, None, rec)]
    begins = set(offsets)
    for line, (_, offset) in enumerate(entries, 1):
        if offset not in begins:
            detail = f"points to byte {offset:,}, where no record begins"
            return [_finding("error", "index-differs", detail, idx, line, rec)]
    listed = {offset for _, offset in entries}
    if missing := [place for place, offset in enumerate(offsets, 1) if offset not in listed]:
        detail = f"leaves out {len(missing):,} of {len(offsets):,} records, the first is number {missing[0]}"
        return [_finding("error", "index-differs", detail, idx, None, rec)]
    if len(entries) > len(offsets):
        return [_finding("error", "index-differs", "points to some records twice", idx, None, rec)]
    keys = {offsets[number - 1]: row.index for number, row in zip(numbers, rows, strict=True)}
    for line, (key, offset) in enumerate(entries, 1):
        if keys.get(offset, key) != key:
            detail = f"has key {key} for the photo with index {keys[offset]}"
            return [_finding("info", "index-keys", detail, idx, line, rec)]
    return []


def _finding(level: Level, kind: str, detail: str, path: Path, line: int | None, rec: Path) -> Finding:
    fix = f"Write it anew: trainscope check {quote(clean_path(rec))} --idx"
    return Finding(level, kind, detail, str(path), line, _WHYS[kind], fix)
