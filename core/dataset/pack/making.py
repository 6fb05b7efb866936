"""The pack of a data set made: both channels as RecordIO files, whole or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from core.dataset.fingerprint import fingerprint
from core.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet


def make(
    dataset: DataSet,
    made_of: Fingerprint,
    place: Path,
    on_progress: Callable[[int, int], None],
    cancel: CancelToken,
) -> None:
    """Pack both channels beside the place, see that the photos are still what they were, and move the pack there.

    Args:
        dataset: whose photos they are.
        made_of: its fingerprint.
        place: the pack's folder.
        on_progress: told how many photos of how many are packed.
        cancel: seen between two photos.

    Raises:
        DatasetError: a photo cannot be packed or has changed, or the disk is full.
        Cancelled: the token was set; nothing is left behind.
    """
    from core.dataset.pack.packing import PackSet, pack_sets

    beside = place.with_name(f"{place.name}.part")
    rows = (dataset.train, dataset.validation)
    try:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)
        beside.mkdir(mode=0o700)
        sets = [
            PackSet(beside / channel.name, part) for part, channel in zip(rows, made_of.channels, strict=True)
        ]
        pack_sets(sets, dataset.folder, on_progress=on_progress, cancel=cancel)
        if fingerprint(dataset, cancel=cancel).id != made_of.id:
            raise DatasetError("photos changed while they were packed", fix="launch again")
        for file in beside.iterdir():
            file.chmod(0o400)  # jobs get hard links: what one writes into, all would have
        beside.rename(place)
    except OSError as error:
        raise unusable(beside, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def remove_old(place: Path, before: float) -> None:
    """Remove packs that were not used since, and what a program that was killed has left."""
    with suppress(OSError):
        for entry in list(os.scandir(place)):
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and (
                    entry.name.endswith(".part") or entry.stat(follow_symlinks=False).st_mtime < before
                ):
                    shutil.rmtree(entry.path)


def unusable(place: Path, why: str) -> DatasetError:
    """The error for a place that cannot be written to."""
    return DatasetError(
        f"the photos cannot be packed at {place}",
        why=why,
        fix="free some space there, or point XDG_CACHE_HOME elsewhere",
    )
