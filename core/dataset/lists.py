"""What `lst` writes: a data set's rows as lists for training, validation and testing, in chunks if asked for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.dataset.label_split import divide_labels
from core.dataset.parts import deal, divide
from core.dataset.split import exact_part
from core.errors import UsageError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import Path

    from core.dataset.model import ClassCount, DataSet, Row

_OURS = re.compile(r"(?:train|validation|test)(?:_\d+)?\.lst")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lists are wanted.

    Args:
        validation: the share of each class that validates; None: none does.
        test: the share that tests; None: there is no such list.
        seed: the same seed gives the same lists.
        chunks: how many lists each part is cut into.
        shuffle: whether a list is in mixed order; else by label, then by path.
    """

    validation: float | None
    test: float | None = None
    seed: int = 0
    chunks: int = 1
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a data set.

    Args:
        parts: ``train``, ``validation`` and, if asked for, ``test``: the rows of each.
        chunks: the same for each chunk; one chunk is the parts themselves.
        findings: classes that are too small to be tested, or for so many chunks.
    """

    parts: Mapping[str, Sequence[Row]]
    chunks: Sequence[Mapping[str, Sequence[Row]]]
    findings: tuple[Finding, ...] = ()

    def files(self) -> dict[str, Sequence[Row]]:
        """The rows of each file by its name; what nobody asked for has none."""
        if len(self.chunks) == 1:
            return {f"{part}.lst": rows for part, rows in self.chunks[0].items()}
        digits = len(str(len(self.chunks) - 1))
        return {
            f"{part}_{number:0{digits}}.lst": rows
            for part in self.parts
            for number, rows in enumerate(chunk[part] for chunk in self.chunks)
        }


def make_lists(data: DataSet, wanted: Wanted) -> Lists:
    """Divide a data set anew where its own two parts are not what is wanted, cut it into chunks, put it in order.

    Args:
        data: split into train and validation by `wanted.validation` and `wanted.seed`, or by lists of its own.
        wanted: which lists.

    Raises:
        UsageError: the parts leave nothing to train, or a chunk would be empty.
    """
    parts: dict[str, Sequence[Row]]
    if wanted.test is None and wanted.validation is not None:
        parts = {"train": data.train, "validation": data.validation}
    else:
        parts = _divided(data, wanted)
    if not wanted.shuffle:
        parts = {part: sorted(rows, key=lambda row: (row.labels, row.path)) for part, rows in parts.items()}
    findings = _untested(data, parts["test"]) if "test" in parts else []
    if wanted.chunks == 1:
        return Lists(parts, [parts], tuple(findings))
    smallest = min((part for part in parts if parts[part]), key=lambda part: len(parts[part]), default=None)
    if smallest is not None and (most := len(parts[smallest])) < wanted.chunks:
        raise UsageError(
            f"{wanted.chunks:,} chunks of {most:,} photos in {smallest}.lst would leave empty lists",
            fix=f"ask for {most:,} chunks or fewer",
        )
    dealt = deal(list(parts.values()), wanted.chunks)
    chunks = [dict(zip(parts, chunk, strict=True)) for chunk in dealt]
    return Lists(parts, chunks, (*findings, *_thin(data, parts["train"], wanted.chunks)))


def judged_as(data: DataSet, lists: Lists) -> DataSet:
    """The data set for a check of its photos: what does not train counts as validation, whichever list it is in."""
    others = [rows for part, rows in lists.parts.items() if part != "train"]
    return replace(data, train=lists.parts["train"], validation=[row for rows in others for row in rows])


def left_over(folder: Path, written: Container[str]) -> list[Finding]:
    """A finding if lists of an earlier run stay beside those that were written.

    Args:
        folder: where the lists are.
        written: their names.
    """
    try:
        names = sorted(
            file.name for file in folder.iterdir() if _OURS.fullmatch(file.name) and file.name not in written
        )
    except OSError:
        return []
    if not names:
        return []
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
    return [
        Finding(
            "warning",
            "left-over-list",
            f"lists of an earlier run lie beside those written now: {shown}",
            why="Taken together with them, photos would be counted twice, or train and validate.",
            fix="Remove them, or write to another folder.",
        )
    ]


def _divided(data: DataSet, wanted: Wanted) -> dict[str, Sequence[Row]]:
    """The parts of all rows, divided anew: the same photos validate as before, as long as there are enough."""
    if data.channels is not None:
        raise UsageError(
            f"{data.place} is in S3, where its parts are a job's channels",
            fix="copy it here to divide it anew, for instance with: aws s3 sync",
        )
    asked = {"validation": wanted.validation, "test": wanted.test}
    fractions = {part: exact_part(fraction, part) for part, fraction in asked.items() if fraction is not None}
    if sum(fractions.values()) >= 1:
        raise UsageError(
            " and ".join(f"{float(share):g} for {part}" for part, share in fractions.items())
            + " leave no photo to train on",
            fix="let the shares be less than 1 together: what is left trains",
        )
    rows = sorted([*data.train, *data.validation], key=lambda row: row.index)
    shares = list(fractions.values())
    if data.multi_label:
        places = divide_labels([row.labels for row in rows], shares, wanted.seed)
    else:
        places = divide([int(row.labels[0]) for row in rows], shares, wanted.seed)
    found = {
        part: [rows[place] for place in part_places]
        for part, part_places in zip(("train", *fractions), places, strict=True)
    }
    return {part: found[part] for part in ("train", "validation", "test") if part in found}


def _untested(data: DataSet, test: Sequence[Row]) -> list[Finding]:
    """A finding if classes have too few photos for one of them to test."""
    counts = _counts(data, test)
    missing = [row for row in data.classes if row.images and not counts[row.label]]
    if not missing:
        return []
    return [
        Finding(
            "warning",
            "not-tested",
            f"test.lst has no photo of {_these(missing)}",
            why="A test says nothing about them.",
            fix="Add photos: three of a class are enough to train, validate and test.",
        )
    ]


def _thin(data: DataSet, train: Sequence[Row], chunks: int) -> list[Finding]:
    """A finding if there are fewer photos of a class than chunks."""
    counts = _counts(data, train)
    thin = [row for row in data.classes if 0 < counts[row.label] < chunks]
    if not thin:
        return []
    return [
        Finding(
            "warning",
            "thin-chunks",
            f"fewer than {chunks:,} photos train, so not every chunk has one, of {_these(thin)}",
            why="Who trains on one chunk alone does not learn them.",
            fix="Ask for fewer chunks, or add photos.",
        )
    ]


def _counts(data: DataSet, rows: Sequence[Row]) -> Counter[int]:
    """How many of the rows have each label."""
    if data.multi_label:
        return Counter(label for row in rows for label, on in enumerate(row.labels) if on)
    return Counter(int(row.labels[0]) for row in rows)


def _these(classes: Sequence[ClassCount]) -> str:
    from core.text import clean_path

    names = ", ".join(clean_path(row.name) for row in classes[:3])
    more = f" and {len(classes) - 3:,} more" if len(classes) > 3 else ""
    return f"class {names}" if len(classes) == 1 else f"{len(classes):,} classes: {names}{more}"
