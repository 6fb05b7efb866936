"""A folder of class folders read into classes and photos, without opening a photo.

What counts, and what happens to the rest, is in docs/data-sets.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.classes import choose_classes
from core.dataset.reading import Reading
from core.dataset.walk import Walk
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.model import ClassCount

_USUAL = Reading()


@dataclass(frozen=True, slots=True)
class Folder:
    """What a scan found.

    Args:
        root: the folder, as given.
        classes: in label order.
        photos: path relative to the root and label of each, by label, then by path in code-point order.
        findings: what was left out or looks odd.
        bytes: size of all photos together, or None if it was not asked for.
    """

    root: Path
    classes: tuple[ClassCount, ...]
    photos: Sequence[tuple[str, int]]
    findings: tuple[Finding, ...]
    bytes: int | None


def scan(
    root: Path,
    *,
    classes: Sequence[str] | None = None,
    sizes: bool = False,
    reading: Reading = _USUAL,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Folder:
    """Read a folder whose top folders are the classes, unless another reading is asked for.

    Args:
        root: the folder.
        classes: the class folders to use, in label order; None: all that hold photos, in code-point order.
        sizes: whether to add up the photos' sizes (one stat per photo).
        reading: which folders are classes, and which files are photos.
        on_progress: called with the number of photos so far.
        cancel: looked at every few hundred files.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
        Cancelled: the token was set.
    """
    walk = Walk(root, sizes, on_progress, cancel, reading)
    found = walk.classes()
    if reading.folders == "nested":
        found = _without_mere_parents(found)
    counts, photos, odd = choose_classes(found, classes, in_root=walk.in_root)
    if reading.folders == "flat" and not photos:
        odd = [_NO_PHOTOS_HERE]
    return Folder(root, counts, photos, (*odd, *walk.tally.findings()), walk.bytes if sizes else None)


def _without_mere_parents(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The folders without those that hold no photo but hold folders: nobody meant them as classes."""
    parents = {name[:place] for name in found for place, char in enumerate(name) if char == "/"}
    return {name: photos for name, photos in found.items() if photos or name not in parents}


_NO_PHOTOS_HERE = Finding(
    "error",
    "no-photos",
    "no photo lies in the folder itself",
    why="A flat reading takes no others, so there is nothing to train on.",
    fix="Name the folder that the photos lie in, or read it without --flat.",
)
