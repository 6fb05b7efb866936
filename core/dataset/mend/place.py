"""Where a mended copy goes: a free place, with room, written beside and moved there whole."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.names import is_photo
from core.dataset.root import is_inside
from core.diskspace import free_bytes
from core.errors import DatasetError, UsageError
from core.sizes import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.dataset.mend.files import Entry

_GROWTH = 4
"""How much larger an image of another format may become; a guess on the large side for what is compressed better."""

_BLOCK = 4096
"""What a file system gives to a file at a time, mostly."""


def refuse_place(root: Path, target: Path) -> None:
    """Refuse a place that is taken, or that would mix the copy with the folder it is made of.

    Raises:
        UsageError: it is no place for the copy.
    """
    real, place = os.path.realpath(root), os.path.realpath(target)
    inner, outer = (target, root) if is_inside(place, real) else (root, target)
    if is_inside(place, real) or is_inside(real, place):
        where = "is" if place == real else "lies in"
        raise UsageError(f"{inner} {where} {outer}", fix="name a folder outside for the mended copy")
    try:
        free = not os.path.lexists(target) or (Path(place).is_dir() and not any(Path(place).iterdir()))
    except OSError as error:
        raise UsageError(
            f"cannot look into {target}: {error.strerror}", fix="name a folder that does not exist"
        ) from error
    if not free:
        raise UsageError(
            f"{target} is there already", fix="name a folder that does not exist, or is empty, for the copy"
        )


def room(target: Path, files: Sequence[Entry]) -> None:
    """Refuse a disk that the copy does not fit on.

    Raises:
        DatasetError: there is too little room.
    """
    needed = sum(
        -(-entry.bytes * (1 if is_photo(entry.path) else _GROWTH) // _BLOCK) * _BLOCK for entry in files
    )
    free = free_bytes(target)  # if it is not known, writing there will say what is wrong with the place
    if free is not None and needed > free:
        raise DatasetError(
            f"the mended copy does not fit on the disk of {target}",
            why=f"it takes about {size(needed)}, and {size(free)} are free",
            fix="free some space, or name a folder on another disk",
        )


@contextmanager
def beside(target: Path, on_remove: Callable[[], None]) -> Iterator[Path]:
    """A new folder beside the target, which takes its place when the block ends well, and is removed when it does not.

    Args:
        target: the place.
        on_remove: called before it is removed, which takes a while if there are many files in it.

    Raises:
        DatasetError: it cannot be written to.
    """
    place = Path(os.path.realpath(target))
    name = os.fsencode(place.name)[:200].decode(
        errors="ignore"
    )  # with what is added it has at most 255 bytes
    part = place.parent / f".{name}.{os.urandom(4).hex()}.part"
    try:
        part.mkdir(parents=True)
        yield part
        part.replace(place)
    except OSError as error:
        raise DatasetError(
            f"cannot write the mended copy to {target}",
            why=error.strerror or str(error),
            fix="name a folder that can be written to, on a disk with room for the photos",
        ) from error
    finally:
        if part.is_dir():
            on_remove()
            shutil.rmtree(part, ignore_errors=True)
