"""The photos that the arguments of `predict` name."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.errors import DatasetError, UsageError
from core.predict import questions

if TYPE_CHECKING:
    from core.cancel import CancelToken
    from core.predict.endpoint import Target
    from core.predict.questions import Asked

_LARGEST = 1 << 28
"""Bytes of a photo on standard input: far more than any endpoint takes."""


class Named(NamedTuple):
    """What was written on the command line.

    Args:
        photos: photos, folders, or ``-``.
        files_from: a file that names photos, or ``-``.
        list_file: a .lst file.
        root: what its paths are relative to.
    """

    photos: tuple[str, ...]
    files_from: str | None
    list_file: str | None
    root: str | None


def require_photos(named: Named) -> None:
    """Refuse arguments that name no photos, or name them in ways that exclude each other.

    Raises:
        UsageError: with what to name.
    """
    if named.list_file is not None and (named.photos or named.files_from):
        raise UsageError("--lst and photos exclude each other", fix="leave out one of them")
    if (named.list_file is None) != (named.root is None):
        raise UsageError(
            "--lst and --root go together", fix="name the list, and the folder that its paths begin in"
        )
    if named.list_file is None and not named.photos and named.files_from is None:
        raise UsageError(
            "no photos are named",
            fix="name photos or folders, - for a photo on standard input, or --lst F --root DIR",
        )
    if [*named.photos, named.files_from].count("-") > 1:
        raise UsageError("standard input can be read once", fix="name - only once")


def asked_about(named: Named, target: Target, cancel: CancelToken) -> Asked:
    """The photos, with the truth where it is known.

    Args:
        named: what `require_photos` has let pass.
        target: the endpoint, which knows the classes.
        cancel: stops the reading of folders and lists.

    Raises:
        UsageError: a file of paths cannot be read, or names none.
        DatasetError: a list or folder cannot be read.
        Cancelled: the token was set.
    """
    several = target.several
    if named.list_file is not None and named.root is not None:
        return questions.of_list(
            Path(named.list_file), Path(named.root), target.classes, several=several, cancel=cancel
        )
    paths = [*named.photos, *(() if named.files_from is None else _names(named.files_from))]
    found = questions.of_paths(paths, target.classes, several=several, stdin=_photo_on_stdin, cancel=cancel)
    if not found.questions and not found.findings:
        raise UsageError(f"{named.files_from} names no photos", fix="write one path in each line")
    return found


def _names(file: str) -> list[str]:
    """The paths that a file names: with NUL between them if there is one, else one in each line.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot read {file}",
            why=error.strerror or str(error),
            fix="name a file of paths, or - for standard input",
        ) from error
    names = content.split(b"\0") if b"\0" in content else content.splitlines()
    return [os.fsdecode(name) for name in names if name]


def _photo_on_stdin() -> bytes:
    content = sys.stdin.buffer.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise DatasetError(
            "there is more on standard input than a photo has", fix="pipe the bytes of one photo"
        )
    return content
