"""Class folders in S3, which lack what a job needs: counted and split all the same, so that lists can be made."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from core.dataset.classes import choose_classes
from core.dataset.model import ClassCount, DataSet, Row
from core.dataset.names import is_photo, not_listable
from core.dataset.split import split
from core.dataset.tally import Tally
from core.engine.sagemaker.request import CHANNELS
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.config import DatasetSettings
    from core.dataset.remote import Stored
    from core.engine.sagemaker.s3read import Bucket
    from core.s3address import S3Address


def without_channels(settings: DatasetSettings, root: S3Address, bucket: Bucket) -> DataSet:
    """Class folders right below the root: no job can read them, since train and validation share a prefix.

    Args:
        settings: how they are split, and which are classes.
        root: the folder of class folders.
        bucket: that holds it.
    """
    stored = bucket.listing(root)
    found, tally, in_root = _photos(stored)
    counts, photos, odd = choose_classes(found, settings.classes, in_root=in_root)
    train, validation = split([label for _, label in photos], settings.validation, settings.seed)
    no_channels = Finding(
        "error",
        "no-channels",
        f"{root} holds class folders, and no folders train/ and validation/",
        why="Each channel of a job needs a prefix of its own in S3.",
        fix=(
            f"Copy it here and train from the copy, which is uploaded as a job needs it: "
            f"aws s3 sync {shlex.quote(str(root))} DIR"
        ),
    )
    return DataSet(
        root,
        counts,
        _rows(photos, train),
        _rows(photos, validation),
        findings=(no_channels, *odd, *tally.findings()),
        bytes=sum(stored[path].size for path, _ in photos),
        channels=dict.fromkeys(CHANNELS, ""),
    )


def without_lists(
    settings: DatasetSettings, root: S3Address, stored: Mapping[str, Mapping[str, Stored]]
) -> DataSet:
    """The channels ``train`` and ``validation`` hold class folders, and there are no lists for them yet.

    Args:
        settings: which folders are classes.
        root: what holds the channels.
        stored: what lies in each.
    """
    tallies = Tally()
    both: dict[str, list[str]] = {}
    in_root = 0
    for name, objects in stored.items():
        found, _, beside = _photos(objects, tallies)
        in_root += beside
        for folder, paths in found.items():
            both.setdefault(folder, []).extend(f"{name}/{path}" for path in paths)
    counts, photos, odd = choose_classes(both, settings.classes, in_root=in_root)
    rows: dict[str, list[Row]] = {name: [] for name in stored}
    for index, (path, label) in enumerate(photos):
        channel, _, rest = path.partition("/")
        rows[channel].append(Row(index, (float(label),), rest))
    no_lists = Finding(
        "error",
        "no-lists",
        f"{root} holds no train_lst/ and validation_lst/, and no lists are named",
        why="The algorithm reads labels from lists, not from folders.",
        fix=(
            f"Make them: trainscope lst {shlex.quote(str(root))} -o lists --no-check; then "
            + " and ".join(
                f"aws s3 cp lists/{name}.lst {shlex.quote((root / f'{name}_lst').folder)}" for name in stored
            )
        ),
    )
    return DataSet(
        root,
        _counted(counts, rows.values()),
        rows["train"],
        rows["validation"],
        findings=(no_lists, *odd, *tallies.findings()),
        channels=dict.fromkeys(CHANNELS, ""),
    )


def _photos(
    stored: Mapping[str, Stored], tally: Tally | None = None
) -> tuple[dict[str, list[str]], Tally, int]:
    """Class folder to the paths of its photos; what else was met; how many photos lie beside the folders."""
    tally = Tally() if tally is None else tally
    found: dict[str, list[str]] = {}
    in_root = 0
    for path in stored:
        parts = path.split("/")
        if not parts[-1]:
            continue  # the marker of a folder
        if any(part.startswith(".") for part in parts):
            tally.add("hidden", path)
        elif not is_photo(path):
            tally.add_other(path)
        elif len(parts) == 1:
            in_root += 1
            tally.add("photo-in-root", path)
        elif (reason := not_listable(path)) is not None:
            tally.add("unlistable-name", path, reason)
        else:
            found.setdefault(parts[0], []).append(path)
    return found, tally, in_root


def _rows(photos: Sequence[tuple[str, int]], places: Iterable[int]) -> list[Row]:
    return [Row(place, (float(photos[place][1]),), photos[place][0]) for place in places]


def _counted(counts: Sequence[ClassCount], rows: Iterable[Sequence[Row]]) -> tuple[ClassCount, ...]:
    images = [0] * len(counts)
    for part in rows:
        for row in part:
            images[int(row.labels[0])] += 1
    return tuple(replace(each, images=images[each.label]) for each in counts)
