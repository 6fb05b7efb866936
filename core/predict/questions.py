"""Which photos are asked about: files, folders, a list; and the labels they really have, as far as these say so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset import lst
from core.dataset.folder import scan
from core.dataset.locate import Locator
from core.dataset.reading import Reading
from core.errors import DatasetError
from core.finding import Finding
from core.nearest import did_you_mean
from core.predict.photos import Located
from core.predict.question import Question
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.cancel import CancelToken
    from core.predict.answers import Labels

_OF_THE_READING = ("no-photos", "one-class", "one-image", "photo-in-root")
"""Kinds of findings about a folder that matter to a training set only."""
_OF_TRAINING = ("duplicate-index",)
"""Errors of a list that matter to training only."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be asked.

    Args:
        questions: in the order named, folders in the order of their classes.
        findings: what was left out although it looks like a photo, and labels that mean nothing to the endpoint.
    """

    questions: tuple[Question, ...]
    findings: tuple[Finding, ...] = ()


def of_paths(
    paths: Iterable[str],
    classes: Sequence[str],
    *,
    several: bool = False,
    stdin: Callable[[], bytes] | None = None,
    cancel: CancelToken | None = None,
) -> Asked:
    """Photos and folders of photos. Photos in a folder that has the name of a class are of that class.

    Args:
        paths: as the user wrote them; a file that is not there is a question, too, and told when it is asked.
        classes: the endpoint's, in label order; without them no folder tells a truth.
        several: whether a photo may have several labels: then none do.
        stdin: reads the photo that ``-`` names; None: a file has that name.
        cancel: looked at every few hundred files.

    Raises:
        DatasetError: a folder cannot be read.
        Cancelled: the token was set.
    """
    questions: list[Question] = []
    findings: list[Finding] = []
    for name in paths:
        path = Path(name)
        if name == "-" and stdin is not None:
            questions.append(Question(name, stdin()))
        elif path.is_dir():
            named = f"{name.rstrip('/')}/"
            found = of_folder(path, classes, named=named, several=several, cancel=cancel)
            questions += found.questions
            findings += found.findings
        else:
            questions.append(Question(name, path))
    return Asked(tuple(questions), tuple(findings))


def of_folder(
    root: Path,
    classes: Sequence[str],
    *,
    named: str = "",
    several: bool = False,
    cancel: CancelToken | None = None,
) -> Asked:
    """All photos of a folder. Those in a folder that has the name of a class, be it this one, are of that class.

    Args:
        root: the folder.
        classes: of what is asked, in label order; without them no folder tells a truth.
        named: what a photo's name begins with, before its path in the folder.
        several: whether a photo may have several labels: then no folder tells a truth either.
        cancel: looked at every few hundred files.

    Raises:
        DatasetError: the folder cannot be read.
        Cancelled: the token was set.
    """
    tree = scan(root, cancel=cancel)
    flat = scan(root, reading=Reading("flat"), cancel=cancel)
    labels = {} if several else {given: label for label, given in enumerate(classes)}
    names = {row.label: row.name for row in tree.classes}
    locator = Locator(root)

    def question(path: str, folder: str) -> Question:
        label = labels.get(folder)
        truth = None if label is None else (label,)
        return Question(f"{named}{path}", Located(locator, path), truth)

    questions = [question(path, root.absolute().name) for path, _ in flat.photos]
    questions += [question(path, names[label]) for path, label in tree.photos]
    findings = [row for row in tree.findings if row.level != "info" and row.kind not in _OF_THE_READING]
    if not questions:
        findings = [
            Finding(
                "error",
                "no-photos",
                "holds no photo",
                str(root),
                why="There is nothing to ask about.",
                fix="Name a folder with .jpg or .png files.",
            )
        ]
    return Asked(tuple(questions), (*findings, *_not_classes(named, names.values(), labels)))


def _not_classes(named: str, names: Iterable[str], labels: Iterable[str]) -> list[Finding]:
    """The folders that are no class of the model, where others are: their photos look labelled, and are not."""
    known = set(labels)
    strange = [name for name in names if name not in known]
    if not known.intersection(names):
        return []
    return [
        Finding(
            "warning",
            "no-class",
            f"is no class of the model{did_you_mean(name, known)}",
            f"{named}{name}",
            why="Its photos are asked about, and do not count towards the accuracy.",
            fix="Give the folder the name of a class.",
        )
        for name in strange
    ]


def of_list(
    file: Path,
    root: Path,
    classes: Sequence[str],
    *,
    several: bool = False,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Asked:
    """The photos of a list, with its labels as the truth.

    Args:
        file: a .lst file.
        root: what its paths are relative to.
        classes: the endpoint's, in label order; labels beyond them are faults of the list.
        several: whether the endpoint gives a photo several labels.
        on_progress: called with the number of lines so far.
        cancel: looked at every few thousand lines.

    Raises:
        DatasetError: the list or the root cannot be read, or its labels are not of the endpoint's kind.
        Cancelled: the token was set.
    """
    if not root.is_dir():
        raise DatasetError(
            f"there is no folder {root}", fix="name the folder that the list's paths begin in: --root DIR"
        )
    found = lst.read(file, num_classes=len(classes) or None, on_progress=on_progress, cancel=cancel)
    if found.detection or (found.rows and found.multi_label != several):
        raise DatasetError(
            f"the list {clean_path(file)} is none for this model",
            why=_mismatch(detection=found.detection, several=several),
            fix="name a list of the kind that the job was trained with",
        )
    locator = Locator(root)
    questions = [
        Question(row.path, Located(locator, row.path), _truth(row.labels, several=several))
        for row in found.rows
    ]
    told = [row for row in found.findings if row.level == "error" and row.kind not in _OF_TRAINING]
    return Asked(tuple(questions), tuple(told))


def _truth(labels: Sequence[float], *, several: bool) -> Labels:
    if several:
        return tuple([label for label, on in enumerate(labels) if on])
    return (int(labels[0]),)


def _mismatch(*, detection: bool, several: bool) -> str:
    if detection:
        return "it is a list for object detection"
    if several:
        return "it gives each photo one label, and the model answers with several"
    return "it gives photos several labels, and the model answers with one"
