"""How a folder of photos is read: which of its folders are classes, and which files are photos by their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.dataset.names import ENDINGS
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

Folders = Literal["top", "nested", "flat"]
"""Which folders are classes: those at the top with all below them, every folder that holds photos, or none at all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a folder.

    Args:
        folders: which folders are classes; ``flat`` takes only the photos that lie in the root, as one class.
        endings: what a photo's name ends with, in lower case with the dot; a name's own case does not matter.
    """

    folders: Folders = "top"
    endings: tuple[str, ...] = ENDINGS


def endings_of(words: Iterable[str]) -> tuple[str, ...]:
    """File endings as people write them (``jpg``, ``.PNG``, ``jpg,png``), in the form that `Reading` has them.

    Raises:
        UsageError: one is no ending, or there is none.
    """
    endings: dict[str, None] = {}
    for word in ",".join(words).replace(" ", ",").split(","):
        if word:
            ending = "." + word.lower().removeprefix(".")
            if not ending[1:].replace(".", "").isalnum() or ending.endswith(".") or ".." in ending:
                raise UsageError(
                    f"{word!r} is no ending of file names",
                    fix="name endings with or without their dot, with commas between them, such as jpg,jpeg,png",
                )
            endings[ending] = None
    if not endings:
        raise UsageError("no file endings are named", fix="name some, such as jpg,jpeg,png, or leave it out")
    return tuple(endings)
