"""A local job on packed photos: the pack made in the cache, and what the review says of it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.fingerprint import fingerprint
from core.dataset.pack import cache as packs
from core.dataset.pack.size import least_bytes
from core.engine.base import LaunchProgress
from core.errors import DatasetError
from core.finding import Finding
from core.sizes import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet
    from core.dataset.pack.cache import PackFile

    OnProgress = Callable[[LaunchProgress], None]


@contextmanager
def ready(dataset: DataSet, on_progress: OnProgress, cancel: CancelToken) -> Iterator[tuple[PackFile, ...]]:
    """The pack of the data set, made if it is not in the cache; within the context it may be linked.

    Raises:
        DatasetError: the photos cannot be packed.
        FolderError: the cache cannot be made.
        Cancelled: the token was set.
    """
    made_of = _read(dataset, on_progress, cancel)
    with packs.ready(
        dataset,
        made_of,
        on_progress=lambda done, total: on_progress(LaunchProgress("packing photos", done, total, "photos")),
        cancel=cancel,
    ) as files:
        yield files


def linkable(
    dataset: DataSet, place: Path, on_progress: OnProgress, cancel: CancelToken
) -> AbstractContextManager[tuple[PackFile, ...]]:
    """What is to be linked into a folder that is not there yet, as `ready` has it; nothing for loose photos.

    Args:
        dataset: of the job, or of the jobs of a sweep.
        place: the folder.
        on_progress: hears how many photos are packed.
        cancel: ends it.
    """
    if dataset.input == "image" or place.exists():
        return nullcontext(())
    return ready(dataset, on_progress, cancel)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a launch will pack.

    Args:
        folder: where; empty if the photos cannot be read.
        findings: what stands in the way.
        notes: what is said of it.
    """

    folder: str
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()


def foresee(dataset: DataSet, on_progress: OnProgress, cancel: CancelToken) -> Foreseen:
    """What a launch will pack; the photos are read for it.

    Raises:
        Cancelled: the token was set.
    """
    try:
        made_of = _read(dataset, on_progress, cancel)
    except DatasetError as error:
        why = "every photo is read before the photos are packed"
        return Foreseen("", [Finding("error", "dataset", str(error), why=why, fix=error.fix)])
    folder = str(packs.folder(made_of))
    there = packs.find(dataset, made_of)
    if there is not None:
        weight = size(sum(file.size for file in there))
        return Foreseen(folder, notes=[f"The photos are packed already: 2 files, {weight}, in {folder}"])
    rows = (dataset.train, dataset.validation)
    weight = size(sum(map(least_bytes, rows, made_of.channels)))
    note = f"{dataset.images:,} photos are packed first: 2 files, about {weight}, in {folder}"
    return Foreseen(folder, packs.no_room(dataset, made_of), [note])


def _read(dataset: DataSet, on_progress: OnProgress, cancel: CancelToken) -> Fingerprint:
    return fingerprint(
        dataset,
        on_progress=lambda done, total, read: on_progress(
            LaunchProgress("reading the photos", done, total, "photos", done_bytes=read)
        ),
        cancel=cancel,
    )
