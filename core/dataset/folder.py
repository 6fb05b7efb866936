"""A folder of class folders read into classes and photos, without opening a photo.

What counts, and what happens to the rest, is in docs/data-sets.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.classes import choose_classes
from core.dataset.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.model import ClassCount
    from core.finding import Finding


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
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Folder:
    """Read a folder whose top folders are the classes.

    Args:
        root: the folder.
        classes: the class folders to use, in label order; None: all that hold photos, in code-point order.
        sizes: whether to add up the photos' sizes (one stat per photo).
        on_progress: called with the number of photos so far.
        cancel: looked at every few hundred files.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
        Cancelled: the token was set.
    """
    walk = Walk(root, sizes, on_progress, cancel)
    found = walk.classes()
    counts, photos, odd = choose_classes(found, classes, in_root=walk.in_root)
    return Folder(root, counts, photos, (*odd, *walk.tally.findings()), walk.bytes if sizes else None)
