"""Digests of photos' contents that were worked out before: one file in the cache folder per root of a data set.

A digest counts as long as size, times of change and inode of the file are what they were. The cache is written beside
its place and moved there, so two programs at once cost each other's news at most; one that is damaged counts as empty.
"""

from __future__ import annotations

import hashlib
import os
import struct
import sys
import tempfile
from array import array
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import FolderError
from core.paths import cache_dir, private_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = 32
"""Bytes of a digest (SHA-256), and of a state."""
pack_state = struct.Struct("<qqqQ").pack
"""Of size, times of modification and change (ns) and inode of a file: its state, in `SIZE` bytes."""
_MAGIC = b"trainscope digests 1\n"
_HEAD = struct.Struct("<QQ")


@dataclass(frozen=True, slots=True)
class Digests:
    """Photos, the states of their files when they were read, and the digests of what was read.

    Columns of bytes, not a hundred thousand tuples: they are compared and kept as they are.

    Args:
        paths: in the data set.
        states: as `pack_state` gives them, one after the other.
        digests: SHA-256, one after the other.
    """

    paths: Sequence[str] = ()
    states: bytes | bytearray = b""
    digests: bytes | bytearray = b""


def state_columns(states: bytes | bytearray) -> tuple[array[int], array[int], array[int]]:
    """Sizes, times of modification, times of change of many states."""
    numbers = array("q", bytes(states))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers[0::4], numbers[1::4], numbers[2::4]


def cache_file(root: str) -> Path:
    """Where the digests of a root are kept.

    Args:
        root: of the data set, links resolved.
    """
    return cache_dir() / "digests" / hashlib.sha256(os.fsencode(root)).hexdigest()[:32]


def load(file: Path) -> Digests:
    """What is known; empty where there is nothing, or nothing sound."""
    try:
        return _decoded(file.read_bytes())
    except (OSError, ValueError, struct.error):
        return Digests()


def save(file: Path, known: Digests) -> None:
    """Keep the digests; a cache that cannot be written (disk full, no permission) is done without."""
    with suppress(OSError, FolderError):
        private_folder(file.parent)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".digests-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_encoded(known))
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _encoded(known: Digests) -> bytes:
    paths = os.fsencode("\0".join(known.paths))
    head = _HEAD.pack(len(known.paths), len(paths))
    body = b"".join((head, paths, known.states, known.digests))
    return b"".join((_MAGIC, hashlib.sha256(body).digest(), body))


def _decoded(data: bytes) -> Digests:
    """What is in a file.

    Raises:
        ValueError: it is damaged, of another version, or cut off.
        struct.error: it is cut off.
    """
    start = len(_MAGIC) + SIZE
    body = memoryview(data)[start:]
    if not data.startswith(_MAGIC) or hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        raise ValueError("the cache of digests is damaged")
    count, length = _HEAD.unpack_from(body)
    at = _HEAD.size + length
    border = at + count * SIZE
    paths = os.fsdecode(bytes(body[_HEAD.size : at])).split("\0") if count else []
    return Digests(paths, bytes(body[at:border]), bytes(body[border:]))
