"""A data set as the settings name it: a folder of class folders, or lists of one's own with their root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.classes import one_image
from core.dataset.folder import scan
from core.dataset.model import DataSet, Row
from core.dataset.reading import Reading
from core.dataset.root import on_this_machine
from core.dataset.split import split
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.cancel import CancelToken
    from core.config import DatasetSettings

_USUAL = Reading()


def load(
    settings: DatasetSettings,
    *,
    sizes: bool = False,
    reading: Reading = _USUAL,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """Read and split the data set; no photo is opened.

    Args:
        settings: where it is, how it is split, which classes.
        sizes: whether to add up the photos' sizes (folders only; one stat per photo).
        reading: how a folder is read.
        on_progress: called with the number of photos or lines so far.
        cancel: stops the reading.

    Raises:
        UsageError: no data set is named, or lists where a reading is asked for.
        DatasetError: it cannot be read.
        Cancelled: the token was set.
    """
    if settings.path is None:
        raise UsageError(
            "there is no data set",
            fix="name a folder of class folders: --dataset DIR, or dataset.path in the configuration",
        )
    root = on_this_machine(settings.path)
    if settings.train_lst is not None or settings.validation_lst is not None:
        from core.dataset.own_lists import load_lists

        if reading != _USUAL:
            raise UsageError(
                "dataset.train_lst names lists, and only a folder can be read flat, nested or by endings",
                fix="name the folder of photos on the command line",
            )
        return load_lists(settings, root, on_progress=on_progress, cancel=cancel)
    folder = scan(
        root,
        classes=None if reading.folders == "flat" else settings.classes,
        sizes=sizes,
        reading=reading,
        on_progress=on_progress,
        cancel=cancel,
    )
    train, validation = split([label for _, label in folder.photos], settings.validation, settings.seed)
    if cancel is not None:
        cancel.check()
    labels = [(float(row.label),) for row in folder.classes]

    def rows(places: Sequence[int]) -> list[Row]:
        return [Row(place, labels[folder.photos[place][1]], folder.photos[place][0]) for place in places]

    return DataSet(
        folder.root,
        folder.classes,
        rows(train),
        rows(validation),
        findings=(*folder.findings, *one_image(folder.classes)),
        bytes=folder.bytes,
        input=settings.input,
    )
