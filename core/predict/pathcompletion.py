"""A path that is being typed, completed: folders, photos and lists whose names go on from what stands there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.names import ENDINGS, is_photo
from core.predict.pathtext import as_path, as_typed, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.cancel import CancelToken

LIST_ENDING = ".lst"
_MOST_SHOWN = 500
_MOST_READ = 200_000
"""Entries of a folder that are looked at: some 0.2 s of a local disk."""
_EVERY = 256


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to go on.

    Args:
        name: as it is typed, without a slash.
        is_folder: whether it is a folder.
    """

    name: str
    is_folder: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """What a path can become.

    Args:
        text: the path as far as it is certain, as it is typed.
        head: what stands before the candidates' names, with the slash.
        candidates: in code-point order, folders and files together; at most some hundred of them.
        count: how many there are.
        problem: why the folder cannot be read; empty if it can be.
        whole: whether the whole folder was looked at.
    """

    text: str
    head: str = ""
    candidates: tuple[Candidate, ...] = ()
    count: int = 0
    problem: str = ""
    whole: bool = True


def complete(text: str, base: Path, cancel: CancelToken, *, folders_only: bool = False) -> Completion:
    """How the text can go on: by a single candidate with a slash behind a folder, or as far as all candidates agree.

    Hidden names count only where a dot is typed. Case counts unless nothing fits.

    Args:
        text: as typed so far (`core.predict.pathtext`).
        base: what relative paths begin in.
        cancel: ends the reading of a large folder.
        folders_only: whether files are no candidates.

    Raises:
        Cancelled: the token was set.
    """
    if text == "~":
        return Completion("~/")
    head, begun = _parted(text)
    folder = base / as_path(head) if head else base
    part = unescaped(begun)
    found: list[tuple[str, bool]] = []
    loose: list[tuple[str, bool]] = []
    whole = True
    try:
        for number, entry in enumerate(_entries(folder, cancel)):
            if number >= _MOST_READ:
                whole = False
                break
            name = entry.name
            if name.startswith(".") and not part.startswith("."):
                continue
            exact = name.startswith(part)
            if not exact and (found or not name.casefold().startswith(part.casefold())):
                continue
            kind = _kind(entry, folders_only=folders_only)
            if kind is not None:
                (found if exact else loose).append((name, kind))
    except OSError as error:
        return Completion(text, problem=error.strerror or str(error))
    fitting = sorted(found or loose)
    candidates = tuple(Candidate(as_typed(name), kind) for name, kind in fitting[:_MOST_SHOWN])
    certain = begun
    if len(fitting) == 1 and whole:
        certain = candidates[0].name + ("/" if candidates[0].is_folder else "")
    elif fitting and len(common := _agreed(fitting[0][0], fitting[-1][0])) >= len(part):
        certain = as_typed(common.rstrip(" ")) + " " * (len(common) - len(common.rstrip(" ")))
    return Completion(head + certain, head, candidates, len(fitting), whole=whole)


def _agreed(first: str, last: str) -> str:
    """What all names in order begin with, given the first and the last of them."""
    place = 0
    while place < min(len(first), len(last)) and first[place] == last[place]:
        place += 1
    return first[:place]


def _parted(text: str) -> tuple[str, str]:
    """What names the folder, with its slash, and the name that was begun; a quote at the beginning is dropped."""
    text = text.lstrip()
    if text[:1] in ("'", '"'):
        text = as_typed(text[1:])
    place = text.rfind("/") + 1
    return text[:place], text[place:]


def _entries(folder: Path, cancel: CancelToken) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number % _EVERY == 0:
                cancel.check()
            yield entry


def _kind(entry: os.DirEntry[str], *, folders_only: bool) -> bool | None:
    """Whether it is a folder; None if it is nothing to ask about."""
    named = is_photo(entry.name, ENDINGS) or entry.name.lower().endswith(LIST_ENDING)
    try:
        if entry.is_dir():
            return True
        return False if named and not folders_only and entry.is_file() else None
    except OSError:
        return None
