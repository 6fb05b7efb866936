"""What makes a data set the same: one short id over channel, path, label and content of every photo.

The id names the folder in S3, so that a data set is sent once and an interrupted upload goes on. It is made of the
two lists, byte by byte as they will lie there, and of the photos' digests in the lists' order. Neither where the data
lies nor the order in which a file system lists it goes into it.
"""

from __future__ import annotations

import hashlib
import posixpath
import time
from array import array
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.cancel import CancelToken
from core.dataset.digests import SIZE, Digests, state_columns
from core.dataset.lstline import format_rows
from core.dataset.recall import Recall
from core.dataset.root import read_root
from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.dataset.model import DataSet, Row

VERSION = 1
"""Goes into every id: a change of what follows must change them all."""
CHANNELS = ("train", "validation")
_LETTERS = 40


class Photo(NamedTuple):
    """One photo of a channel; `digest` is the SHA-256 of its content."""

    channel: str
    path: str
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's list and its photos, each once.

    Args:
        name: ``train`` or ``validation``.
        lst: the list's bytes, its paths normalised.
        paths: of the photos, normalised, in the order in which the list first names them.
        sizes: of the photos, in bytes.
        digests: of the photos, one after the other.
    """

    name: str
    lst: bytes
    paths: Sequence[str]
    sizes: array[int]
    digests: bytes

    def photos(self) -> Iterator[Photo]:
        """Each photo."""
        for place, (path, size) in enumerate(zip(self.paths, self.sizes, strict=True)):
            at = place * SIZE
            yield Photo(self.name, path, size, self.digests[at : at + SIZE])


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A data set's id and what it is made of.

    Args:
        id: 40 hexadecimal digits.
        channels: train and validation.
    """

    id: str
    channels: tuple[Channel, ...]

    @property
    def photos(self) -> int:
        """How many photos there are, one that is in both channels counted twice."""
        return sum(len(channel.paths) for channel in self.channels)

    @property
    def size(self) -> int:
        """Bytes of all photos together, the lists aside."""
        return sum(sum(channel.sizes) for channel in self.channels)


def fingerprint(
    dataset: DataSet,
    *,
    on_progress: Callable[[int, int, int], None] = lambda done, total, size: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], int] = time.time_ns,
) -> Fingerprint:
    """Read every photo that is not known from an earlier time, and make the id.

    Args:
        dataset: read and split.
        on_progress: told every few dozen photos: done, in all, and the bytes of those done.
        cancel: seen between two reads; what was worked out by then is kept for the next time.
        clock: nanoseconds since the epoch.

    Raises:
        DatasetError: a photo is missing, cannot be read, or lies outside the root.
        Cancelled: the token was set.
    """
    token = cancel or CancelToken()
    real, _ = read_root(dataset.folder)
    rows: list[Sequence[Row]] = [dataset.train, dataset.validation]
    named = [row.path for part in rows for row in part]
    together = "\n".join(named)
    if "//" in together or "./" in together:
        rows = [[replace(row, path=_normal(row.path)) for row in part] for part in rows]
        named = [row.path for part in rows for row in part]
    wanted = list(dict.fromkeys(named))
    found = Recall(Path(real), wanted, on_progress, token, clock).all()
    token.check()
    parts = [found] * len(rows) if len(wanted) < len(named) else _cut(found, len(rows[0]))
    channels = tuple(map(_channel, CHANNELS, rows, parts))
    return Fingerprint(_id(channels), channels)


def _cut(found: Digests, border: int) -> list[Digests]:
    at = border * SIZE
    return [
        Digests(found.paths[:border], found.states[:at], found.digests[:at]),
        Digests(found.paths[border:], found.states[at:], found.digests[at:]),
    ]


def _channel(name: str, rows: Sequence[Row], found: Digests) -> Channel:
    """A channel of rows, whose photos are all among those found, perhaps with others."""
    try:
        lst = format_rows(rows).encode()
    except ValueError as error:
        raise DatasetError(
            "a list cannot hold a photo's name", why=clean_path(str(error)), fix="rename the photo"
        ) from error
    sizes, _, _ = state_columns(found.states)
    named = [row.path for row in rows]
    if found.paths == named:
        return Channel(name, lst, found.paths, sizes, bytes(found.digests))
    where = {path: place for place, path in enumerate(found.paths)}
    paths = list(dict.fromkeys(named))
    places = [where[path] for path in paths]
    return Channel(
        name,
        lst,
        paths,
        array("q", [sizes[place] for place in places]),
        b"".join([bytes(found.digests[place * SIZE : place * SIZE + SIZE]) for place in places]),
    )


def _normal(path: str) -> str:
    """The path as S3 has it: no ``./`` and no ``//``."""
    if ".." in path.split("/"):
        raise DatasetError(
            f"{clean_path(path)} climbs out with ..",
            why="paths out of the data set are refused",
            fix="write the path without .. in the list",
        )
    return posixpath.normpath(path)


def _id(channels: Sequence[Channel]) -> str:
    whole = hashlib.sha256(f"{VERSION}:".encode())
    for channel in channels:
        whole.update(hashlib.sha256(channel.lst).digest())
        whole.update(hashlib.sha256(channel.digests).digest())
    return whole.hexdigest()[:_LETTERS]
