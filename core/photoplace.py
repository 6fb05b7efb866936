"""Where the photos of a batch transform are, and what is asked about them there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.transforming import PhotoPlace
from core.errors import UsageError
from core.finding import Finding
from core.predict import questions
from core.predict.questions import Asked
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.cancel import CancelToken
    from core.trained import TrainedModel

_DIGITS = 6
"""Of a number of classes; longer ones are none."""


def photo_place(folder: str, list_file: str | None = None) -> PhotoPlace:
    """Where photos are, from what a user wrote; relative paths count from the current folder.

    Args:
        folder: of photos, or the one that the list's paths are relative to.
        list_file: a .lst file; None: all photos of the folder.

    Raises:
        UsageError: no folder is named, or it is none on this machine.
    """
    if list_file == "":
        raise UsageError("no list is named", fix="name a .lst file")
    if not folder:
        raise UsageError("no folder of photos is named", fix="name the folder that the photos are in")
    if "://" in folder:
        raise UsageError(
            f"{clean_path(folder)} is no folder on this machine",
            why="photos are looked at and made ready before they are sent",
            fix="copy them here, such as with aws s3 cp --recursive",
        )
    path = Path(folder).expanduser().absolute()
    if not path.is_dir():
        raise UsageError(
            f"{clean_path(folder)} is a file, not a folder"
            if path.exists()
            else f"there is no folder {clean_path(folder)}",
            fix="name the folder that the photos are in; single photos are asked about with: trainscope predict",
        )
    return PhotoPlace(str(path), "" if list_file is None else str(Path(list_file).expanduser().absolute()))


def asked_of(trained: TrainedModel, place: PhotoPlace, cancel: CancelToken | None = None) -> Asked:
    """The photos of a place, none of them opened, with the truth where list or folders tell it.

    Args:
        trained: the model that is to be asked.
        place: absolute paths.
        cancel: stops the reading of folder or list.

    Raises:
        DatasetError: folder or list cannot be read, or the list is of another kind than the model.
        Cancelled: the token was set.
    """
    several, folder = trained.multi_label, Path(place.folder)
    if place.list_file:
        names = trained.classes or _labels(trained)
        found = questions.of_list(Path(place.list_file), folder, names, several=several, cancel=cancel)
    else:
        found = questions.of_folder(folder, trained.classes, several=several, cancel=cancel)
    return Asked(found.questions, (*_about_classes(trained, place), *_judged(found, place)))


def _labels(trained: TrainedModel) -> tuple[str, ...]:
    """The labels in place of names that are not known; empty where not even their number is."""
    count = trained.hyperparameters.get("num_classes", "")
    known = count.isascii() and count.isdigit() and len(count) <= _DIGITS
    return tuple(map(str, range(int(count)))) if known else ()


def _judged(asked: Asked, place: PhotoPlace) -> Iterator[Finding]:
    """What was found in folder or list: a file that a folder leaves out is no reason to ask about no other."""
    for finding in asked.findings:
        stays = place.list_file or not asked.questions
        yield finding if stays or finding.level != "error" else replace(finding, level="warning")


def _about_classes(trained: TrainedModel, place: PhotoPlace) -> Iterator[Finding]:
    if trained.classes:
        return
    yield Finding(
        "warning",
        "unknown-classes",
        f"the names of the classes of {clean(trained.job.name)} are not known here",
        why="The answers are labels"
        + ("." if place.list_file else ", and folders do not tell which class a photo is of."),
        fix="Do it on the machine that the job was launched from; a list (--lst) tells labels too.",
    )
