"""Augmented manifests made into a data set: both read and put together, or one that is still to be split."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.dataset.classes import one_class
from core.dataset.faults import Fault, Faults, Said
from core.dataset.label_balance import in_one_part_only, label_balance
from core.dataset.model import ClassCount, DataSet, Row, Streamed
from core.dataset.split import split
from core.finding import Finding
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.config import DatasetSettings
    from core.dataset.manifest.file import Manifest
    from core.dataset.manifest.line import Label
    from core.s3address import S3Address

_SAID = {
    "in-both-lists": Said(
        "Validation accuracy looks better than it is: the network has seen the photo.",
        "Take it out of one of the manifests.",
    ),
    "other-labels": Said("Both channels teach the same classes.", "Write both manifests alike."),
    "two-names": Said(
        "Training and validation may number their classes differently.",
        "Make sure that a label means the same in both manifests.",
    ),
}


def join(root: S3Address, first: Manifest, second: Manifest | None, settings: DatasetSettings) -> DataSet:
    """The data set of two manifests; of one alone, split as it should be, with what to do about it.

    Args:
        root: the folder that stands for it.
        first: of the photos that train.
        second: of those that validate.
        settings: classes; part and seed of a split.
    """
    findings = [*first.findings, *(second.findings if second is not None else ())]
    classes = _Classes(first, second)
    rows = list(classes.rows(first, 0))
    if second is not None:
        findings += _beside(first, second, classes)
        train, validation = rows, list(classes.rows(second, len(rows)) if classes.fit(second) else ())
    else:
        train, validation = _split(rows, first.several, settings)
    named, odd = _named([*train, *validation], classes, settings.classes)
    findings += odd
    if first.several:
        findings += label_balance(named, [*train, *validation], first.address)
        if second is not None and train:
            findings += in_one_part_only(named, train, validation, second.address)
    else:
        findings += one_class(named)
        findings += _gaps(train, named, first.address)
        findings += _never_trained(train, validation, named, second)
    streamed = {"train": Streamed(first.photo, first.label, first.class_ids, settings.seed)}
    if second is not None:
        streamed["validation"] = Streamed(second.photo, second.label, second.class_ids)
    return DataSet(
        root,
        named,
        train,
        validation,
        multi_label=first.several,
        findings=tuple(findings),
        streamed=streamed,
    )


class _Classes:
    """How many classes there are, and rows with labels for so many."""

    def __init__(self, first: Manifest, second: Manifest | None) -> None:
        self.several = first.several
        self.names: dict[int, str] = {}
        each = [first] if second is None or second.several != first.several else [first, second]
        widths = [_count(manifest) for manifest in each]
        hot = [width for manifest, width in zip(each, widths, strict=True) if _is_hot(manifest)]
        self.count = hot[0] if hot else max(widths, default=0)
        for manifest in each:
            self.names = {**manifest.names, **self.names}
        self._known: dict[tuple[Label, bool], tuple[float, ...]] = {}

    def fit(self, manifest: Manifest) -> bool:
        """Whether the manifest's labels are of this kind and number."""
        if manifest.several != self.several:
            return False
        return _count(manifest) == self.count if _is_hot(manifest) else _count(manifest) <= self.count

    def rows(self, manifest: Manifest, start: int) -> Iterator[Row]:
        """The rows of a manifest that fits, numbered from `start`."""
        for index, (photo, label) in enumerate(zip(manifest.photos, manifest.labels, strict=True), start):
            labels = self._known.get((label, manifest.class_ids))
            if labels is None:
                labels = self._known[label, manifest.class_ids] = self._columns(label, manifest.class_ids)
            yield Row(index, labels, photo)

    def _columns(self, label: Label, class_ids: bool) -> tuple[float, ...]:
        if isinstance(label, int):
            return (float(label),)
        if class_ids:
            return tuple(float(column in label) for column in range(self.count))
        return tuple(map(float, label))


def _is_hot(manifest: Manifest) -> bool:
    return manifest.several and not manifest.class_ids and bool(manifest.labels)


def _count(manifest: Manifest) -> int:
    """How many classes a manifest's labels, and the names of a class map, need."""
    kinds = set(manifest.labels)
    if _is_hot(manifest):
        return max(len(label) for label in kinds if isinstance(label, tuple))
    largest = [label if isinstance(label, int) else max(label, default=-1) for label in kinds]
    return 1 + max([*largest, *manifest.names], default=-1)


def _split(rows: Sequence[Row], several: bool, settings: DatasetSettings) -> tuple[list[Row], list[Row]]:
    if several:
        from core.dataset.label_split import split_labels

        parts = split_labels([row.labels for row in rows], settings.validation, settings.seed)
    else:
        parts = split([int(row.labels[0]) for row in rows], settings.validation, settings.seed)
    train, validation = ([rows[place] for place in part] for part in parts)
    return train, validation


def _beside(first: Manifest, second: Manifest, classes: _Classes) -> tuple[Finding, ...]:
    """What is odd between the two manifests, told of the second."""
    faults = Faults(second.address, _SAID)
    if not classes.fit(second) and second.photos and first.photos:
        faults.add(
            None, Fault("error", "other-labels", f"has {_kind(second)}, the train manifest {_kind(first)}")
        )
    trained = set(first.photos)
    for photo, line in zip(second.photos, second.lines, strict=True):
        if photo in trained:
            faults.add(line, Fault("warning", "in-both-lists", "the photo stands in the train manifest too"))
    for label in sorted(first.names.keys() & second.names.keys()):
        mine, theirs = second.names[label], first.names[label]
        if mine != theirs:
            detail = (
                f"calls label {label} {clean(mine, limit=60)}, the train manifest {clean(theirs, limit=60)}"
            )
            faults.add(None, Fault("warning", "two-names", detail))
    return faults.findings()


def _kind(manifest: Manifest) -> str:
    if not manifest.several:
        return "one label per photo"
    return "lists of classes" if manifest.class_ids else f"{_count(manifest)} labels of 0 and 1 per photo"


def _named(
    rows: Sequence[Row], classes: _Classes, given: Sequence[str] | None
) -> tuple[tuple[ClassCount, ...], list[Finding]]:
    """The classes with their names: the configuration's, else the metadata's, else their numbers."""
    images: Counter[int] = Counter()
    for labels, times in Counter(row.labels for row in rows).items():
        chosen = [column for column, on in enumerate(labels) if on] if classes.several else [int(labels[0])]
        for label in chosen:
            images[label] += times
    findings: list[Finding] = []
    if given is not None and len(given) < classes.count:
        detail = (
            f"{len(given)} class names for {classes.count} classes; those of the manifests are used instead"
        )
        fix = "Name every class in dataset.classes, in label order."
        why = "Which class a name belongs to cannot be told."
        findings.append(Finding("warning", "class-names", detail, why=why, fix=fix))
        given = None
    names = [
        given[label] if given is not None else classes.names.get(label, str(label))
        for label in range(classes.count)
    ]
    for name, times in Counter(names).items():
        if times > 1:
            same = ", ".join(str(label) for label, each in enumerate(names) if each == name)
            detail = f"labels {same} have the same name, {clean(name, limit=60)}"
            why = "The network learns them as separate classes."
            findings.append(
                Finding("warning", "class-names", detail, why=why, fix="Give one of them to both.")
            )
    return tuple(ClassCount(label, name, images[label]) for label, name in enumerate(names)), findings


def _gaps(train: Sequence[Row], classes: Sequence[ClassCount], address: str) -> Iterator[Finding]:
    gone = [str(row.label) for row in classes if not row.images]
    if gone and train:
        labels = ", ".join(gone[:8]) + (f" and {len(gone) - 8:,} more" if len(gone) > 8 else "")
        yield Finding(
            "warning",
            "label-gap",
            f"there are {len(classes):,} classes, but no photo has label {labels}",
            address,
            why="Classes must be numbered from 0 without gaps; an output without images is never trained.",
            fix="Number the classes 0, 1, 2 … without gaps.",
        )


def _never_trained(
    train: Sequence[Row], validation: Sequence[Row], classes: Sequence[ClassCount], second: Manifest | None
) -> Iterator[Finding]:
    if second is None or not train:
        return
    trained, validated = ({int(row.labels[0]) for row in rows} for rows in (train, validation))
    for label in sorted(validated - trained):
        yield Finding(
            "warning",
            "never-trained",
            f"class {clean(classes[label].name, limit=60)} validates, but no photo of the train manifest has it",
            second.address,
            why="The network cannot know the class; its photos count as wrong.",
            fix="Add photos of the class to the train manifest.",
        )
