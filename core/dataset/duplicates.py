"""The same photo twice: in train and in validation, or under two labels."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.dataset.model import Row

_CHUNK = 1 << 20


def duplicates(
    rows: Sequence[Row],
    keys: Sequence[int],
    train: int,
    file: Callable[[str], str | None],
    cancel: CancelToken,
) -> Iterator[Finding]:
    """A warning for each photo whose bytes are those of an earlier one in the other split or of another label.

    Args:
        rows: photos, those of train first.
        keys: of each photo, made of its size and first bytes: only photos of equal keys are read.
        train: how many rows are of train.
        file: path in the data set -> the file.
        cancel: looked at between reads.
    """
    common = {key for key, count in Counter(keys).items() if count > 1}
    first: dict[bytes, list[int]] = {}
    for place, key in enumerate(keys):
        cancel.check()
        if key not in common:
            continue
        content = digest(file(rows[place].path) or "", cancel)
        if content is None:
            continue  # gone since its header was read; decoding it will say so
        for earlier in first.setdefault(content, []):
            found = _same(rows[place], rows[earlier], (place < train) != (earlier < train))
            if found is not None:
                yield found
                break
        # Two per content are enough to meet a photo of the other split and one of another label.
        if len(first[content]) < 2:
            first[content].append(place)


def _same(row: Row, earlier: Row, other_split: bool) -> Finding | None:
    from core.text import clean_path

    if row.labels != earlier.labels:
        return Finding(
            "warning",
            "same-photo-two-classes",
            f"is the same photo as {clean_path(earlier.path)}, which has another label",
            row.path,
            why="The photo is learned as both.",
            fix="Remove the wrong one.",
            other=earlier.path,
        )
    if other_split and row.path != earlier.path:
        return Finding(
            "warning",
            "same-photo-in-both",
            f"validates, and is the same photo as {clean_path(earlier.path)}, which trains",
            row.path,
            why="Validation accuracy looks better than it is: the network has seen the photo.",
            fix="Remove one of the two.",
            other=earlier.path,
        )
    return None


def digest(file: str, cancel: CancelToken) -> bytes | None:
    """A digest of a file's bytes; None if it cannot be read.

    Raises:
        Cancelled: the token was set.
    """
    found = blake2b(digest_size=16)
    try:
        with Path(file).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                cancel.check()
                found.update(chunk)
    except OSError:
        return None
    return found.digest()
