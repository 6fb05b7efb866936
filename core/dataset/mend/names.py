"""Names that a list can hold, each once: what mending calls the files and folders of a copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from core.dataset.lstline import path_fault
from core.dataset.names import ENDINGS, not_listable
from core.dataset.tally import IMAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BREAKS = re.compile(r"[\t\n\r\0\\]")
_BYTES = re.compile("[\ud800-\udfff]")
_LONGEST = 240
"""Bytes of a name; file systems take 255, and a number must go with it."""


class Placed(NamedTuple):
    """A path in the copy, and why it is another than in the original: empty if it is not."""

    path: str
    why: str


class Names:
    """Gives each file of a tree its place in the copy.

    A name that has to change avoids all names that stood in its folder, and no two files get one place.

    Args:
        paths: of all files, relative to the root.
        there: whether something has a path in the copy already, which is asked where two names differ only in
            case or Unicode form.
    """

    def __init__(self, paths: Iterable[str], there: Callable[[str], bool]) -> None:
        self._there = there
        self._folders: dict[str, Placed] = {"": Placed("", "")}
        self._stood: dict[str, set[str]] = {}
        self._taken: dict[str, set[str]] = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            while _key(name) not in (stood := self._stood.setdefault(folder, set())):
                stood.add(_key(name))
                folder, _, name = folder.rpartition("/")
                if not name:
                    break

    def folder(self, path: str) -> Placed:
        """The place of a folder."""
        placed = self._folders.get(path)
        if placed is None:
            parent, _, name = path.rpartition("/")
            above = self.folder(parent)
            wanted, why = mended(name, first=not parent, last=False)
            placed = self._place(parent, above, name, wanted, why and f"lies in a folder that {why}")
            self._folders[path] = placed
        return placed

    def file(self, path: str, ending: str, is_that: str) -> Placed:
        """The place of a photo.

        Args:
            path: in the original.
            ending: ``.jpg`` or ``.png``, as its content in the copy asks for.
            is_that: the reason if only the ending changes.
        """
        parent, _, name = path.rpartition("/")
        above = self.folder(parent)
        wanted, why = mended(name, first=not parent, last=True)
        renamed = with_ending(wanted, ending)
        if renamed != wanted:
            why = "; ".join(filter(None, (why, is_that)))
        return self._place(parent, above, name, renamed, why)

    def _place(self, folder: str, above: Placed, own: str, wanted: str, why: str) -> Placed:
        prefix = f"{above.path}/" if above.path else ""
        taken = self._taken.setdefault(folder, set())
        stood = self._stood.get(folder, set())
        number, name = 1, wanted
        while not self._free(name, own, prefix, taken, stood):
            number += 1
            stem, dot, ending = wanted.rpartition(".")
            name = f"{stem}-{number}{dot}{ending}" if dot and stem else f"{wanted}-{number}"
        taken.add(_key(name))
        taken.add(name)
        if name != wanted:
            why = "; ".join(filter(None, (why, "another file has that name")))
        return Placed(prefix + name, "; ".join(filter(None, (above.why, why))))

    def _free(self, name: str, own: str, prefix: str, taken: set[str], stood: set[str]) -> bool:
        if name == own:
            return name not in taken and not (_key(name) in taken and self._there(prefix + name))
        return _key(name) not in taken and _key(name) not in stood


def mended(name: str, *, first: bool, last: bool) -> tuple[str, str]:
    """A file's or folder's name as a list can hold it, and why it could not; the same name and "" if it can.

    Args:
        name: the name alone.
        first: whether a path begins with it.
        last: whether a path ends with it.
    """
    before, behind = "" if first else "x/", "" if last else "/x"
    fault = path_fault(f"{before}{name}{behind}")
    if fault is None:
        return name, ""
    why = not_listable(f"{before}{name}{behind}") or "has a name that readers of lists take for another path"
    new = _BYTES.sub(lambda byte: f"_x{ord(byte.group()) & 0xFF:02x}", _BREAKS.sub("_", name.strip()))
    if first and not last:
        new = new.replace(":", "_")
    if not new or new.startswith("."):
        new = f"_{new}"
    return _shortened(new), why


def with_ending(name: str, ending: str) -> str:
    """The name with an ending that tells the format; ``.jpeg`` and odd case are left, they tell it too."""
    alike = (".jpg", ".jpeg") if ending == ".jpg" else (ending,)
    if name.lower().endswith(alike):
        return name
    for known in (*ENDINGS, *IMAGES):
        if name.lower().endswith(known) and len(name) > len(known):
            return name[: -len(known)] + ending
    return name + ending


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:
        stem, dot, ending = name, "", ""
    room = _LONGEST - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def _key(name: str) -> str:
    """Equal for names that some file system takes for one."""
    return name.casefold() if name.isascii() else normalize("NFC", name).casefold()
