"""photos.jsonl of a batch transform: which photos are asked about, in the order of the answers.

The first line is ``{"roots": [...], "photos": N}``; then a line for each photo, ``[name, root, path, truth]``: what it
is called in the answer, which of the roots its path must not lead out of (null: none, the path is whole), the path, and
its labels (null: not known). The lines are ASCII: names that are no text keep their bytes.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.dataset.locate import Locator
from core.errors import EngineError
from core.predict.photos import Located
from core.predict.question import Question
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

_STEP = 1_000


class Manifest(NamedTuple):
    """What photos.jsonl holds.

    Args:
        photos: how many.
        roots: the folders they must lie in, absolute.
        questions: the photos; read as they are asked for.
    """

    photos: int
    roots: tuple[str, ...]
    questions: Iterator[Question]


def write(path: Path, questions: Sequence[Question], on_step: Callable[[int], None]) -> None:
    """Write the photos.

    Args:
        path: of the file.
        questions: the photos, each in a file.
        on_step: hears now and then how many are written; what it raises ends the writing.

    Raises:
        OSError: the disk is full, for example.
        EngineError: a photo has no file.
    """
    roots: dict[str, int] = {}
    for question in questions:
        if isinstance(question.source, Located):
            roots.setdefault(question.source.locator.root, len(roots))
    with path.open("wb") as file:
        file.write(_line({"roots": list(roots), "photos": len(questions)}))
        for number, question in enumerate(questions):
            if number % _STEP == 0:
                on_step(number)
            source = question.source
            if isinstance(source, bytes):
                raise EngineError(
                    f"the photo {clean_path(question.name)} is in no file", fix="save it, and name its file"
                )
            if isinstance(source, Located):
                row = [question.name, roots[source.locator.root], source.path, question.truth]
            else:
                row = [question.name, None, str(source.absolute()), question.truth]
            file.write(_line(row))
        file.flush()
        os.fsync(file.fileno())


def open_manifest(file: BinaryIO) -> Manifest:
    """The photos in an open file, which must stay open while they are read.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged; while the photos are read, too.
    """
    try:
        head: dict[str, Any] = json.loads(file.readline())
        roots = tuple(str(root) for root in head["roots"])
        return Manifest(int(head["photos"]), roots, _questions(file, roots, int(head["photos"])))
    except (ValueError, TypeError, KeyError) as problem:
        raise ValueError(f"line 1 of the list of photos is damaged: {problem}") from problem


def _questions(file: BinaryIO, roots: Sequence[str], count: int) -> Iterator[Question]:
    locators = [Locator(Path(root)) for root in roots]
    for number in range(2, count + 2):
        line = file.readline()
        try:
            name, root, path, truth = json.loads(line)
            source = Path(path) if root is None else Located(locators[root], path)
            question = Question(name, source, None if truth is None else tuple(truth))
        except (ValueError, TypeError, IndexError) as problem:
            raise ValueError(f"line {number} of the list of photos is damaged: {problem}") from problem
        yield question


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
