"""What a listing of S3 tells about a data set's photos: which are there, how large; nothing is opened. Pure."""

from __future__ import annotations

import hashlib
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.names import ENDINGS
from core.finding import Finding
from core.s3address import is_s3
from core.sizes import size as shown_size
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.dataset.model import Row
    from core.finding import Level

_MOST_EACH = 1000
_NAMED = 3
_LARGE = 50_000_000
LETTERS = 40
"""Of a digest."""
_VERSION = 1
NOT_OPENED = Finding(
    "info",
    "not-opened",
    "the photos in S3 were listed, not opened: whether each can be read and is large enough is not known",
    why="One photo that cannot be read ends the whole job.",
    fix="Check a copy on this machine: trainscope dataset DIR",
)
"""Goes with every data set in S3."""


class Stored(NamedTuple):
    """An object as a listing has it; `archived` means that it must be restored before it can be read."""

    size: int
    etag: str
    archived: bool = False


class Channel(NamedTuple):
    """A split's rows and what lies under its prefix, by path relative to that."""

    name: str
    rows: Sequence[Row]
    stored: Mapping[str, Stored]

    def pairs(self) -> Iterator[tuple[str, Stored | None]]:
        """Each photo of the list once, with what is stored of it."""
        for path in dict.fromkeys(row.path for row in self.rows):
            found = self.stored.get(path)
            if found is None and ("//" in path or "./" in path):
                found = self.stored.get(posixpath.normpath(path))
            yield path, found


def against_listing(channel: Channel) -> list[Finding]:
    """What is wrong with a channel's photos as far as a listing says."""
    told: dict[str, list[Finding]] = {}
    for path, stored in channel.pairs():
        finding = _judge(path if is_s3(path) else f"{channel.name}/{path}", stored)
        if finding is not None:
            told.setdefault(finding.kind, []).append(finding)
    findings: list[Finding] = []
    for some in told.values():
        findings += some[:_MOST_EACH]
        if len(some) > _MOST_EACH:
            first = some[0]
            more = len(some) - _MOST_EACH
            detail = f"{more:,} more photos like this"
            findings.append(
                Finding(first.level, first.kind, detail, why=first.why, fix=first.fix, count=more)
            )
    return [*findings, *_not_listed(channel)]


def same_in_both(train: Channel, validation: Channel) -> list[Finding]:
    """Photos of both channels with the same size and ETag: the same bytes, however they are named."""
    trained = {(stored.size, stored.etag) for _, stored in train.pairs() if stored and stored.size}
    twice = [path for path, stored in validation.pairs() if stored and (stored.size, stored.etag) in trained]
    if not twice:
        return []
    names = ", ".join(clean_path(path) for path in twice[:_NAMED])
    more = f" and {len(twice) - _NAMED:,} more" if len(twice) > _NAMED else ""
    return [
        Finding(
            "warning",
            "same-photo-in-both",
            f"{len(twice):,} of the validation photos are in the train channel too: {names}{more}",
            why="Validation accuracy looks better than it is: the network has seen the photo.",
            fix="Take them out of one of the lists.",
        )
    ]


def digest(channels: Iterable[Channel], lists: Iterable[Stored]) -> str:
    """One short id of what a data set in S3 consists of: it changes with any photo or list."""
    whole = hashlib.sha256(f"s3:{_VERSION}:".encode())
    for stored in lists:
        whole.update(f"{stored.size}:{stored.etag}\n".encode())
    for channel in channels:
        whole.update(f"{channel.name}\n".encode())
        for path, found in channel.pairs():
            mark = f"{found.size}:{found.etag}" if found else "-"
            whole.update(f"{path}\0{mark}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()[:LETTERS]


def listed_bytes(channels: Iterable[Channel]) -> int:
    """Size of all photos of the lists together."""
    return sum(stored.size for channel in channels for _, stored in channel.pairs() if stored)


def _judge(path: str, stored: Stored | None) -> Finding | None:
    if stored is None:
        return Finding(
            "error",
            "missing-file",
            "is in the list and not in S3",
            path,
            why="A photo that cannot be read ends the job, or is dropped without a word.",
            fix="Upload it, or take it out of the list.",
        )
    if not stored.size:
        return Finding(
            "error",
            "empty-file",
            "has no bytes",
            path,
            why="It cannot be read as a photo.",
            fix="Upload it anew.",
        )
    if stored.archived:
        return Finding(
            "error",
            "archived",
            "is archived and cannot be read as it is",
            path,
            why="SageMaker cannot download an object of a Glacier class.",
            fix="Restore it, or copy it to the class STANDARD.",
        )
    level: Level = "warning"
    if not path.lower().endswith(ENDINGS):
        why = "Training goes by the content, which was not looked at."
        fix = "Name it .jpg or .png if it is one, else take it out."
        return Finding(level, "wrong-ending", "is no photo by its name", path, why=why, fix=fix)
    if stored.size > _LARGE:
        detail = f"has {shown_size(stored.size)}, much for a photo"
        return Finding(
            level, "large-file", detail, path, why="It slows every epoch down.", fix="Save it smaller."
        )
    return None


def _not_listed(channel: Channel) -> list[Finding]:
    listed = {path for path, _ in channel.pairs()} | {
        posixpath.normpath(path) for path, _ in channel.pairs() if "//" in path or "./" in path
    }
    others = {path: stored for path, stored in channel.stored.items() if path not in listed}
    others = {path: stored for path, stored in others.items() if stored.size and not path.endswith("/")}
    if not others:
        return []
    size = shown_size(sum(stored.size for stored in others.values()))
    names = ", ".join(clean_path(path) for path in sorted(others)[:_NAMED])
    more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
    return [
        Finding(
            "info",
            "not-listed",
            f"{len(others):,} objects of {channel.name} ({size}) are in no list: {names}{more}",
            why="Each instance downloads them all the same, and does not use them.",
        )
    ]
