"""How large the RecordIO file of a channel will be, by the sizes of its photos. Pure."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.fingerprint import Channel
    from core.dataset.model import Row

_HEAD = 8 + 24
"""Bytes before a photo of one label: of the part and of the image (reference/lst-recordio.md §3)."""


def least_bytes(rows: Sequence[Row], channel: Channel) -> int:
    """What a channel's .rec file has at least: exact, unless the magic number stands somewhere in a photo.

    Args:
        rows: of the channel.
        channel: the same, as the fingerprint has it.
    """
    if not rows:
        return 0
    columns = len(rows[0].labels)
    head = _HEAD + (4 * columns if columns > 1 else 0)
    sizes: Sequence[int] = channel.sizes
    if len(channel.paths) != len(rows):
        known = dict(zip(channel.paths, channel.sizes, strict=True))
        sizes = [known[row.path if row.path in known else posixpath.normpath(row.path)] for row in rows]
    return sum([(head + size + 3) & ~3 for size in sizes])


def may_be(size: int, least: int) -> bool:
    """Whether a .rec file of that size may hold the photos: each word that is left out makes it four bytes longer."""
    return least <= size <= 2 * least and size % 4 == 0
